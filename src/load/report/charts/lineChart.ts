import { markup, type Markup } from '../markup.ts';
import { legendKey, pointShape, seriesStyles } from './pointShape.ts';
import type { Scale } from './scale.ts';

export interface Axis {
  readonly label: string;
  readonly scale: Scale;
  format(value: number): string;
}

export interface ChartPoint {
  readonly x: number;
  /** null: not known; the line has a gap there. */
  readonly y: number | null;
  /** The point in words, shown on hover. */
  readonly label?: string;
}

export interface ChartSeries {
  readonly name: string;
  readonly points: readonly ChartPoint[];
}

/** A dashed level, with its words at the left end; `x`: a hollow point there says for which place it holds. */
export interface ReferenceLine {
  readonly y: number;
  readonly label: string;
  readonly x?: number;
}

export interface LineChart {
  /** Unique in the document. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence, for those who do not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly ChartSeries[];
  /** Without: a line alone, where points would touch. */
  readonly hasPoints: boolean;
  readonly references?: readonly ReferenceLine[];
  /** A range of x, between two lines. */
  readonly range?: { readonly from: number; readonly to: number; readonly label: string };
}

/**
 * A chart that keeps the size of its words at every width: places are per cent of the plot, lines are stretched with it. Colours and
 * margins are those of the page's style (`chartStyle.ts`).
 */
export function lineChart(chart: LineChart): Markup {
  const { id, title, description, x, y, series, references = [] } = chart;
  const across = (value: number): number => 100 * x.scale.at(value);
  const down = (value: number): number => 100 * (1 - y.scale.at(value));
  return markup`<figure class="chart">
<figcaption>${title}</figcaption>
<svg role="img" aria-labelledby="${id}-title ${id}-description" class="canvas">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
<text class="axis-label" x="0" y="11">${y.label}</text>
<svg class="plot" x="56" y="26" width="80%" height="196">
${range(chart, across)}
${y.scale.ticks.map((tick) => yTick(down(tick), y.format(tick)))}
${x.scale.ticks.map((tick) => xTick(across(tick), x.format(tick)))}
${references.map((reference, index) => referenceLevel(reference, down, isCrowded(references, index, down)))}
<svg viewBox="0 0 100 100" preserveAspectRatio="none">${series.map(({ points }, index) => lines(points, index, across, down))}</svg>
${references.map((reference) => referencePoint(reference, across, down))}
${chart.hasPoints ? series.map(({ points }, index) => points.map((point) => seriesPoint(point, index, across, down))) : undefined}
</svg>
<text class="axis-label" x="100%" y="100%" dy="-4" text-anchor="end">${x.label}</text>
</svg>
${series.length > 1 ? markup`<ul class="legend">${series.map(({ name }, index) => markup`<li>${legendKey(index)}${name}</li>`)}</ul>` : undefined}
</figure>`;
}

function yTick(y: number, label: string): Markup {
  return markup`<line class="grid" x1="0" x2="100%" y1="${percent(y)}" y2="${percent(y)}"/><text class="tick" x="-8" y="${percent(y)}" dy="4" text-anchor="end">${label}</text>`;
}

function xTick(x: number, label: string): Markup {
  return markup`<line class="grid" y1="100%" y2="100%" x1="${percent(x)}" x2="${percent(x)}"/><text class="tick" x="${percent(x)}" y="100%" dy="18" text-anchor="middle">${label}</text>`;
}

function range({ range: shown }: LineChart, across: (value: number) => number): Markup | undefined {
  if (shown === undefined) return undefined;
  const [from, to] = [across(shown.from), across(shown.to)];
  const edge = (at: number): Markup => markup`<line class="edge" x1="${percent(at)}" x2="${percent(at)}" y1="0" y2="100%"/>`;
  return markup`<rect class="range" x="${percent(from)}" width="${percent(to - from)}" y="0" height="100%"/>${edge(from)}${edge(to)}<text class="note" x="${percent((from + to) / 2)}" y="0" dy="-6" text-anchor="middle">${shown.label}</text>`;
}

/** Words stand above their line, or below it where the words of the line next above would touch them. */
function referenceLevel({ y, label }: ReferenceLine, down: (value: number) => number, isBelow: boolean): Markup {
  const at = percent(down(y));
  return markup`<line class="reference" x1="0" x2="100%" y1="${at}" y2="${at}"/><text class="note" x="6" y="${at}" dy="${isBelow ? '14' : '-5'}">${label}</text>`;
}

const wordHeight = 9;

function isCrowded(references: readonly ReferenceLine[], index: number, down: (value: number) => number): boolean {
  const at = down(references[index]?.y ?? 0);
  return references.some((other, place) => {
    const above = at - down(other.y);
    return place !== index && above >= 0 && above < wordHeight && (above > 0 || place < index);
  });
}

function referencePoint(
  { x, y }: ReferenceLine,
  across: (value: number) => number,
  down: (value: number) => number,
): Markup | undefined {
  return x === undefined ? undefined : placed(across(x), down(y), markup`<circle class="reference-point" r="5.5"/>`);
}

function lines(
  points: readonly ChartPoint[],
  series: number,
  across: (value: number) => number,
  down: (value: number) => number,
) {
  const runs: string[][] = [[]];
  for (const { x, y } of points) {
    if (y === null) runs.push([]);
    else runs.at(-1)?.push(`${round(across(x))},${round(down(y))}`);
  }
  return runs
    .filter((run) => run.length > 1)
    .map((run) => markup`<polyline class="line series-${String(series % seriesStyles)}" points="${run.join(' ')}"/>`);
}

function seriesPoint(
  { x, y, label }: ChartPoint,
  series: number,
  across: (value: number) => number,
  down: (value: number) => number,
): Markup | undefined {
  if (y === null) return undefined;
  const title = label === undefined ? undefined : markup`<title>${label}</title>`;
  return placed(
    across(x),
    down(y),
    markup`<g class="point series-${String(series % seriesStyles)}">${title}${pointShape(series)}</g>`,
  );
}

function placed(x: number, y: number, content: Markup): Markup {
  return markup`<svg x="${percent(x)}" y="${percent(y)}" width="1" height="1" class="place">${content}</svg>`;
}

function percent(value: number): string {
  return `${round(value)}%`;
}

function round(value: number): string {
  return String(Number(value.toFixed(2)));
}
