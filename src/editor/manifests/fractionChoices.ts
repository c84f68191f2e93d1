import * as l10n from '@vscode/l10n';
import { describeAmount, parseAmount } from '../../gpu/amount.ts';
import type { DeviceUse } from '../../gpu/placement.ts';
import { share } from '../../gpu/quantity.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import { describeFit, describeMeaning } from './requestWords.ts';

/** The first is chosen by Return: a part, for that is what is asked for most. */
const presets = ['1/2', '1/4', '1/8', '1'] as const;

/** One row of "Set fraction…"; a row without amount says what is wrong with what was typed. */
export interface FractionChoice {
  readonly label: string;
  readonly description: string;
  readonly amount?: Amount;
}

/** What the request becomes is shown on `devices`; undefined while these are not known. */
export interface FractionQuestion {
  readonly request: Pick<FractionRequest, 'devices' | 'container'>;
  readonly devices: readonly DeviceUse[] | undefined;
}

/** The usual shares. */
export function presetChoices(question: FractionQuestion): readonly FractionChoice[] {
  return presets.map((label) => toChoice(label, { kind: 'share', share: presetShare(label) }, question));
}

/** What was typed: a share, a percentage, or memory; nothing for an empty text and for one of the usual shares. */
export function typedChoices(text: string, question: FractionQuestion): readonly FractionChoice[] {
  const typed = text.trim();
  if (typed === '' || presets.some((label) => label === typed)) {
    return [];
  }
  const read = parseAmount(typed);
  if (read.kind === 'problem') {
    return [{ label: read.problem, description: '' }];
  }
  const { amount, rounding } = read.value;
  const choice = toChoice(describeAmount(amount), amount, question);
  return [rounding === undefined ? choice : { ...choice, description: l10n.t('{0} · {1}', rounding, choice.description) }];
}

function presetShare(label: (typeof presets)[number]): Extract<Amount, { kind: 'share' }>['share'] {
  const [above = 1, below = 1] = label.split('/').map(Number);
  return share(above / below);
}

function toChoice(label: string, amount: Amount, { request, devices }: FractionQuestion): FractionChoice {
  const asked = { ...request, request: amount };
  const meaning = describeMeaning(asked, devices?.map(({ device }) => device) ?? []);
  const description = devices === undefined ? meaning : l10n.t('{0} · {1}', meaning, describeFit(asked, devices));
  return { label, description, amount };
}
