import * as l10n from '@vscode/l10n';
import type { SweepResult } from '../sweep/sweepResult.ts';
import type { Markup } from './markup.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import { dataTable } from './reportParts.ts';

/** A row a step. */
export function sweepTable({ outcomes }: SweepResult, numbers: ReportNumbers): Markup {
  const columns = [
    { label: l10n.t('fraction') },
    { label: l10n.t('neighbours') },
    { label: l10n.t('memory'), isNumber: true },
    { label: l10n.t('held by') },
    { label: l10n.t('users'), isNumber: true },
    { label: 'tokens/s', isNumber: true },
    { label: 'TTFT p95', isNumber: true },
    { label: l10n.t('probes'), isNumber: true },
  ];
  const rows = outcomes.map((outcome) => {
    const { step } = outcome;
    const name = [step.name, step.mode === 'alone' ? l10n.t('alone') : l10n.t('loaded')];
    if (outcome.kind === 'failed') return [...name, '', l10n.t('failed: {0}', outcome.reason), '', '', '', ''];
    const { capacity, memoryMiB, enforcement } = outcome;
    return [
      ...name,
      numbers.gib(memoryMiB),
      enforcement,
      numbers.count(capacity.users),
      numbers.number(capacity.result?.tokensPerSecond),
      numbers.number(capacity.result?.ttftMs.p95),
      numbers.count(capacity.probes.length),
    ];
  });
  return dataTable(l10n.t('Fractions'), columns, rows);
}
