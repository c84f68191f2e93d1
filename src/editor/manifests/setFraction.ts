import * as vscode from 'vscode';
import { parseAmount } from '../../gpu/amount.ts';
import type { Amount } from '../../gpu/request.ts';
import type { CheckedManifest } from '../../manifest/liveManifest.ts';
import { setFraction, type FoundWorkload } from '../../manifest/requests.ts';
import { DisposableStore } from '../disposables.ts';
import { CancelledError } from '../errors.ts';
import type { FractionChoices } from '../ids.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { presetChoices, typedChoices, type FractionChoice, type FractionQuestion } from './fractionChoices.ts';
import type { ManifestDocuments } from './manifestDocuments.ts';
import { findWorkloadAt } from './requestPlace.ts';
import { toWorkspaceEdit } from './textEdits.ts';

type FractionItem = vscode.QuickPickItem & FractionChoice;

/** Why a fraction was not written. The message is for the user. */
class SetFractionError extends Error {
  override readonly name = 'SetFractionError';
  readonly reason: 'noManifest' | 'noWorkload' | 'badAmount' | 'notWritable';

  constructor(reason: SetFractionError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Writes another amount into a manifest, in one step of undo; asks what `choices` leaves open. Rejects with what the user should read. */
export async function writeFraction(
  documents: ManifestDocuments,
  inventory: InventoryStore,
  resource: vscode.Uri | undefined,
  choices: FractionChoices,
): Promise<void> {
  const document = await openDocument(resource);
  const asked = await readManifest(documents, document);
  const found = await chooseWorkload(asked, document, choices);
  const amount = choices.amount === undefined ? await askAmount(found, inventory) : readAmount(choices.amount);
  // The text may have changed while the user was thinking.
  const manifest = await readManifest(documents, document);
  const same = manifest === asked ? found : findAgain(manifest, found);
  const result = setFraction(manifest.file, same.item, amount);
  if (result.kind === 'problem') {
    throw new SetFractionError('notWritable', result.problem);
  }
  const isWritten = await vscode.workspace.applyEdit(toWorkspaceEdit(document.uri, result.edits));
  if (!isWritten) {
    throw new SetFractionError('notWritable', vscode.l10n.t('The editor did not take the change. Try again.'));
  }
}

async function openDocument(resource: vscode.Uri | undefined): Promise<vscode.TextDocument> {
  const uri = resource ?? vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined) {
    throw new SetFractionError('noManifest', vscode.l10n.t('No manifest is open. Open one and try again.'));
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
    throw new SetFractionError('noManifest', message);
  }
  return manifest;
}

/** By name or line where these are said, else the one under the cursor, the only one, or the user's pick. */
async function chooseWorkload(
  manifest: CheckedManifest,
  document: vscode.TextDocument,
  { workload: name, line }: FractionChoices,
): Promise<FoundWorkload> {
  const { workloads } = manifest;
  if (name !== undefined) {
    const [first, ...more] = workloads.filter(({ workload }) => workload.name.value === name);
    if (first === undefined) {
      const known = workloads.map(({ workload }) => workload.name.value).join(', ');
      throw new SetFractionError('noWorkload', vscode.l10n.t('There is no workload {0} here; there is {1}.', name, known));
    }
    const isThere = ({ workload: { range } }: FoundWorkload): boolean =>
      line !== undefined && range.start.line <= line && line <= range.end.line;
    return more.find(isThere) ?? first;
  }
  const editor = vscode.window.activeTextEditor;
  const cursor = editor?.document === document ? editor.selection.active : undefined;
  const place = line === undefined ? cursor : document.lineAt(Math.min(line, document.lineCount - 1)).range.end;
  const [first, second] = workloads;
  const here = place && findWorkloadAt(manifest, place);
  return here ?? (second === undefined && first !== undefined ? first : await pickWorkload(workloads));
}

async function pickWorkload(workloads: readonly FoundWorkload[]): Promise<FoundWorkload> {
  const items = workloads.map((found) => ({
    label: found.workload.name.value,
    description: `${found.workload.kind} · ${found.workload.namespace}`,
    found,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which workload?') });
  if (picked === undefined) {
    throw new CancelledError();
  }
  return picked.found;
}

function findAgain({ workloads }: CheckedManifest, { workload, documentIndex }: FoundWorkload): FoundWorkload {
  const same = workloads.filter(
    (each) => each.workload.kind === workload.kind && each.workload.name.value === workload.name.value,
  );
  const found = same.find((each) => each.documentIndex === documentIndex) ?? same[0];
  if (found === undefined) {
    const message = vscode.l10n.t('{0} is not there any more: the text changed. Try again.', workload.name.value);
    throw new SetFractionError('noWorkload', message);
  }
  return found;
}

function readAmount(text: string): Amount {
  const read = parseAmount(text);
  if (read.kind === 'problem') {
    throw new SetFractionError('badAmount', read.problem);
  }
  return read.value.amount;
}

/** A list of the usual shares that takes any amount that is typed. */
async function askAmount({ workload, result }: FoundWorkload, inventory: InventoryStore): Promise<Amount> {
  using resources = new DisposableStore();
  const pick = resources.add(vscode.window.createQuickPick<FractionItem>());
  const request = result.kind === 'request' ? result.request : { devices: 1, container: '' };
  const question = (): FractionQuestion => ({ request, devices: inventory.inventory?.devices });
  const draw = (): void => {
    const typed = typedChoices(pick.value, question()).map((choice) => ({ ...choice, alwaysShow: true }));
    pick.items = [...typed, ...presetChoices(question())];
  };
  pick.title = vscode.l10n.t('Set the fraction of {0}', workload.name.value);
  pick.placeholder = vscode.l10n.t('How much of each GPU: a share (0.3, 30 %) or memory (20 GiB)');
  const answer = Promise.withResolvers<Amount>();
  resources.add(pick.onDidChangeValue(draw));
  resources.add(inventory.onDidChange(draw));
  resources.add(
    pick.onDidAccept(() => {
      const amount = pick.selectedItems[0]?.amount;
      if (amount !== undefined) {
        answer.resolve(amount);
      }
    }),
  );
  resources.add(pick.onDidHide(() => answer.reject(new CancelledError())));
  draw();
  pick.show();
  return await answer.promise;
}
