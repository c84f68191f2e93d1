import type { Buffer } from 'node:buffer';
import { isDigit, longestCount } from './scanJson.ts';

/** Where a chunk has a value that the next chunk has another of: a text, without its quotes, or a count, or what nobody reads. */
export interface Hole {
  readonly name: 'text' | 'prompt_tokens' | 'completion_tokens' | 'total_tokens' | 'unreadText' | 'unreadNumber';
  readonly from: number;
  readonly to: number;
}

/** What each path of a value that may be a hole is called. */
const names: ReadonlyMap<string, Hole['name']> = new Map([
  ['/choices/0/text', 'text'],
  ['/choices/0/delta/content', 'text'],
  ['/choices/0/delta/reasoning', 'text'],
  ['/choices/0/delta/reasoning_content', 'text'],
  ['/usage/prompt_tokens', 'prompt_tokens'],
  ['/usage/completion_tokens', 'completion_tokens'],
  ['/usage/total_tokens', 'total_tokens'],
]);
/** The fields of a chunk that `readChunk` looks at; servers send others too, such as a time, an id or OpenAI's padding, new each time. */
const readFields = new Set(['/choices', '/detail', '/error', '/message', '/object', '/timings', '/usage']);
const within = new Set(['', '/choices', '/choices/0', '/choices/0/delta', '/usage']);
const quote = 0x22;
const comma = 0x2c;
const bracket = 0x5b;
const backslash = 0x5c;
const closingBracket = 0x5d;
const brace = 0x7b;
const closingBrace = 0x7d;

/**
 * The holes of a chunk in the order in which they stand, at offsets from its start: the first text that is output, the counts of its
 * usage, and its own fields that are not read. The bytes must be JSON. Where a key stands twice its last value counts, as in JSON.parse; with a key that could be read in two
 * ways there are no holes.
 */
export function findHoles(bytes: Buffer): readonly Hole[] {
  const walk = new Walk(bytes);
  walk.value('');
  if (!walk.isPlain) return [];
  const holes = [...walk.holes.values()].toSorted((left, right) => left.from - right.from);
  const text = holes.find(({ name }) => name === 'text');
  return holes.filter((hole) => hole.name !== 'text' || hole === text);
}

class Walk {
  readonly holes = new Map<string, Hole>();
  isPlain = true;
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(path: string): void {
    this.#skipSpace();
    // a key that stood before with the same name does not count
    for (const known of this.holes.keys()) if (known === path || known.startsWith(`${path}/`)) this.holes.delete(known);
    const byte = this.#bytes[this.#at];
    if ((byte === brace || byte === bracket) && within.has(path)) this.#members(path, byte === brace);
    else if (byte === brace || byte === bracket) this.#skipNested();
    else if (byte === quote) this.#text(path);
    else this.#scalar(path);
  }

  #members(path: string, hasKeys: boolean): void {
    this.#at++;
    this.#skipSpace();
    for (let index = 0; this.#bytes[this.#at] !== closingBrace && this.#bytes[this.#at] !== closingBracket; index++) {
      this.value(`${path}/${hasKeys ? this.#key() : index}`);
      this.#skipSpace();
      if (this.#bytes[this.#at] === comma) this.#at++;
      this.#skipSpace();
    }
    this.#at++;
  }

  #key(): string {
    const from = this.#at + 1;
    this.#skipText();
    const key = this.#bytes.toString('utf8', from, this.#at - 1);
    if (/[\\/]/.test(key)) this.isPlain = false;
    this.#skipSpace();
    // the colon
    this.#at++;
    return key;
  }

  #text(path: string): void {
    const from = this.#at + 1;
    this.#skipText();
    const to = this.#at - 1;
    if (isUnread(path)) this.holes.set(path, { name: 'unreadText', from, to });
    else if (to > from && names.get(path) === 'text') this.holes.set(path, { name: 'text', from, to });
  }

  #scalar(path: string): void {
    const from = this.#at;
    while (isScalar(this.#bytes[this.#at])) this.#at++;
    if (isUnread(path) && isNumberStart(this.#bytes[from])) {
      this.holes.set(path, { name: 'unreadNumber', from, to: this.#at });
      return;
    }
    const isCount = this.#at - from <= longestCount && this.#bytes.subarray(from, this.#at).every(isDigit);
    const name = names.get(path);
    if (name !== undefined && name !== 'text' && isCount) this.holes.set(path, { name, from, to: this.#at });
  }

  #skipNested(): void {
    let depth = 0;
    do {
      const byte = this.#bytes[this.#at];
      if (byte === quote) {
        this.#skipText();
        continue;
      }
      if (byte === brace || byte === bracket) depth++;
      if (byte === closingBrace || byte === closingBracket) depth--;
      this.#at++;
    } while (depth > 0 && this.#at < this.#bytes.length);
  }

  /** From the quote that opens a string to behind the one that closes it. */
  #skipText(): void {
    for (this.#at++; this.#bytes[this.#at] !== quote; this.#at++) if (this.#bytes[this.#at] === backslash) this.#at++;
    this.#at++;
  }

  #skipSpace(): void {
    while (isSpace(this.#bytes[this.#at])) this.#at++;
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isScalar(byte: number | undefined): boolean {
  return byte !== undefined && byte !== comma && byte !== closingBrace && byte !== closingBracket && !isSpace(byte);
}

function isNumberStart(byte = 0): boolean {
  return byte === 0x2d || isDigit(byte);
}

/** A field of the chunk itself, not of what is in it. */
function isUnread(path: string): boolean {
  return path.lastIndexOf('/') === 0 && !readFields.has(path);
}
