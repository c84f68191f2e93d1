import type { Texts } from '../texts.ts';
import { element } from '../dom.ts';
import { Chart, type ChartLevel, type ChartSpec, type ChartUpdate } from './chart.ts';
import type { ChartTheme } from './theme.ts';

/** Steps of an axis that counts whole things. */
const wholeSteps = [0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));
/** Of an axis in GiB over values in MiB, from 0.1 GiB on. */
const gibSteps = wholeSteps.map((step) => (step / 10) * 1024);

const specs = {
  throughput: {
    title: ({ strings }) => strings.tokensPerSecond,
    lines: [{ field: 'tokensPerSecond', label: () => '', color: 'first' }],
    format: (value, texts) => texts.number(value),
  },
  ttft: {
    title: ({ strings }) => strings.ttft,
    lines: [
      { field: 'ttftP50Ms', label: ({ strings }) => strings.p50, color: 'first' },
      { field: 'ttftP95Ms', label: ({ strings }) => strings.p95, color: 'second' },
    ],
    format: (value, texts) => texts.milliseconds(value),
  },
  itl: {
    title: ({ strings }) => strings.itl,
    lines: [
      { field: 'itlP50Ms', label: ({ strings }) => strings.p50, color: 'first' },
      { field: 'itlP95Ms', label: ({ strings }) => strings.p95, color: 'second' },
    ],
    format: (value, texts) => texts.milliseconds(value),
  },
  queue: {
    title: ({ strings }) => strings.queue,
    lines: [
      { field: 'running', label: ({ strings }) => strings.running, color: 'first' },
      { field: 'waiting', label: ({ strings }) => strings.waiting, color: 'second' },
    ],
    format: (value, texts) => texts.count(value),
    tickSteps: wholeSteps,
  },
  memory: {
    title: ({ strings }) => strings.memory,
    lines: [{ field: 'memoryMiB', label: ({ strings }) => strings.memoryUsed, color: 'first' }],
    format: (value, texts) => texts.gib(value),
    tickSteps: gibSteps,
  },
} satisfies Record<string, ChartSpec>;

/** The charts of one job; they share the time axis and the cursor. */
export class ChartGrid {
  readonly element = element('div', 'chart-grid');
  readonly #charts: ReadonlyMap<string, Chart>;

  constructor(theme: ChartTheme, texts: Texts) {
    this.#charts = new Map(Object.entries(specs).map(([name, spec]) => [name, new Chart(spec, theme, texts)]));
    for (const [name, chart] of this.#charts) {
      chart.element.dataset['chart'] = name;
      this.element.append(chart.element);
    }
  }

  /** `isMemoryAlone`: of a job whose other figures nothing tells. */
  update(update: Omit<ChartUpdate, 'levels'>, memoryLevels: readonly ChartLevel[], isMemoryAlone: boolean, texts: Texts): void {
    for (const [name, chart] of this.#charts) {
      chart.element.hidden = isMemoryAlone && name !== 'memory';
      chart.update({ ...update, levels: name === 'memory' ? memoryLevels : [] }, texts);
    }
  }
}
