import * as vscode from 'vscode';
import { defaultFractions } from '../../load/sweep/parseFractions.ts';
import type { SweepStep } from '../../load/sweep/sweepPlan.ts';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import { readPrice, type Price } from '../deploy/cluster/prices.ts';
import { inputStep, pickStep, type StepItem, type StepPlace, type StepResult } from '../deploy/quickSteps.ts';
import { askFractions } from './askFractions.ts';
import { askLengths } from './askLengths.ts';
import { chosen } from './askNumber.ts';
import { hasNeighbours, planComparison, type Comparison } from './comparison.ts';
import type { FractionFit } from './fractionFits.ts';
import { describeLengths } from './loadChoices.ts';
import { describeSeconds } from './progressText.ts';

export interface ComparisonQuestion {
  readonly name: string;
  /** What is not asked, or as it was last time. */
  readonly start: Omit<Comparison, 'fractions' | 'modes'>;
  /** Something was asked before, to which the user can go back. */
  readonly hasStepBefore: boolean;
  readonly fit: (shares: readonly number[]) => Promise<readonly FractionFit[]>;
}

type Modes = readonly SweepStep['mode'][];

/** Which fractions, with whom, within what; the user can go back, also to what was asked before. Rejects with `CancelledError` when the user gives up. */
export async function askComparison({ name, start, hasStepBefore, fit }: ComparisonQuestion): Promise<Comparison | 'back'> {
  const before = hasStepBefore ? 1 : 0;
  const title = vscode.l10n.t('Compare fractions of {0}', name);
  const place = (step: number): StepPlace => ({ title, step: before + step, totalSteps: before + 3 });
  for (;;) {
    const asked = await askFractions(place(1), defaultFractions, fit);
    if (asked.kind === 'back') {
      return 'back';
    }
    const fractions = chosen(asked);
    for (;;) {
      const modes = await askModes(place(2), fractions);
      if (modes.kind === 'back') {
        break;
      }
      const comparison = { ...start, fractions, modes: chosen(modes) };
      const done = await askStart(place(3), comparison);
      if (done !== 'back') {
        return done;
      }
      if (!fractions.some(hasNeighbours)) {
        break;
      }
    }
  }
}

/** Not asked where no fraction leaves room for a neighbour. */
async function askModes(place: StepPlace, fractions: readonly number[]): Promise<StepResult<Modes>> {
  if (!fractions.some(hasNeighbours)) {
    return { kind: 'chosen', value: ['alone'] };
  }
  const items: readonly StepItem<Modes>[] = [
    {
      label: vscode.l10n.t('Alone and with neighbours'),
      description: vscode.l10n.t('what it can do, and what is left of that on a full GPU'),
      value: ['alone', 'contended'],
    },
    {
      label: vscode.l10n.t('With neighbours'),
      description: vscode.l10n.t('the GPU is filled with slices of the same size, all of them loaded'),
      value: ['contended'],
    },
    { label: vscode.l10n.t('Alone'), description: vscode.l10n.t('nothing else runs on the GPU'), value: ['alone'] },
  ];
  const placeholder = vscode.l10n.t('Alone, or with neighbours on the same GPU?');
  return await pickStep({ ...place, placeholder, busyPlaceholder: placeholder, items: Promise.resolve(items) });
}

async function askStart(place: StepPlace, asked: Comparison): Promise<Comparison | 'back'> {
  let comparison = asked;
  for (;;) {
    const steps = planComparison(comparison).steps.length;
    const within = describeSeconds(comparison.sloTtftMs);
    const items: readonly (StepItem<'start' | 'more' | 'price'> | vscode.QuickPickItem)[] = [
      {
        label: steps === 1 ? vscode.l10n.t('Start: 1 step') : vscode.l10n.t('Start: {0} steps', steps),
        description: vscode.l10n.t('the most users with first token under {0}; each slice is launched and ended', within),
        value: 'start',
      },
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      { label: vscode.l10n.t('More…'), description: describeLengths(comparison), value: 'more' },
      {
        label: vscode.l10n.t('Price of a GPU hour…'),
        description: describe(comparison.price) ?? vscode.l10n.t('none: cost is not told'),
        value: 'price',
      },
    ];
    const placeholder = vscode.l10n.t('Start?');
    const picked = await pickStep({ ...place, placeholder, busyPlaceholder: placeholder, items: Promise.resolve(items) });
    if (picked.kind === 'back') {
      return 'back';
    }
    switch (chosen(picked)) {
      case 'start':
        return comparison;
      case 'more':
        comparison = { ...comparison, ...(await askLengths(place, comparison)) };
        break;
      case 'price': {
        const price = await askPrice(place);
        comparison = price === 'back' ? comparison : { ...comparison, price };
        break;
      }
    }
  }
}

function describe(price: Price | undefined): string | undefined {
  return price && `${price.before}${price.amount}${price.after}`;
}

async function askPrice(place: StepPlace): Promise<Price | undefined | 'back'> {
  const prompt = vscode.l10n.t('What an hour of the whole GPU costs, with the currency; 0: no price');
  const typed = await inputStep({ ...place, prompt, placeholder: '2.20 $', read: parsePrice });
  return typed.kind === 'back' ? 'back' : chosen(typed);
}

/** Undefined for 0. */
function parsePrice(text: string): Parsed<Price | undefined> {
  const price = readPrice(text);
  return price === undefined
    ? problem(vscode.l10n.t('Price "{0}": write a number with its currency, such as 2.20 $.', text.trim()))
    : parsed(price.amount === 0 ? undefined : price);
}
