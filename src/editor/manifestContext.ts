import * as vscode from 'vscode';
import { setContextKey } from './commands.ts';
import { DisposableStore } from './disposables.ts';

const delayMs = 250;
/** Enough for the head of any workload; the deploy itself reads it all. */
const lookedAtCharacters = 20_000;

/** Keeps the context key `gpuFractions.activeIsManifest`: a cheap look at the active editor's text, no parsing. */
export function watchActiveManifest(): vscode.Disposable {
  const store = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  let shown = false;
  const update = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const isManifest = document !== undefined && looksLikeManifest(document);
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

function looksLikeManifest(document: vscode.TextDocument): boolean {
  if (document.languageId !== 'yaml') {
    return false;
  }
  const head = document.getText(new vscode.Range(0, 0, 1000, 0)).slice(0, lookedAtCharacters);
  return /^apiVersion:/m.test(head) && /^kind:[ \t]*["']?(Pod|Deployment)\b/m.test(head);
}
