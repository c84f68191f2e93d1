import * as vscode from 'vscode';
import { parseManifest } from '../../../manifest/manifestFile.ts';
import { findWorkloads } from '../../../manifest/requests.ts';
import type { RequestEdit } from '../../manifests/writeRequest.ts';
import { toWorkspaceEdit } from '../../manifests/textEdits.ts';

/** Writes an edit of one workload into its file, unsaved and undoable, and shows the file. Rejects with what the user should read. */
export async function editManifest(uri: vscode.Uri, name: string, edit: RequestEdit): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const file = parseManifest(document.getText());
  const found = findWorkloads(file).find(({ workload }) => workload.name.value === name);
  if (found === undefined) {
    throw new Error(vscode.l10n.t('{0} has no workload {1} any more.', vscode.workspace.asRelativePath(uri), name));
  }
  const result = edit(file, found.item);
  if (result.kind === 'problem') {
    throw new Error(result.problem);
  }
  await vscode.workspace.applyEdit(toWorkspaceEdit(uri, result.edits));
  await vscode.window.showTextDocument(document);
}
