import * as l10n from '@vscode/l10n';
import type { LoadFigures, Percentiles } from '../measure/loadResult.ts';

/** Percentiles that are shown, with the share of the observations that lie at or below them. */
export const shownPercentiles = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;

/** The latencies of a run that were observed at all, as reports name and order them. */
export function latencyFigures(figures: LoadFigures): readonly (readonly [name: string, percentiles: Percentiles])[] {
  const all = [
    ['TTFT', figures.ttftMs],
    ['ITL', figures.itlMs],
    [l10n.t('chunk gap'), figures.chunkGapMs],
    ['TPOT', figures.tpotMs],
    [l10n.t('end to end'), figures.endToEndMs],
  ] as const;
  return all.filter(([, { count }]) => count > 0);
}
