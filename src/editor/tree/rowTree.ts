import { changedRows } from './changedRows.ts';
import { differsInFigures, type ClusterSubject, type Row } from './row.ts';
import type { TreeSource } from './treeSource.ts';

/** News that arrive together are drawn together. */
const coalesceMs = 200;
/** Drawing a row closes its tooltip, so a row whose figures change each second stands still while its tooltip is read. */
const readingMs = 5000;

/** What VS Code keeps of a row, and hands to commands: the same object as long as the row is there, with the row as it looks now. */
export class RowElement {
  row: Row;
  parent: RowElement | undefined;
  children: readonly RowElement[] = [];
  /** Whether `children` are those of `row`. */
  isPlaced = false;

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

  get cluster(): ClusterSubject | undefined {
    return this.row.subject.cluster;
  }
}

/** Draws an element and all below it anew; undefined is the root. */
export type Draw = (element: RowElement | undefined) => void;

/** The rows of all targets as elements that stay the same objects, and which of them must be drawn anew. */
export class RowTree implements Disposable {
  readonly #sources: readonly TreeSource[];
  readonly #draw: Draw;
  readonly #listening: readonly { dispose(): unknown }[];
  readonly #tooltips = new Map<RowElement, ShownTooltip>();
  /** Rows that stand still, but look different by now. */
  readonly #late = new Set<RowElement>();
  readonly #elements = new Map<string, RowElement>();
  #roots: readonly RowElement[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lateTimer: NodeJS.Timeout | undefined;
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

  /** The element of a row by its id, where it is there now. */
  find(id: string): RowElement | undefined {
    return this.#elements.get(id);
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
    this.#tooltips.set(element, { text: tooltipText(element), row: element.row, readUntil: Date.now() + readingMs });
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
    clearTimeout(this.#lateTimer);
    this.#timer = undefined;
    this.#lateTimer = undefined;
  }

  #update(): void {
    this.#stopTimer();
    const before = this.#roots.map(({ row }) => row);
    const after = this.#read();
    const changed = changedRows(before, after);
    this.#take(after);
    for (const id of changed) {
      this.#drawOrWait(id === undefined ? undefined : this.#elements.get(id));
    }
    this.#drawTooltips();
  }

  /** Draws rows whose tooltip says something else by now, or that have waited long enough. */
  #drawTooltips(): void {
    clearTimeout(this.#lateTimer);
    for (const [element, { text }] of this.#tooltips) {
      if (this.#elements.get(element.row.id) !== element) {
        this.#forget(element);
      } else if (this.#late.has(element) || tooltipText(element) !== text) {
        this.#drawOrWait(element);
      }
    }
    this.#lateTimer = this.#late.size === 0 ? undefined : setTimeout(() => this.#drawTooltips(), readingMs);
  }

  #drawOrWait(element: RowElement | undefined): void {
    const shown = element && this.#tooltips.get(element);
    if (element !== undefined && shown !== undefined && isRead(shown) && differsInFigures(shown.row, element.row)) {
      this.#late.add(element);
    } else {
      this.#forget(element);
      this.#draw(element);
    }
  }

  #read(): readonly Row[] {
    return this.#sources.flatMap((source) => source.rows());
  }

  #take(rows: readonly Row[]): void {
    const before = this.#roots;
    this.#roots = rows.map((row) => this.#place(row, undefined));
    this.#drop(before, undefined);
  }

  /** A row that is the same value has the same rows below it, so of a large cluster only what changed is walked. */
  #place(row: Row, parent: RowElement | undefined): RowElement {
    const element = this.#elements.get(row.id) ?? new RowElement(row);
    this.#elements.set(row.id, element);
    element.parent = parent;
    if (element.row === row && element.isPlaced) {
      return element;
    }
    const before = element.children;
    element.row = row;
    element.isPlaced = true;
    element.children = row.children.map((child) => this.#place(child, element));
    this.#drop(before, element);
    return element;
  }

  /** Forgets those of a parent's children that are gone; one that moved below another row is not. */
  #drop(before: readonly RowElement[], parent: RowElement | undefined): void {
    const now = new Set(parent === undefined ? this.#roots : parent.children);
    for (const element of before) {
      if (!now.has(element) && element.parent === parent && this.#elements.get(element.row.id) === element) {
        this.#elements.delete(element.row.id);
        const { children } = element;
        element.children = [];
        element.isPlaced = false;
        this.#drop(children, element);
      }
    }
  }

  /** Drawing a row drops its tooltip, and those of all below it. */
  #forget(element: RowElement | undefined): void {
    if (element === undefined) {
      this.#tooltips.clear();
      this.#late.clear();
    } else {
      this.#tooltips.delete(element);
      this.#late.delete(element);
      element.children.forEach((child) => this.#forget(child));
    }
  }
}

/** VS Code keeps a tooltip until its row is drawn again. */
interface ShownTooltip {
  readonly text: string;
  /** As drawn when it was shown. */
  readonly row: Row;
  /** Epoch milliseconds. */
  readonly readUntil: number;
}

function isRead({ readUntil }: ShownTooltip): boolean {
  return Date.now() < readUntil;
}

function tooltipText({ row }: RowElement): string {
  return JSON.stringify(row.details());
}
