import { markup, type Markup } from '../markup.ts';
import { legendKey, pointShape, seriesClass } from './pointShape.ts';
import type { Scale } from './scale.ts';

export interface Axis {
  readonly label: string;
  readonly scale: Scale;
  readonly format: (value: number) => string;
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
  /** Which colour, shape and dashes; its place among the series unless told, so that one thing looks the same in several charts. */
  readonly style?: number;
  readonly points: readonly ChartPoint[];
}

/** A dashed level with its words; `x`: a hollow point there says for which place it holds. */
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
  /** Thin lines without points, to read the others by. */
  readonly guides?: readonly ChartSeries[];
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
  const { id, title, description, x, y, series, guides = [], references = [] } = chart;
  const plot: Plot = { across: (value) => 100 * x.scale.at(value), down: (value) => 100 * (1 - y.scale.at(value)) };
  return markup`<figure class="chart">
<figcaption>${title}</figcaption>
<svg role="img" aria-labelledby="${id}-title ${id}-description" class="canvas">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
<text class="axis-label" x="0" y="11">${y.label}</text>
<svg class="plot" x="56" y="26" width="80%" height="196">
${range(chart, plot)}
${y.scale.ticks.map((tick) => yTick(plot.down(tick), y.format(tick)))}
${x.scale.ticks.map((tick) => xTick(plot.across(tick), x.format(tick)))}
${references.map((reference, index) => referenceLevel(reference, plot, isCrowded(references, index, plot)))}
<svg viewBox="0 0 100 100" preserveAspectRatio="none">
${guides.map(({ points }) => lines(points, 'guide', plot))}
${series.map(({ points, style }, index) => lines(points, seriesClass(style ?? index), plot))}
</svg>
${references.map((reference) => referencePoint(reference, plot))}
${chart.hasPoints ? series.map(({ points, style }, index) => points.map((point) => seriesPoint(point, style ?? index, plot))) : undefined}
</svg>
<text class="axis-label" x="100%" y="100%" dy="-4" text-anchor="end">${x.label}</text>
</svg>
${series.length + guides.length > 1 ? legend(chart) : undefined}
</figure>`;
}

/** Where values are, in per cent of the plot. */
interface Plot {
  readonly across: (value: number) => number;
  readonly down: (value: number) => number;
}

function legend({ series, guides = [] }: LineChart): Markup {
  const item = (key: Markup, name: string): Markup => markup`<li>${key}${name}</li>`;
  return markup`<ul class="legend">
${series.map(({ name, style }, index) => item(legendKey(seriesClass(style ?? index), pointShape(style ?? index)), name))}
${guides.map(({ name }) => item(legendKey('guide'), name))}
</ul>`;
}

function yTick(y: number, label: string): Markup {
  return markup`<line class="grid" x1="0" x2="100%" y1="${percent(y)}" y2="${percent(y)}"/><text class="tick" x="-8" y="${percent(y)}" dy="4" text-anchor="end">${label}</text>
`;
}

function xTick(x: number, label: string): Markup {
  return markup`<text class="tick" x="${percent(x)}" y="100%" dy="18" text-anchor="middle">${label}</text>
`;
}

function range({ range: shown }: LineChart, { across }: Plot): Markup | undefined {
  if (shown === undefined) return undefined;
  const [from, to] = [across(shown.from), across(shown.to)];
  const edge = (at: number): Markup => markup`<line class="edge" x1="${percent(at)}" x2="${percent(at)}" y1="0" y2="100%"/>`;
  return markup`<rect class="range" x="${percent(from)}" width="${percent(Math.max(0, to - from))}" y="0" height="100%"/>${edge(from)}${edge(to)}<text class="note" x="${percent((from + to) / 2)}" y="0" dy="-6" text-anchor="middle">${shown.label}</text>`;
}

/** Words stand above their line, or below it where the words of the line next above would touch them; at the end that is far from its point. */
function referenceLevel({ x, y, label }: ReferenceLine, { across, down }: Plot, isBelow: boolean): Markup {
  const at = percent(down(y));
  const end = x === undefined || across(x) >= 50 ? markup`x="6"` : markup`x="100%" dx="-6" text-anchor="end"`;
  return markup`<line class="reference" x1="0" x2="100%" y1="${at}" y2="${at}"/><text class="note" ${end} y="${at}" dy="${isBelow ? '14' : '-5'}">${label}</text>
`;
}

/** Room that words need, in per cent of the plot. */
const wordHeight = 9;

function isCrowded(references: readonly ReferenceLine[], index: number, { down }: Plot): boolean {
  const at = down(references[index]?.y ?? 0);
  return references.some((other, place) => {
    const below = at - down(other.y);
    return place !== index && below >= 0 && below < wordHeight && (below > 0 || place < index);
  });
}

function referencePoint({ x, y }: ReferenceLine, plot: Plot): Markup | undefined {
  return x === undefined ? undefined : placed(x, y, plot, markup`<circle class="reference-point" r="5.5"/>`);
}

/** A line for each stretch of points without a gap. */
function lines(points: readonly ChartPoint[], lineClass: string, { across, down }: Plot): readonly Markup[] {
  const stretches: string[][] = [[]];
  for (const { x, y } of points) {
    if (y === null) stretches.push([]);
    else stretches.at(-1)?.push(`${round(across(x))},${round(down(y))}`);
  }
  return stretches
    .filter(({ length }) => length > 1)
    .map(
      (stretch) => markup`<polyline class="line ${lineClass}" points="${stretch.join(' ')}"/>
`,
    );
}

function seriesPoint({ x, y, label }: ChartPoint, series: number, plot: Plot): Markup | undefined {
  if (y === null) return undefined;
  const title = label === undefined ? undefined : markup`<title>${label}</title>`;
  return placed(x, y, plot, markup`<g class="point ${seriesClass(series)}">${title}${pointShape(series)}</g>`);
}

function placed(x: number, y: number, { across, down }: Plot, content: Markup): Markup {
  return markup`<svg x="${percent(across(x))}" y="${percent(down(y))}" width="1" height="1" class="place">${content}</svg>
`;
}

function percent(value: number): string {
  return `${round(value)}%`;
}

function round(value: number): string {
  return String(Number(value.toFixed(2)));
}
