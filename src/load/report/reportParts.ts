import * as l10n from '@vscode/l10n';
import { markup, type Markup } from './markup.ts';
import type { Report } from './report.ts';
import type { ReportNumbers } from './reportNumbers.ts';
import { stateNote } from './stateNote.ts';
import type { Warning } from './warnings.ts';

export interface Column {
  readonly label: string;
  /** Numbers stand at the right, one below the other. */
  readonly isNumber?: boolean;
}

export type Cell = string | Markup;

/** A table whose first column names its rows; it scrolls by itself where it is wider than the page. */
export function dataTable(label: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): Markup {
  const classOf = (index: number): string => (columns[index]?.isNumber === true ? 'number' : 'words');
  const cell = (content: Cell, index: number): Markup =>
    index === 0
      ? markup`<th scope="row" class="${classOf(index)}">${content}</th>`
      : markup`<td class="${classOf(index)}">${content}</td>`;
  return markup`<div class="table" role="group" aria-label="${label}" tabindex="0"><table>
<thead><tr>${columns.map((column, index) => markup`<th scope="col" class="${classOf(index)}">${column.label}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => markup`<tr>${row.map(cell)}</tr>
`,
  )}</tbody>
</table></div>`;
}

/** The numbers of a chart, folded below it. */
export function chartTable(label: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): Markup {
  return markup`<details><summary>${l10n.t('Table: {0}', label)}</summary>${dataTable(label, columns, rows)}</details>`;
}

export function section(heading: string, ...content: readonly (Markup | undefined | readonly Markup[])[]): Markup {
  return markup`<section><h2>${heading}</h2>
${content}
</section>`;
}

/** A section within one that has its own heading. */
export function subsection(heading: string, ...content: readonly (Markup | undefined | readonly Markup[])[]): Markup {
  return markup`<section><h3>${heading}</h3>
${content}
</section>`;
}

/** What limits how the figures may be read; `kind` is told by a word too, so that colour never tells alone. */
export function banner(kind: 'warning' | 'note', heading: string, text: string): Markup {
  return markup`<aside class="banner ${kind}" role="note"><strong>${heading}</strong> ${text}</aside>`;
}

export function warningBanner({ heading, text }: Warning): Markup {
  return banner('warning', heading, text);
}

/** Of results that are not whole. */
export function stateBanner(report: Report, numbers: ReportNumbers): Markup | undefined {
  const note = stateNote(report, numbers);
  return note && banner(note.kind, note.heading, note.text);
}

/** Names and values, where a value is known. */
export function facts(pairs: readonly (readonly [name: string, value: Cell | undefined])[]): Markup {
  const shown = pairs.filter(([, value]) => value !== undefined);
  return markup`<dl class="facts">${shown.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export interface Headline {
  readonly label: string;
  readonly value: string;
  readonly unit?: string;
  /** What stands below it in small. */
  readonly hint?: string | undefined;
}

/** The figures that a glance looks for. */
export function headlines(figures: readonly Headline[]): Markup {
  return markup`<dl class="headlines">${figures.map(
    ({ label, value, unit, hint }) =>
      markup`<div><dt>${label}</dt><dd>${value}${unit === undefined ? undefined : markup` <span class="unit">${unit}</span>`}</dd>${
        hint === undefined ? undefined : markup`<dd class="hint">${hint}</dd>`
      }</div>`,
  )}</dl>`;
}
