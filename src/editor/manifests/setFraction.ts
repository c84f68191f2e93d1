import * as vscode from 'vscode';
import { parseAmount } from '../../gpu/amount.ts';
import type { Amount } from '../../gpu/request.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import { setFraction } from '../../manifest/setFraction.ts';
import { DisposableStore } from '../disposables.ts';
import { CancelledError } from '../errors.ts';
import type { FractionChoices } from '../ids.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { presetChoices, typedChoices, type FractionChoice, type FractionQuestion } from './fractionChoices.ts';
import type { ManifestDocuments } from './manifestDocuments.ts';
import { RequestEditError, writeRequest } from './writeRequest.ts';

type FractionItem = vscode.QuickPickItem & FractionChoice;

/** Writes another amount into a manifest; asks what `choices` leaves open. Rejects with what the user should read. */
export async function writeFraction(
  documents: ManifestDocuments,
  inventory: InventoryStore,
  resource: vscode.Uri | undefined,
  choices: FractionChoices,
): Promise<void> {
  await writeRequest(documents, resource, choices, async (found) => {
    const amount = choices.amount === undefined ? await askAmount(found, inventory) : readAmount(choices.amount);
    return (file, item) => setFraction(file, item, amount);
  });
}

function readAmount(text: string): Amount {
  const read = parseAmount(text);
  if (read.kind === 'problem') {
    throw new RequestEditError('badChoice', read.problem);
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
