import type { Job } from '../src/protocol/agent.ts';
import type { SampleField } from '../src/inference/sample.ts';
import type { PanelStrings } from '../src/protocol/panelStrings.ts';
import type { SampleColumns } from '../src/protocol/sampleColumns.ts';
import { element, setChildren, setText } from './dom.ts';
import { boundsText } from './bucketBounds.ts';
import { dash, fill, type Texts } from './texts.ts';

interface Column {
  readonly field: SampleField;
  readonly heading: (strings: PanelStrings) => string;
  readonly format: (value: number, texts: Texts) => string;
}

const columns: readonly Column[] = [
  { field: 'tokensPerSecond', heading: (s) => s.tokensPerSecond, format: (value, texts) => texts.number(value) },
  { field: 'ttftP50Ms', heading: (s) => `${s.ttftShort} ${s.p50}`, format: (value, texts) => texts.milliseconds(value) },
  { field: 'ttftP95Ms', heading: (s) => `${s.ttftShort} ${s.p95}`, format: (value, texts) => texts.milliseconds(value) },
  { field: 'itlP50Ms', heading: (s) => `${s.itlShort} ${s.p50}`, format: (value, texts) => texts.milliseconds(value) },
  { field: 'itlP95Ms', heading: (s) => `${s.itlShort} ${s.p95}`, format: (value, texts) => texts.milliseconds(value) },
  { field: 'running', heading: (s) => s.running, format: (value, texts) => texts.count(value) },
  { field: 'waiting', heading: (s) => s.waiting, format: (value, texts) => texts.count(value) },
  { field: 'requestsPerSecond', heading: (s) => fill(s.perSecond, s.requests), format: (value, texts) => texts.number(value) },
  { field: 'kvUse', heading: (s) => s.kv, format: (value, texts) => texts.percent(value) },
  { field: 'memoryMiB', heading: (s) => s.memory, format: (value, texts) => texts.gib(value) },
  { field: 'errorsPerSecond', heading: (s) => s.errorsPerSecond, format: (value, texts) => texts.number(value) },
  { field: 'preemptions', heading: (s) => s.preempted, format: (value, texts) => texts.count(value) },
  { field: 'replicas', heading: (s) => s.replicas, format: (value, texts) => texts.count(value) },
];
const mostRows = 600;

/** The samples behind the charts as a table, newest first. */
export class SampleTable {
  readonly element = element('div', 'table-box');
  readonly #caption = element('caption');
  readonly #head = element('tr');
  readonly #body = element('tbody');
  #rows = new Map<number, HTMLElement>();

  constructor() {
    const table = element('table', '', this.#caption, element('thead', '', this.#head), this.#body);
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'region');
    this.element.append(table);
  }

  /** Rows that stay are left alone, so that reading and selecting them is not disturbed. */
  update(history: SampleColumns, job: Job, texts: Texts): void {
    const { strings } = texts;
    const shown = job.engine === null ? columns.filter(({ field }) => field === 'memoryMiB') : columns;
    if (this.#head.children.length === 0) {
      const headings = [strings.time, ...shown.map(({ heading }) => heading(strings))];
      this.#head.append(...headings.map((heading) => headingCell(heading, 'col')));
    }
    this.element.ariaLabel = `${job.name}: ${strings.table}`;
    const total = history.t.length;
    const first = Math.max(0, total - mostRows);
    setText(
      this.#caption,
      first === 0 ? job.name : `${job.name}. ${fill(strings.tableCut, texts.count(mostRows), texts.count(total))}`,
    );
    const rows = new Map<number, HTMLElement>();
    for (let row = total - 1; row >= first; row--) {
      const t = history.t[row] ?? 0;
      rows.set(t, this.#rows.get(t) ?? tableRow(shown, history, row, texts));
    }
    this.#rows = rows;
    setChildren(this.#body, [...rows.values()]);
  }

  /** Forgets the rows of another job. */
  clear(): void {
    this.#rows = new Map();
    this.#head.replaceChildren();
    this.#body.replaceChildren();
  }
}

function tableRow(shown: readonly Column[], history: SampleColumns, row: number, texts: Texts): HTMLElement {
  const cells = shown.map(({ field, format }) => {
    const value = history[field][row] ?? null;
    const bounds = boundsText(field, (other) => history[other][row], texts);
    const text = value === null ? dash : format(value, texts);
    return element('td', value === null ? 'unknown' : '', bounds === undefined ? text : `${text} (${bounds})`);
  });
  return element('tr', '', headingCell(texts.clock(history.t[row] ?? 0), 'row'), ...cells);
}

function headingCell(text: string, scope: 'col' | 'row'): HTMLElement {
  const cell = element('th', '', text);
  cell.scope = scope;
  return cell;
}
