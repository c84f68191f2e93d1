import * as vscode from 'vscode';
import { changeContainer } from '../../manifest/changeContainer.ts';
import { asksOf, containerOf } from '../../manifest/dialects/asks.ts';
import type { FoundWorkload } from '../../manifest/requests.ts';
import { CancelledError } from '../errors.ts';
import type { ContainerChoices } from '../ids.ts';
import type { ManifestDocuments } from './manifestDocuments.ts';
import { writeRequest } from './writeRequest.ts';

/** Gives the GPU to another container of the pod; asks what `choices` leaves open. Rejects with what the user should read. */
export async function writeContainer(
  documents: ManifestDocuments,
  resource: vscode.Uri | undefined,
  choices: ContainerChoices,
): Promise<void> {
  await writeRequest(documents, resource, choices, async (found) => {
    const container = choices.container ?? (await askContainer(found));
    return (file, item) => changeContainer(file, item, container);
  });
}

async function askContainer(found: FoundWorkload): Promise<string> {
  const { containers, initContainers } = found.workload.template;
  const [ask] = asksOf(found.result);
  const holder = ask && containerOf(ask);
  const items = [
    ...containers.map((container) => ({ container, kind: vscode.l10n.t('container') })),
    ...initContainers.map((container) => ({ container, kind: vscode.l10n.t('init container') })),
  ].map(({ container: { name, image }, kind }) => ({
    label: name,
    description: name === holder ? vscode.l10n.t('{0} · holds the GPU', kind) : kind,
    detail: image,
  }));
  // Who asks for another one does not want the one that has it.
  items.sort((left, right) => Number(left.label === holder) - Number(right.label === holder));
  const title = vscode.l10n.t('Which container of {0} gets the GPU?', found.workload.name.value);
  const picked = await vscode.window.showQuickPick(items, { title });
  if (picked === undefined) {
    throw new CancelledError();
  }
  return picked.label;
}
