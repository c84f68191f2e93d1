import uPlot from 'uplot';
import type { SampleField } from '../../src/inference/sample.ts';
import type { SampleColumns } from '../../src/protocol/sampleColumns.ts';
import { element, setAttribute, setChildren, setText } from '../dom.ts';
import { boundsText } from '../bucketBounds.ts';
import { dash, fill, type Texts } from '../texts.ts';
import type { ChartColors, ChartTheme } from './theme.ts';

export interface ChartLine {
  readonly field: SampleField;
  readonly label: (texts: Texts) => string;
  readonly color: 'first' | 'second';
}

/** A constant across the whole time, such as a limit. */
export interface ChartLevel {
  readonly value: number;
  readonly label: string;
  readonly color: 'request' | 'limit';
}

export interface ChartSpec {
  readonly title: (texts: Texts) => string;
  readonly lines: readonly ChartLine[];
  /** A value with its unit. */
  readonly format: (value: number, texts: Texts) => string;
  /** Distances between ticks to choose from, where powers of ten times 1, 2 and 5 do not suit. */
  readonly tickSteps?: readonly number[];
}

export interface ChartUpdate {
  readonly columns: SampleColumns;
  /** Epoch milliseconds at the edges. */
  readonly range: readonly [number, number];
  readonly levels: readonly ChartLevel[];
  readonly windowLabel: string;
}

const dashes: Readonly<Record<ChartLine['color'] | ChartLevel['color'], number[]>> = {
  first: [],
  second: [6, 3],
  request: [2, 4],
  limit: [10, 4],
};
const cursorGroup = 'job';
const heightPx = 150;
const timeLabelPx = 56;

/** One chart over the time axis that all charts share; its legend shows the values at the common cursor, else the latest. */
export class Chart {
  readonly element = element('figure', 'chart');
  readonly #spec: ChartSpec;
  readonly #theme: ChartTheme;
  readonly #plot: uPlot;
  readonly #title = element('span', 'chart-title');
  readonly #legend = element('span', 'chart-legend');
  readonly #canvas = element('div', 'chart-canvas');
  #texts: Texts;
  #update: ChartUpdate | undefined;
  #width = 0;

  constructor(spec: ChartSpec, theme: ChartTheme, texts: Texts) {
    this.#spec = spec;
    this.#theme = theme;
    this.#texts = texts;
    this.element.append(element('figcaption', '', this.#title, this.#legend), this.#canvas);
    this.#canvas.setAttribute('role', 'img');
    this.#plot = new uPlot(this.#options(), [[], ...spec.lines.map(() => [])], this.#canvas);
    theme.onChange(() => this.#plot.redraw(false, true));
    new ResizeObserver(() => this.#fit()).observe(this.#canvas);
  }

  update(update: ChartUpdate, texts: Texts): void {
    this.#update = update;
    this.#texts = texts;
    const { columns, range } = update;
    this.#plot.batch(() => {
      this.#plot.setData([[...columns.t], ...this.#spec.lines.map(({ field }) => [...columns[field]])], false);
      this.#plot.setScale('x', { min: range[0], max: range[1] });
    });
    setText(this.#title, this.#spec.title(texts));
    this.#showValues();
    this.#describe();
  }

  #fit(): void {
    const width = Math.floor(this.#canvas.clientWidth);
    if (width > 0 && width !== this.#width) {
      this.#width = width;
      this.#plot.setSize({ width, height: heightPx });
    }
  }

  #options(): uPlot.Options {
    const axis = (): uPlot.Axis => ({
      stroke: () => this.#colors.text,
      grid: { stroke: () => this.#colors.grid, width: 0.5 },
      ticks: { show: false },
      font: `11px ${getComputedStyle(document.body).fontFamily}`,
    });
    return {
      width: 300,
      height: heightPx,
      ms: 1,
      legend: { show: false },
      padding: [8, 8, 0, 0],
      cursor: { sync: { key: cursorGroup }, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { time: true },
        y: { range: (_plot, _least, most) => [0, this.#top(most)] },
      },
      axes: [
        { ...axis(), size: 26, space: 80, values: (plot, splits) => splits.map((t) => this.#timeLabel(plot, t)) },
        {
          ...axis(),
          size: 64,
          space: 32,
          ...(this.#spec.tickSteps !== undefined && { incrs: [...this.#spec.tickSteps] }),
          values: (_plot, splits) => splits.map((value) => this.#spec.format(value, this.#texts)),
        },
      ],
      series: [
        {},
        ...this.#spec.lines.map(({ color }): uPlot.Series => ({
          stroke: () => this.#colors[color],
          width: 1.5,
          dash: dashes[color],
          spanGaps: false,
          points: { show: (plot, series) => isSparse(plot.data[series] ?? []), size: 4 },
        })),
      ],
      hooks: {
        setCursor: [() => this.#showValues()],
        draw: [(plot) => this.#drawLevels(plot)],
      },
    };
  }

  get #colors(): ChartColors {
    return this.#theme.colors;
  }

  /** A label that would be cut at the right edge is left out. */
  #timeLabel(plot: uPlot, t: number): string {
    return plot.valToPos(t, 'x') > plot.over.clientWidth - timeLabelPx / 2 ? '' : this.#texts.clock(t);
  }

  /** The y axis starts at 0 and has room above the highest line. */
  #top(most: number | null): number {
    const highest = Math.max(most ?? 0, ...(this.#update?.levels ?? []).map(({ value }) => value));
    return highest > 0 ? highest * 1.1 : 1;
  }

  #drawLevels(plot: uPlot): void {
    const { ctx, bbox } = plot;
    for (const { value, color } of this.#update?.levels ?? []) {
      const y = Math.round(plot.valToPos(value, 'y', true));
      ctx.save();
      ctx.strokeStyle = this.#colors[color];
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash(dashes[color].map((length) => length * devicePixelRatio));
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.restore();
    }
  }

  #showValues(): void {
    if (this.#update === undefined) {
      return;
    }
    const { columns, levels } = this.#update;
    const cursor = this.#plot.cursor.idx;
    const row = cursor ?? columns.t.length - 1;
    const at = columns.t[row];
    const isCursor = typeof cursor === 'number';
    const values = this.#spec.lines.map(({ field, label, color }) => {
      const value = this.#format(columns[field][row] ?? null);
      const bounds = isCursor ? boundsText(field, (other) => columns[other][row], this.#texts) : undefined;
      return legendEntry(color, label(this.#texts), value, bounds === undefined ? '' : ` (${bounds})`);
    });
    const constants = levels.map(({ color, label, value }) => legendEntry(color, label, this.#format(value)));
    const time = isCursor && at !== undefined ? [element('span', 'chart-time', this.#texts.clock(at))] : [];
    setChildren(this.#legend, [...values, ...constants, ...time]);
  }

  #describe(): void {
    const { columns, windowLabel } = this.#update ?? {};
    const parts = this.#spec.lines.map(({ field, label }) => {
      const known = (columns?.[field] ?? []).filter((value) => value !== null);
      const numbers = [known.at(-1), least(known), most(known)].map((value) => this.#format(value ?? null));
      const title = `${this.#spec.title(this.#texts)} ${label(this.#texts)}`.trim();
      return fill(this.#texts.strings.chartSummary, title, windowLabel ?? '', ...numbers);
    });
    setAttribute(this.#canvas, 'aria-label', parts.join('; '));
  }

  #format(value: number | null): string {
    return value === null ? dash : this.#spec.format(value, this.#texts);
  }
}

function legendEntry(color: keyof typeof dashes, label: string, value: string, more = ''): HTMLElement {
  const key = element('span', 'legend-key');
  return element('span', `legend-entry line-${color}`, key, label, ' ', element('b', '', value), more);
}

/** A point without a neighbour draws no line, so it needs a dot. */
function isSparse(values: ArrayLike<number | null | undefined>): boolean {
  let known = 0;
  for (let row = 0; row < values.length && known < 3; row++) {
    known += values[row] === null || values[row] === undefined ? 0 : 1;
  }
  return known < 3;
}

function least(values: readonly number[]): number | undefined {
  return values.reduce<number | undefined>((found, value) => (found === undefined || value < found ? value : found), undefined);
}

function most(values: readonly number[]): number | undefined {
  return values.reduce<number | undefined>((found, value) => (found === undefined || value > found ? value : found), undefined);
}
