/** Text of one item, and the line where it begins, from 1. */
export type VisitItem = (text: string, line: number) => void;

/** Cuts a text that comes in pieces into its items. */
export interface ItemSplitter {
  push(text: string): void;
  /** Hands on what is left; false: the text is cut off in the middle of something. */
  end(): boolean;
  /** Characters of the item that is not complete yet. */
  readonly held: number;
}

/** Each line that is not blank is an item. */
export class LineSplitter implements ItemSplitter {
  readonly #visit: VisitItem;
  #rest = '';
  #line = 0;

  constructor(visit: VisitItem) {
    this.#visit = visit;
  }

  get held(): number {
    return this.#rest.length;
  }

  push(text: string): void {
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#endLine(this.#rest + text.slice(from, at));
      this.#rest = '';
      from = at + 1;
    }
    this.#rest += text.slice(from);
  }

  end(): boolean {
    this.#endLine(this.#rest);
    return true;
  }

  #endLine(text: string): void {
    this.#line += 1;
    const item = text.trim();
    if (item !== '') this.#visit(item, this.#line);
  }
}
