import { markup, type Markup } from '../markup.ts';
import { seriesClass } from './pointShape.ts';

export interface BarChart {
  /** Unique in the document. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence, for those who do not see it. */
  readonly description: string;
  /** What stands beside each other in each group, as its bars are named. */
  readonly series: readonly string[];
  /** `values`: one of each series; null: not known, so no bar. */
  readonly groups: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  readonly format: (value: number | null) => string;
}

const [barHeight, nameHeight, gap] = [20, 22, 12];
/** Per cent of the width that bars take at most; their words stand behind them. */
const widest = 62;

/** Bars from the left, one below the other, with their names and values in words. */
export function barChart({ id, title, description, series, groups, format }: BarChart): Markup {
  const most = Math.max(...groups.flatMap(({ values }) => values.map((value) => value ?? 0)), 0);
  const groupHeight = nameHeight + series.length * barHeight + gap;
  const bar = (value: number | null, index: number, top: number): Markup => {
    const width = value === null || most === 0 ? 0 : (widest * value) / most;
    const at = top + nameHeight + index * barHeight;
    return markup`<rect class="bar ${seriesClass(index)}" x="0" y="${String(at)}" width="${width.toFixed(2)}%" height="${String(barHeight - 4)}"/><text x="${width.toFixed(2)}%" dx="8" y="${String(at + 12)}">${format(value)} <tspan class="tick">${series[index]}</tspan></text>
`;
  };
  return markup`<figure class="chart">
<figcaption>${title}</figcaption>
<svg role="img" aria-labelledby="${id}-title ${id}-description" class="bars" height="${String(groups.length * groupHeight)}">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
${groups.map(
  ({ name, values }, group) =>
    markup`<text x="0" y="${String(group * groupHeight + 14)}">${name}</text>
${values.map((value, index) => bar(value, index, group * groupHeight))}`,
)}</svg>
</figure>`;
}
