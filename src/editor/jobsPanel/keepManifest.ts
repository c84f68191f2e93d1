import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { FromPanel } from '../../protocol/panel.ts';

/** Lets the user keep a manifest, as a file that is asked for or in an editor without one; shows it. */
export async function keepManifest(name: string, manifest: string, as: FromPanel['keepManifest']['as']): Promise<void> {
  if (as === 'untitled') {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'yaml', content: manifest }));
    return;
  }
  const fileName = `${name.replaceAll(/[^\w.-]+/g, '-') || 'job'}.yaml`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, fileName),
    filters: { [vscode.l10n.t('Manifests')]: ['yaml', 'yml'] },
    title: vscode.l10n.t('Save the manifest'),
  });
  if (uri === undefined) {
    return;
  }
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(manifest));
  await vscode.window.showTextDocument(uri);
}
