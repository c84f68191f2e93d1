import * as vscode from 'vscode';
import type { AmountEdits } from '../../manifest/dialects/dialect.ts';
import type { CheckedManifest } from '../../manifest/liveManifest.ts';
import type { ManifestFile, ManifestWorkload } from '../../manifest/manifestFile.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import { CancelledError } from '../errors.ts';
import type { WorkloadPlace } from '../ids.ts';
import type { ManifestDocuments } from './manifestDocuments.ts';
import { findWorkloadAt, findWorkloadsAt } from './requestPlace.ts';
import { toWorkspaceEdit } from './textEdits.ts';

/** Why a request was not written. The message is for the user. */
export class RequestEditError extends Error {
  override readonly name = 'RequestEditError';
  readonly reason: 'noManifest' | 'noWorkload' | 'badChoice' | 'notWritable';

  constructor(reason: RequestEditError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

export type RequestEdit = (file: ManifestFile, item: ManifestWorkload) => AmountEdits;

/** Writes what `decide` makes of a workload's request, in one step of undo. Rejects with what the user should read. */
export async function writeRequest(
  documents: ManifestDocuments,
  resource: vscode.Uri | undefined,
  place: WorkloadPlace,
  decide: (found: FoundWorkload, file: ManifestFile) => Promise<RequestEdit>,
): Promise<void> {
  const document = await openDocument(resource);
  const asked = await readManifest(documents, document);
  const found = await chooseWorkload(asked, document, place);
  const edit = await decide(found, asked.file);
  // The text may have changed while the user was thinking.
  const manifest = await readManifest(documents, document);
  const same = manifest === asked ? found : findAgain(manifest, found);
  const result = edit(manifest.file, same.item);
  if (result.kind === 'problem') {
    throw new RequestEditError('notWritable', result.problem);
  }
  const isWritten = await vscode.workspace.applyEdit(toWorkspaceEdit(document.uri, result.edits));
  if (!isWritten) {
    throw new RequestEditError('notWritable', vscode.l10n.t('The editor did not take the change. Try again.'));
  }
}

async function openDocument(resource: vscode.Uri | undefined): Promise<vscode.TextDocument> {
  const uri = resource ?? vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined) {
    throw new RequestEditError('noManifest', vscode.l10n.t('No manifest is open. Open one and try again.'));
  }
  return await vscode.workspace.openTextDocument(uri);
}

async function readManifest(documents: ManifestDocuments, document: vscode.TextDocument): Promise<CheckedManifest> {
  const manifest = await documents.whenChecked(document);
  if (manifest === undefined || manifest.workloads.length === 0) {
    const message = vscode.l10n.t(
      '{0} has no workload whose pods could ask for a GPU. Open the manifest of one.',
      vscode.workspace.asRelativePath(document.uri),
    );
    throw new RequestEditError('noManifest', message);
  }
  return manifest;
}

/** By name or line where these are said, else the one under the cursor, the only one, or the user's pick. */
async function chooseWorkload(
  manifest: CheckedManifest,
  document: vscode.TextDocument,
  { workload: name, line }: WorkloadPlace,
): Promise<FoundWorkload> {
  const { workloads } = manifest;
  const place = line === undefined ? undefined : document.lineAt(Math.min(line, document.lineCount - 1)).range.end;
  if (name !== undefined) {
    const named = workloads.filter(({ workload }) => workload.name.value === name);
    const [first] = named;
    if (first === undefined) {
      const known = [...new Set(workloads.map(({ workload }) => workload.name.value))].join(', ');
      throw new RequestEditError('noWorkload', vscode.l10n.t('There is no workload {0} here; there is {1}.', name, known));
    }
    return (place && findWorkloadAt({ ...manifest, workloads: named }, place)) ?? first;
  }
  const editor = vscode.window.activeTextEditor;
  const cursor = editor?.document === document ? editor.selection.active : undefined;
  const position = place ?? cursor;
  const [first, second] = workloads;
  if (second === undefined && first !== undefined) {
    return first;
  }
  const here = position === undefined ? [] : findWorkloadsAt(manifest, position);
  const [only, another] = here;
  // On a line that several templates of one object share the user says which.
  return only !== undefined && another === undefined ? only : await pickWorkload(here.length > 0 ? here : workloads);
}

async function pickWorkload(workloads: readonly FoundWorkload[]): Promise<FoundWorkload> {
  const items = workloads.map((found) => {
    const { name, role, kind, namespace } = found.workload;
    return { label: role === '' ? name.value : `${name.value} · ${role}`, description: `${kind} · ${namespace}`, found };
  });
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which workload?') });
  if (picked === undefined) {
    throw new CancelledError();
  }
  return picked.found;
}

function findAgain({ workloads }: CheckedManifest, { workload, documentIndex }: FoundWorkload): FoundWorkload {
  const same = workloads.filter(
    (each) =>
      each.workload.kind === workload.kind &&
      each.workload.name.value === workload.name.value &&
      each.workload.role === workload.role,
  );
  const found = same.find((each) => each.documentIndex === documentIndex) ?? same[0];
  if (found === undefined) {
    const message = vscode.l10n.t('{0} is not there any more: the text changed. Try again.', workload.name.value);
    throw new RequestEditError('noWorkload', message);
  }
  return found;
}
