import * as vscode from 'vscode';
import { looksLikeManifest } from '../manifest/looksLikeManifest.ts';
import { setContextKey } from './commands.ts';
import { DisposableStore } from './disposables.ts';

const delayMs = 250;

/** Keeps the context key `gpuFractions.activeIsManifest`: a cheap look at the active editor's text, no parsing. */
export function watchActiveManifest(): vscode.Disposable {
  const store = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  let shown = false;
  const update = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const isManifest = document !== undefined && isManifestDocument(document);
    if (isManifest !== shown) {
      shown = isManifest;
      void setContextKey('gpuFractions.activeIsManifest', isManifest);
    }
  };
  store.add({ dispose: () => clearTimeout(timer) });
  store.add(vscode.window.onDidChangeActiveTextEditor(update));
  // A document whose language changes is opened anew.
  store.add(vscode.workspace.onDidOpenTextDocument(update));
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) {
        clearTimeout(timer);
        timer = setTimeout(update, delayMs);
      }
    }),
  );
  update();
  return store;
}

/** A cheap look at the first lines, for a document's text is a copy. */
export function isManifestDocument(document: vscode.TextDocument): boolean {
  return document.languageId === 'yaml' && looksLikeManifest(document.getText(new vscode.Range(0, 0, 1000, 0)));
}
