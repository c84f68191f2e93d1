import * as vscode from 'vscode';
import { pickStep, type StepItem, type StepPlace } from '../deploy/quickSteps.ts';
import { CancelledError } from '../errors.ts';
import { askNumber } from './askNumber.ts';
import { mostSeconds, mostTokens, type LoadOrder } from './loadChoices.ts';
import type { NumberBounds } from './readNumber.ts';

type Lengths = Pick<LoadOrder, 'promptTokens' | 'answerTokens' | 'seconds' | 'sloTtftMs'>;

/** What can be changed of a load, until the user goes back. Rejects with `CancelledError` when the user gives up. */
export async function askLengths(place: StepPlace, start: Lengths): Promise<Lengths> {
  let lengths = start;
  for (;;) {
    const picked = await pickStep<keyof Lengths>({
      ...place,
      placeholder: vscode.l10n.t('What shall be changed? Back when done'),
      busyPlaceholder: '',
      items: Promise.resolve(itemsOf(lengths)),
    });
    if (picked.kind === 'cancelled') {
      throw new CancelledError();
    }
    if (picked.kind === 'back') {
      return lengths;
    }
    const value = await askNumber(place, boundsOf(picked.value), String(lengths[picked.value]));
    if (value !== 'back') {
      lengths = { ...lengths, [picked.value]: value };
    }
  }
}

function itemsOf(lengths: Lengths): readonly StepItem<keyof Lengths>[] {
  const names = ['promptTokens', 'answerTokens', 'seconds', 'sloTtftMs'] as const;
  return names.map((name) => ({ label: `${boundsOf(name).name}…`, description: String(lengths[name]), value: name }));
}

function boundsOf(name: keyof Lengths): NumberBounds {
  const bounds = {
    promptTokens: { name: vscode.l10n.t('Prompt tokens'), most: mostTokens },
    answerTokens: { name: vscode.l10n.t('Answer tokens'), most: mostTokens },
    seconds: { name: vscode.l10n.t('Seconds of each run'), most: mostSeconds },
    sloTtftMs: { name: vscode.l10n.t('First token within, in milliseconds'), most: 600_000 },
  }[name];
  return { ...bounds, least: 1, isWhole: true };
}
