import type { ItemSplitter, VisitItem } from './itemSplitter.ts';

const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const comma = ','.charCodeAt(0);
const newline = '\n'.charCodeAt(0);
const opening = new Set(['[', '{'].map((text) => text.charCodeAt(0)));
const closing = new Set([']', '}'].map((text) => text.charCodeAt(0)));
const space = ' '.charCodeAt(0);

/** The elements of one JSON array are the items: a file that is larger than a string can be is read like any other. */
export class ArraySplitter implements ItemSplitter {
  readonly #visit: VisitItem;
  #item = '';
  #itemLine = 0;
  #line = 1;
  /** 0: outside of the array; 1: between its elements. */
  #depth = 0;
  #hasEnded = false;
  #isInText = false;
  #isEscaped = false;

  constructor(visit: VisitItem) {
    this.#visit = visit;
  }

  get held(): number {
    return this.#item.length;
  }

  push(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === newline) this.#line += 1;
      if (code <= space && !this.#isInText) continue;
      if (this.#isInText) {
        this.#readText(code);
      } else if (this.#isEdge(code)) {
        this.#endItem(this.#item + text.slice(from, at));
        from = at + 1;
        this.#step(code);
      } else {
        if (this.#itemLine === 0) this.#itemLine = this.#line;
        this.#isInText = code === quote;
        this.#step(code);
      }
    }
    this.#item += text.slice(from);
  }

  end(): boolean {
    // what follows the array is an item of its own, which nothing can be made of
    if (this.#hasEnded) this.#endItem(this.#item);
    return this.#hasEnded;
  }

  #readText(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === backslash) this.#isEscaped = true;
    else this.#isInText = code !== quote;
  }

  /** The brackets of the array itself, and the commas between its elements. */
  #isEdge(code: number): boolean {
    return this.#depth === 0 ? !this.#hasEnded && opening.has(code) : this.#depth === 1 && (code === comma || closing.has(code));
  }

  #step(code: number): void {
    if (opening.has(code)) this.#depth += 1;
    if (!closing.has(code)) return;
    this.#depth -= 1;
    this.#hasEnded ||= this.#depth === 0;
  }

  #endItem(text: string): void {
    const item = text.trim();
    if (item !== '') this.#visit(item, this.#itemLine);
    this.#item = '';
    this.#itemLine = 0;
  }
}
