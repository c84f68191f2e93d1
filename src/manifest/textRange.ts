import type { TextPosition, TextRange } from './finding.ts';

/** Turns offsets into positions and back; lines end as in VS Code: LF, CRLF or CR. */
export class LineIndex {
  #known: readonly number[] | undefined;
  readonly #text: string;
  readonly #read: string;

  /** `read` is what a parser was given instead, as long as the text: what is blank there ends no range. */
  constructor(text: string, read: string = text) {
    this.#text = text;
    this.#read = read;
  }

  /** Where each line starts; found on first use, for a text of which nobody asks is not worth a pass. */
  get #starts(): readonly number[] {
    this.#known ??= findLineStarts(this.#text);
    return this.#known;
  }

  get lineBreaks(): number {
    return this.#starts.length - 1;
  }

  position(offset: number): TextPosition {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  }

  offset({ line, character }: TextPosition): number {
    return Math.min((this.#starts[line] ?? this.#text.length) + character, this.#text.length);
  }

  /** The range of `[start, end)` without the white space at its end that is white space for YAML: others are part of a value. */
  range(start: number, end: number): TextRange {
    let trimmed = end;
    while (trimmed > start && this.#isBlank(trimmed - 1)) trimmed -= 1;
    return { start: this.position(start), end: this.position(trimmed) };
  }

  #isBlank(offset: number): boolean {
    const character = this.#read[offset];
    return (
      character === ' ' || character === '\t' || character === '\n' || (character === '\r' && this.#read[offset + 1] === '\n')
    );
  }

  slice({ start, end }: TextRange): string {
    return this.#text.slice(this.offset(start), this.offset(end));
  }

  /** A whole line with the line break that ends it. */
  line(line: number): { readonly text: string; readonly range: TextRange } {
    const range = { start: { line, character: 0 }, end: this.position(this.#starts[line + 1] ?? this.#text.length) };
    return { text: this.slice(range), range };
  }
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const { 0: lineBreak, index } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + lineBreak.length);
  return starts;
}

/** Negative, zero or positive as `left` is before, at or after `right`. */
export function comparePositions(left: TextPosition, right: TextPosition): number {
  return left.line - right.line || left.character - right.character;
}

/** Order of ranges in a text, by their start. */
export function compareRanges(left: TextRange, right: TextRange): number {
  return comparePositions(left.start, right.start);
}

/** Whether `inner` lies within `outer`. */
export function containsRange(outer: TextRange, inner: TextRange): boolean {
  return comparePositions(outer.start, inner.start) <= 0 && comparePositions(inner.end, outer.end) <= 0;
}

/** The first line of a range: what is missing is shown on a line, not on a page. */
export function firstLineOf({ start, end }: TextRange): TextRange {
  return end.line === start.line ? { start, end } : { start, end: start };
}
