import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { FractionFigures, SliceFigures } from '../sweep/compareFractions.ts';
import type { StepOutcome, SweepResult } from '../sweep/sweepResult.ts';
import { markup, type Markup } from './markup.ts';
import { unknown, type ReportNumbers } from './reportNumbers.ts';
import { dataTable, type Cell, type Column } from './reportParts.ts';

/** A row a step; a step that failed has dashes, its reason stands in `stepNotes`. `recommended`: the fraction that is named so. */
export function sweepTable(
  sweep: SweepResult,
  rows: readonly FractionFigures[],
  recommended: FractionFigures | undefined,
  numbers: ReportNumbers,
): Markup {
  const { price } = sweep.plan;
  const columns: readonly Column[] = [
    { label: l10n.t('fraction') },
    { label: l10n.t('neighbours') },
    { label: l10n.t('memory'), isNumber: true },
    { label: l10n.t('held by') },
    { label: l10n.t('users'), isNumber: true },
    { label: l10n.t('of the whole'), isNumber: true },
    { label: l10n.t('tokens/s'), isNumber: true },
    { label: l10n.t('of the whole'), isNumber: true },
    { label: 'TTFT p95, ms', isNumber: true },
    ...(price === undefined ? [] : [{ label: l10n.t('{0} a million tokens', price.currency), isNumber: true }]),
    { label: l10n.t('probes'), isNumber: true },
  ];
  return dataTable(
    l10n.t('Fractions'),
    columns,
    sweep.outcomes.map((outcome) => {
      const figures = sliceOf(outcome, rows);
      const isMeasured = outcome.kind === 'measured';
      return [
        nameCell(outcome, recommended),
        neighboursText(outcome, numbers),
        isMeasured ? numbers.gib(outcome.memoryMiB) : unknown,
        isMeasured ? outcome.enforcement : l10n.t('failed'),
        usersText(figures, numbers),
        numbers.percent(figures?.shareOfUsers),
        numbers.number(figures?.tokensPerSecond),
        numbers.percent(figures?.shareOfTokens),
        numbers.number(figures?.ttftP95Ms),
        ...(price === undefined ? [] : [numbers.money(figures?.costPerMillionTokens)]),
        isMeasured ? numbers.count(outcome.capacity.probes.length) : unknown,
      ];
    }),
  );
}

/** The derived figures of a step. */
export function sliceOf({ step }: StepOutcome, rows: readonly FractionFigures[]): SliceFigures | null {
  const ofMember = rows.filter(({ member }) => isDeepStrictEqual(member, step.members[0]));
  return step.mode === 'alone'
    ? (ofMember.find(({ alone }) => alone !== null)?.alone ?? null)
    : (ofMember.find(({ name, contended }) => name === step.name && contended !== null)?.contended ?? null);
}

/** Why steps failed, and what else is to say of one. */
export function stepNotes({ outcomes }: SweepResult, numbers: ReportNumbers): readonly string[] {
  return outcomes.flatMap((outcome) => {
    const notes = outcome.kind === 'failed' ? [l10n.t('failed: {0}', outcome.reason)] : (outcome.notes ?? []);
    return notes.map((note) => l10n.t('{0} (neighbours: {1}): {2}', outcome.step.name, neighboursText(outcome, numbers), note));
  });
}

/** `≥ 12` where the search ended before a number was too many. */
export function usersText(
  figures: Pick<SliceFigures, 'users' | 'isLowerBound'> | null | undefined,
  numbers: ReportNumbers,
): string {
  if (figures === null || figures === undefined) return unknown;
  return figures.isLowerBound ? `≥ ${numbers.count(figures.users)}` : numbers.count(figures.users);
}

export function neighboursText({ step: { mode, members } }: Pick<StepOutcome, 'step'>, numbers: ReportNumbers): string {
  if (mode === 'alone') return l10n.t('none');
  return members.length === 2 ? l10n.t('1, loaded') : l10n.t('{0}, loaded', numbers.count(members.length - 1));
}

function nameCell({ step }: StepOutcome, recommended: FractionFigures | undefined): Cell {
  return step.name === recommended?.name ? markup`${step.name} <span class="mark">${l10n.t('recommended')}</span>` : step.name;
}
