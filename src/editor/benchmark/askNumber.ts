import * as vscode from 'vscode';
import { inputStep, type StepPlace, type StepResult } from '../deploy/quickSteps.ts';
import { CancelledError } from '../errors.ts';
import { readNumber, type NumberBounds } from './readNumber.ts';

/** Rejects with `CancelledError` when the user gives up. */
export async function askNumber(place: StepPlace, bounds: NumberBounds, placeholder: string): Promise<number | 'back'> {
  const { name, least, most } = bounds;
  const prompt = vscode.l10n.t('{0}, from {1} to {2}', name, least, most);
  const typed = await inputStep({ ...place, prompt, placeholder, read: (text) => readNumber(text, bounds) });
  return typed.kind === 'back' ? 'back' : chosen(typed);
}

/** What was chosen; a step that has none before it throws `CancelledError` for all else. */
export function chosen<T>(result: StepResult<T>): T {
  if (result.kind !== 'chosen') {
    throw new CancelledError();
  }
  return result.value;
}
