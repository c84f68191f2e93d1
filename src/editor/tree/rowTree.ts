import { changedRows } from './changedRows.ts';
import type { Row } from './row.ts';
import type { TreeSource } from './treeSource.ts';

/** News that arrive together are drawn together. */
const coalesceMs = 200;

/** What VS Code keeps of a row, and hands to commands: the same object as long as the row is there, with the row as it looks now. */
export class RowElement {
  row: Row;
  parent: RowElement | undefined;
  children: readonly RowElement[] = [];

  constructor(row: Row) {
    this.row = row;
  }

  get jobId(): string | undefined {
    return this.row.subject.jobId;
  }

  get deviceUuid(): string | undefined {
    return this.row.subject.deviceUuid;
  }

  get manifestPath(): string | undefined {
    return this.row.subject.manifestPath;
  }
}

/** Draws an element and all below it anew; undefined is the root. */
export type Draw = (element: RowElement | undefined) => void;

/** The rows of all targets as elements that stay the same objects, and which of them must be drawn anew. */
export class RowTree implements Disposable {
  readonly #sources: readonly TreeSource[];
  readonly #draw: Draw;
  readonly #listening: readonly { dispose(): unknown }[];
  /** Tooltips that VS Code keeps until their row is drawn again, as text. */
  readonly #shownTooltips = new Map<RowElement, string>();
  #elements = new Map<string, RowElement>();
  #roots: readonly RowElement[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isVisible = false;

  constructor(sources: readonly TreeSource[], draw: Draw) {
    this.#sources = sources;
    this.#draw = draw;
    this.#listening = sources.map((source) => source.onDidChange(() => this.#schedule()));
    this.#take(this.#read());
  }

  get roots(): readonly RowElement[] {
    return this.#roots;
  }

  /** While hidden nothing is drawn; what changed meanwhile is drawn when it shows again. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible) {
      this.#update();
    } else {
      this.#stopTimer();
    }
  }

  /** VS Code shows this tooltip, and keeps it: the row is drawn again when it says something else. */
  tooltipShown(element: RowElement): void {
    this.#shownTooltips.set(element, tooltipText(element));
  }

  [Symbol.dispose](): void {
    this.#stopTimer();
    this.#listening.forEach((listening) => listening.dispose());
  }

  #schedule(): void {
    if (this.#isVisible) {
      this.#timer ??= setTimeout(() => this.#update(), coalesceMs);
    }
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #update(): void {
    this.#stopTimer();
    const before = this.#roots.map(({ row }) => row);
    const after = this.#read();
    const changed = changedRows(before, after);
    this.#take(after);
    const due = changed.flatMap((id) => (id === undefined ? [id] : (this.#elements.get(id) ?? [])));
    for (const element of due) {
      this.#draw(element);
      this.#forgetTooltips(element);
    }
    for (const [element, text] of this.#shownTooltips) {
      if (this.#elements.get(element.row.id) !== element) {
        this.#shownTooltips.delete(element);
      } else if (tooltipText(element) !== text) {
        this.#shownTooltips.delete(element);
        this.#draw(element);
      }
    }
  }

  #read(): readonly Row[] {
    return this.#sources.flatMap((source) => source.rows());
  }

  #take(rows: readonly Row[]): void {
    const elements = new Map<string, RowElement>();
    const place = (row: Row, parent: RowElement | undefined): RowElement => {
      const element = this.#elements.get(row.id) ?? new RowElement(row);
      elements.set(row.id, element);
      element.row = row;
      element.parent = parent;
      element.children = row.children.map((child) => place(child, element));
      return element;
    };
    this.#roots = rows.map((row) => place(row, undefined));
    this.#elements = elements;
  }

  /** Drawing a row drops its tooltip and those below it. */
  #forgetTooltips(element: RowElement | undefined): void {
    if (element === undefined) {
      this.#shownTooltips.clear();
    } else {
      this.#shownTooltips.delete(element);
      element.children.forEach((child) => this.#forgetTooltips(child));
    }
  }
}

function tooltipText({ row }: RowElement): string {
  return JSON.stringify(row.details());
}
