import * as l10n from '@vscode/l10n';
import type { LoadFigures } from '../measure/loadResult.ts';
import { lineChart } from './charts/lineChart.ts';
import { logScale, percentileScale, scaleFromZero, scaleWithin } from './charts/scale.ts';
import { latencyFigures, shownPercentiles } from './latencyFigures.ts';
import { markup, type Markup } from './markup.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import { chartTable } from './reportParts.ts';

const mostTimelineRows = 120;

/** Tokens of each second of the run with the steady window, from which the figures are. `id` is unique in the document. */
export function timelineChart(id: string, { timeline, steady }: LoadFigures, numbers: ReportNumbers): Markup | undefined {
  if (timeline.length < 2) return undefined;
  const width = Math.ceil(timeline.length / mostTimelineRows);
  const rows = inSteps(timeline, width);
  const most = timeline.reduce((highest, tokens) => Math.max(highest, tokens), 0);
  const seconds = l10n.t('seconds');
  const chart = lineChart({
    id,
    title: l10n.t('Tokens/s over the run'),
    description: l10n.t(
      'Tokens that arrived in each of {0} seconds, {1} at most. The figures are taken from second {2} to {3}.',
      numbers.count(timeline.length),
      numbers.count(most),
      numbers.number(steady.fromSeconds),
      numbers.number(steady.toSeconds),
    ),
    x: { label: seconds, scale: scaleWithin(0, timeline.length), format: (value) => numbers.number(value) },
    y: { label: l10n.t('tokens/s'), scale: scaleFromZero(most), format: (value) => numbers.number(value) },
    series: [{ name: l10n.t('tokens/s'), points: timeline.map((tokens, second) => ({ x: second + 0.5, y: tokens })) }],
    hasPoints: false,
    range: { from: steady.fromSeconds, to: Math.min(steady.toSeconds, timeline.length), label: l10n.t('steady window') },
  });
  const columns = [
    { label: l10n.t('second'), isNumber: true },
    { label: l10n.t('tokens/s'), isNumber: true },
  ];
  const cells = rows.map(({ from, tokensPerSecond }) => [numbers.count(from), numbers.number(tokensPerSecond)]);
  return markup`<div>${chart}${chartTable(l10n.t('tokens/s over the run'), columns, cells)}</div>`;
}

/** How latencies are distributed, by percentile. */
export function latencyChart(id: string, figures: LoadFigures, numbers: ReportNumbers): Markup | undefined {
  const shown = latencyFigures(figures).filter(([, { max }]) => max !== null && max > 0);
  const values = shown.flatMap(([, { p50, max }]) => [aboveZero(p50) ?? [], aboveZero(max) ?? []].flat());
  if (values.length === 0) return undefined;
  const chart = lineChart({
    id,
    title: l10n.t('Latency by percentile'),
    description: l10n.t(
      'Milliseconds at which a share of all observations had come, on a logarithmic scale; each nine takes the same room.',
    ),
    x: {
      label: l10n.t('percentile'),
      scale: percentileScale(),
      format: (quantile) => (quantile === 1 ? l10n.t('max') : `p${numbers.number(quantile * 100)}`),
    },
    y: {
      label: l10n.t('milliseconds'),
      scale: logScale(Math.min(...values), Math.max(...values), 10),
      format: (value) => numbers.number(value),
    },
    series: shown.map(([name, percentiles]) => ({
      name,
      points: [...shownPercentiles, ['max', 1] as const].map(([which, quantile]) => ({
        x: quantile,
        y: aboveZero(percentiles[which]),
        label: `${name} ${which}: ${numbers.number(percentiles[which])} ms`,
      })),
    })),
    hasPoints: true,
  });
  return markup`<div>${chart}</div>`;
}

/** A logarithmic axis has no place for 0. */
function aboveZero(value: number | null): number | null {
  return value !== null && value > 0 ? value : null;
}

/** Means over `width` seconds each, so that the table of a long run can be read. */
function inSteps(timeline: readonly number[], width: number) {
  return Array.from({ length: Math.ceil(timeline.length / width) }, (_, step) => {
    const part = timeline.slice(step * width, (step + 1) * width);
    return { from: step * width, tokensPerSecond: part.reduce((sum, tokens) => sum + tokens, 0) / part.length };
  });
}
