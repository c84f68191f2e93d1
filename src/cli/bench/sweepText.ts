import * as l10n from '@vscode/l10n';
import { simulatedWarning } from '../../load/report/warnings.ts';
import {
  compareFractions,
  type CardFigures,
  type FractionFigures,
  type SliceFigures,
} from '../../load/sweep/compareFractions.ts';
import { compareSweeps, type Change, type SweepComparison } from '../../load/sweep/compareSweeps.ts';
import { recommendFraction } from '../../load/sweep/recommendFraction.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { table } from '../table.ts';

/** What `sweep --json` prints: the result with what is computed from it; documented in docs/cli.md. */
export function sweepObject(result: SweepResult, earlier?: SweepResult): object {
  return {
    ...result,
    fractions: compareFractions(result),
    recommendation: recommendFraction(result),
    ...(earlier !== undefined && { comparison: compareSweeps(result, earlier) }),
  };
}

/** The same for a person, a line each. */
export function sweepText(result: SweepResult, earlier?: SweepResult): readonly string[] {
  const { plan, ranOn, simulated } = result;
  const fractions = compareFractions(result);
  const models = [...new Set(plan.steps.flatMap(({ members }) => members.map(({ engine, model }) => `${model} (${engine})`)))];
  return [
    '',
    [models.join(', '), ...(ranOn === '' ? [] : [ranOn])].join(' · '),
    l10n.t(
      'most users with TTFT {0} up to {1} ms and fewer than {2} % errors',
      plan.slo.quantile,
      plan.slo.ttftMs,
      plan.slo.errorShare * 100,
    ),
    ...(simulated ? [`${simulatedWarning().heading} ${simulatedWarning().text}`] : []),
    '',
    ...fractionTable(fractions, plan.price?.currency),
    ...fractions.flatMap(({ name, failures }) =>
      failures.map(({ mode, reason }) => l10n.t('{0} {1} failed: {2}', name, nameMode(mode), reason)),
    ),
    ...(fractions.some(({ alone, contended }) => alone?.isLowerBound === true || contended?.isLowerBound === true)
      ? [l10n.t('+: or more, no number that was tried was too many')]
      : []),
    '',
    recommendationText(result),
    ...(earlier === undefined ? [] : ['', ...comparisonText(compareSweeps(result, earlier))]),
  ];
}

function fractionTable(fractions: readonly FractionFigures[], currency: string | undefined): readonly string[] {
  const header = [
    l10n.t('FRACTION'),
    l10n.t('MEASURED'),
    l10n.t('USERS'),
    l10n.t('TOK/S'),
    l10n.t('TTFT P95'),
    l10n.t('OF WHOLE'),
    l10n.t('CARD FILLED'),
    ...(currency === undefined ? [] : [l10n.t('{0}/1M TOKENS', currency)]),
  ];
  const rows = fractions.flatMap(({ name, slices, alone, contended, card }) => [
    // of a mix it is the first that is measured, here without the others
    ...(alone === null
      ? []
      : [
          row(name.split(' + ')[0] ?? name, 'alone', alone, contended === null ? cardText(slices, card, alone.isLowerBound) : ''),
        ]),
    ...(contended === null ? [] : [row(name, 'contended', contended, cardText(slices, card, contended.isLowerBound))]),
  ]);
  if (rows.length === 0) return [l10n.t('Nothing was measured.')];
  return table(
    header,
    rows.map((cells) => cells.slice(0, header.length)),
  );
}

function row(name: string, mode: 'alone' | 'contended', figures: SliceFigures, card: string): readonly string[] {
  const { users, isLowerBound, tokensPerSecond, ttftP95Ms, shareOfTokens, costPerMillionTokens } = figures;
  return [
    name,
    nameMode(mode),
    `${users}${isLowerBound ? '+' : ''}`,
    number(tokensPerSecond),
    ttftP95Ms === null ? '–' : `${number(ttftP95Ms)} ms`,
    percent(shareOfTokens),
    card,
    number(costPerMillionTokens, 3),
  ];
}

/** `4 slices: 28 users, 280 tok/s (70 %)`. */
function cardText(slices: number, card: CardFigures | null, isLowerBound: boolean): string {
  if (card === null) return '';
  const what = l10n.t('{0} users, {1} tok/s', `${card.users}${isLowerBound ? '+' : ''}`, number(card.tokensPerSecond));
  return slices === 1 ? what : l10n.t('{0} slices: {1} ({2})', slices, what, percent(card.shareOfTokens));
}

function nameMode(mode: 'alone' | 'contended'): string {
  return mode === 'alone' ? l10n.t('alone') : l10n.t('among neighbours');
}

function recommendationText(result: SweepResult): string {
  const told = recommendFraction(result);
  return told.kind === 'none'
    ? l10n.t('No fraction is recommended. {0}', told.reason)
    : l10n.t('Recommended: {0}. {1}', told.fraction.name, told.reason);
}

function comparisonText(comparison: SweepComparison): readonly string[] {
  if (comparison.kind === 'incomparable') return [l10n.t('Not compared with the earlier sweep: {0}', comparison.reason)];
  const rows = comparison.changes.map(({ step, users, tokensPerSecond }) => [
    step.name,
    nameMode(step.mode),
    changeText(users),
    tokensPerSecond === null ? '–' : changeText(tokensPerSecond),
  ]);
  return [
    ...comparison.notes,
    ...table([l10n.t('FRACTION'), l10n.t('MEASURED'), l10n.t('USERS, EARLIER'), l10n.t('TOK/S, EARLIER')], rows),
  ];
}

/** `20 (was 18, +11 %)`. */
function changeText({ before, after, share, isNoise }: Change): string {
  const by = share === null ? '' : `, ${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(0)} %`;
  const text = l10n.t('{0} (was {1}{2})', number(after), number(before), by);
  return isNoise ? l10n.t('{0}, within the noise', text) : text;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(0)} %`;
}

/** Whole from 100 on, else so many significant digits. */
function number(value: number | null, digits = 3): string {
  if (value === null) return '–';
  return Number.isInteger(value) || Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(digits)));
}
