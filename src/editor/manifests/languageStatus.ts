import * as vscode from 'vscode';
import type { CheckedManifest } from '../../manifest/liveManifest.ts';
import { DisposableStore } from '../disposables.ts';
import type { ManifestDocuments } from './manifestDocuments.ts';
import { manifestSelector } from './manifestDocuments.ts';
import { statusOf } from './statusTexts.ts';

const severities = {
  error: vscode.LanguageStatusSeverity.Error,
  warning: vscode.LanguageStatusSeverity.Warning,
  information: vscode.LanguageStatusSeverity.Information,
};

/** Beside the language of the active editor: what its manifest asks for, or how many problems it has. Other YAML has none. */
export function showLanguageStatus(documents: ManifestDocuments): vscode.Disposable {
  const store = new DisposableStore();
  let item: vscode.LanguageStatusItem | undefined;
  const hide = (): void => {
    item?.dispose();
    item = undefined;
  };
  const show = (manifest: CheckedManifest): void => {
    item ??= vscode.languages.createLanguageStatusItem('gpuFractions.manifest', manifestSelector);
    const { text, detail, severity } = statusOf(manifest);
    item.name = vscode.l10n.t('GPU manifest');
    item.text = text;
    item.detail = detail;
    item.severity = severities[severity];
    item.command = { title: vscode.l10n.t('Show problems'), command: 'workbench.actions.view.problems' };
  };
  const update = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const manifest = document && documents.current(document);
    if (manifest !== undefined) {
      show(manifest);
    } else if (document === undefined || !documents.has(document)) {
      hide();
    }
  };
  store.add({ dispose: hide });
  store.add(vscode.window.onDidChangeActiveTextEditor(update));
  store.add(documents.onDidCheck(update));
  update();
  return store;
}
