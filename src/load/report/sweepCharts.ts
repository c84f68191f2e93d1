import * as l10n from '@vscode/l10n';
import type { CardFigures, FractionFigures, SliceFigures } from '../sweep/compareFractions.ts';
import { nameShare } from '../sweep/parseFractions.ts';
import { lineChart, type ChartSeries, type ReferenceLine } from './charts/lineChart.ts';
import { logScale, scaleFromZero } from './charts/scale.ts';
import type { FractionModel } from './fractionModels.ts';
import { markup, type Markup } from './markup.ts';
import { publishedFigures, publishedLabel, type PublishedFigure } from './published.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import { chartTable } from './reportParts.ts';

interface Curve {
  readonly name: string;
  /** 0: alone, 1: beside the same model, 2: beside others; alike in all charts. */
  readonly style: 0 | 1 | 2;
  readonly points: readonly { readonly row: FractionFigures; readonly value: number | null }[];
}

interface FractionChart {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
  /** What the whole card bears of it; null: nothing to compare with. */
  readonly whole: number | null;
  readonly published: readonly PublishedFigure['of'][];
  /** Of one slice, which could be expected to fall with the fraction. */
  readonly isOfSlice: boolean;
}

/**
 * What a slice and what a filled card gives at each fraction. Undefined where one
 * fraction alone is measured. On simulated devices without any line that is not a result of this sweep.
 */
export function sweepCharts(id: string, model: FractionModel, isSimulated: boolean, numbers: ReportNumbers): Markup | undefined {
  const { whole } = model;
  const rows = model.rows.filter(({ alone, contended }) => alone !== null || contended !== null);
  const shares = new Set(rows.map(({ member }) => member.share));
  if (shares.size < 2) return undefined;
  const plain = rows.filter(({ isMix }) => !isMix);
  const mixes = rows.filter(({ isMix }) => isMix);
  const slices = (valueOf: (figures: SliceFigures) => number | null): readonly Curve[] =>
    curves([
      [0, l10n.t('alone'), oncePerShare(plain, mixes), ({ alone }) => alone && valueOf(alone)],
      [1, l10n.t('neighbours of the same model loaded'), plain, ({ contended }) => contended && valueOf(contended)],
      [2, l10n.t('neighbours of other models loaded'), mixes, ({ contended }) => contended && valueOf(contended)],
    ]);
  const cards = (valueOf: (figures: CardFigures) => number | null): readonly Curve[] =>
    curves([
      [1, l10n.t('filled with the same model'), plain, ({ card }) => card && valueOf(card)],
      [2, l10n.t('filled with other models'), mixes, ({ card }) => card && valueOf(card)],
    ]);
  const [wholeTokens, wholeUsers] = [whole?.alone?.tokensPerSecond ?? null, whole?.alone?.users ?? null];
  const charts: readonly FractionChart[] = [
    {
      id: `${id}-slice-tokens`,
      title: l10n.t('Tokens/s of one slice'),
      unit: l10n.t('tokens/s'),
      curves: slices(({ tokensPerSecond }) => tokensPerSecond),
      whole: wholeTokens,
      published: ['tokensOfSlice'],
      isOfSlice: true,
    },
    {
      id: `${id}-slice-users`,
      title: l10n.t('Users of one slice'),
      unit: l10n.t('users'),
      curves: slices(({ users }) => users),
      whole: wholeUsers,
      published: ['usersOfSlice'],
      isOfSlice: true,
    },
    {
      id: `${id}-card-tokens`,
      title: l10n.t('Tokens/s of the filled card'),
      unit: l10n.t('tokens/s'),
      curves: cards(({ tokensPerSecond }) => tokensPerSecond),
      whole: wholeTokens,
      published: [],
      isOfSlice: false,
    },
    {
      id: `${id}-card-users`,
      title: l10n.t('Users of the filled card'),
      unit: l10n.t('users'),
      curves: cards(({ users }) => users),
      whole: wholeUsers,
      published: mixes.length > 0 ? ['usersOfCard', 'usersOfMix'] : ['usersOfCard'],
      isOfSlice: false,
    },
  ];
  const least = Math.min(...shares);
  return markup`<div class="charts">${charts
    .filter((chart) => chart.curves.length > 0)
    .map((chart) => drawFractions(chart, least, isSimulated, numbers))}</div>`;
}

function curves(
  named: readonly (readonly [Curve['style'], string, readonly FractionFigures[], (row: FractionFigures) => number | null])[],
): readonly Curve[] {
  return named
    .map(([style, name, rows, valueOf]) => ({ style, name, points: rows.map((row) => ({ row, value: valueOf(row) })) }))
    .filter(({ points }) => points.some(({ value }) => value !== null));
}

/** A slice that stands in a mix too was measured alone once, which is told beside its own fraction. */
function oncePerShare(plain: readonly FractionFigures[], mixes: readonly FractionFigures[]): readonly FractionFigures[] {
  const rows = new Map([...mixes, ...plain].map((row) => [row.member.share, row]));
  return [...rows.values()].toSorted((one, other) => one.member.share - other.member.share);
}

function drawFractions(chart: FractionChart, least: number, isSimulated: boolean, numbers: ReportNumbers): Markup {
  const { id, title, unit, whole } = chart;
  const references = isSimulated || whole === null ? [] : referencesOf(chart, whole, least);
  const guides = isSimulated || whole === null || !chart.isOfSlice ? [] : [proportional(whole, least)];
  const values = [
    ...chart.curves.flatMap(({ points }) => points.map(({ value }) => value ?? 0)),
    ...references.map(({ y }) => y),
  ];
  const drawn = lineChart({
    id,
    title,
    description: l10n.t('{0} at each fraction of the card; the table below has the numbers.', title),
    x: { label: l10n.t('fraction of the card'), scale: logScale(least, 1, 2), format: nameShare },
    y: { label: unit, scale: scaleFromZero(Math.max(...values)), format: (value) => numbers.number(value) },
    series: chart.curves.map(({ name, style, points }): ChartSeries => ({
      name,
      style,
      points: points.map(({ row, value }) => ({
        x: row.member.share,
        y: value,
        label: `${row.name}, ${name}: ${numbers.number(value)} ${unit}`,
      })),
    })),
    guides,
    hasPoints: true,
    references,
  });
  const columns = [{ label: l10n.t('fraction') }, ...chart.curves.map(({ name }) => ({ label: name, isNumber: true }))];
  const shown = chart.curves.flatMap(({ points }) => points.map(({ row }) => row));
  const names = new Set(shown.toSorted((one, other) => one.member.share - other.member.share).map(({ name }) => name));
  const cells = Array.from(names, (name) => [
    name,
    ...chart.curves.map(({ points }) => numbers.number(points.find(({ row }) => row.name === name)?.value)),
  ]);
  return markup`<div>${drawn}${chartTable(title, columns, cells)}</div>`;
}

/** Published figures of fractions that the axis has, as multiples of what our own whole card bears. */
function referencesOf({ published }: FractionChart, whole: number, least: number): readonly ReferenceLine[] {
  return publishedFigures
    .filter(({ of, share }) => published.includes(of) && (share ?? 1) >= least)
    .map((figure) => ({
      y: figure.times * whole,
      label: publishedLabel(figure),
      ...(figure.share === undefined ? {} : { x: figure.share }),
    }));
}

/** What a slice would give if it fell with the fraction: a curve on an axis by powers. */
function proportional(whole: number, least: number): ChartSeries {
  const steps = 24;
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const x = least ** (1 - step / steps);
    return { x, y: whole * x };
  });
  return { name: l10n.t('in proportion to the fraction'), points };
}
