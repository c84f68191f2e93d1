import * as l10n from '@vscode/l10n';
import { compareSweeps, type Change } from '../sweep/compareSweeps.ts';
import type { SweepResult } from '../sweep/sweepResult.ts';
import { markup, type Markup } from './markup.ts';
import { unknown, type ReportNumbers } from './reportNumbers.ts';
import { dataTable, subsection } from './reportParts.ts';
import { neighboursText } from './sweepTable.ts';

/** What changed since an earlier sweep, or why the two cannot be compared. */
export function sweepComparison(sweep: SweepResult, earlier: SweepResult, numbers: ReportNumbers): Markup {
  const comparison = compareSweeps(sweep, earlier);
  const heading = [numbers.instant(earlier.startedAt), earlier.ranOn].filter((part) => part !== '').join(' · ');
  if (comparison.kind === 'incomparable') return subsection(heading, markup`<p>${comparison.reason}</p>`);
  const columns = [
    { label: l10n.t('fraction') },
    { label: l10n.t('neighbours') },
    ...[l10n.t('users'), l10n.t('tokens/s of all')].flatMap((name) => [
      { label: l10n.t('{0}: before', name), isNumber: true },
      { label: l10n.t('now'), isNumber: true },
      { label: l10n.t('change'), isNumber: true },
    ]),
  ];
  const rows = comparison.changes.map(({ step, users, tokensPerSecond }) => [
    step.name,
    neighboursText({ step }, numbers),
    ...changeCells(users, numbers),
    ...changeCells(tokensPerSecond, numbers),
  ]);
  return subsection(
    heading,
    comparison.notes.map((note) => markup`<p>${note}</p>`),
    dataTable(l10n.t('Compared with {0}', heading), columns, rows),
  );
}

function changeCells(change: Change | null, numbers: ReportNumbers): readonly string[] {
  if (change === null) return [unknown, unknown, unknown];
  const { before, after, share, isNoise } = change;
  const sign = share !== null && share > 0 ? '+' : '';
  const shown = share === null ? unknown : `${sign}${numbers.percent(share)}`;
  return [numbers.number(before), numbers.number(after), isNoise ? l10n.t('{0}, within the noise', shown) : shown];
}
