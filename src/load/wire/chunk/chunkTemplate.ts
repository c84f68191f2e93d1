import { Buffer } from 'node:buffer';
import type { Usage } from './chunk.ts';
import { findHoles, type Hole } from './findHoles.ts';
import { endOfCount, endOfNumber, endOfText, readCount } from './scanJson.ts';

/** After so many chunks in a row that were not like the one before, none is learned any more: this server's differ each time. */
const mostMisses = 8;
const longestTemplate = 8192;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Knows a chunk that is like the one before it without parsing it: the same bytes but for a text that is not empty, the counts of its
 * usage, and values that nobody reads. Such a chunk says the same as the other with these values; any other has to be parsed.
 */
export class ChunkTemplate {
  /** Of the last chunk that was known. */
  promptTokens: number | undefined;
  outputTokens: number | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #holes: readonly Hole[] = [];
  #usage: Usage = {};
  /** It has no line break, so that in a stream of events it is one line. */
  #isOneLine = false;
  #misses = 0;

  /** Takes a chunk that was parsed, has output, and does not finish its choice. */
  learn(bytes: Buffer, from: number, to: number, usage: Usage): void {
    if (this.#misses >= mostMisses || to - from > longestTemplate) return;
    this.#misses++;
    this.#usage = usage;
    this.#bytes = Buffer.from(bytes.subarray(from, to));
    const holes = findHoles(this.#bytes);
    this.#holes = holes.some(({ name }) => name === 'text') ? holes : [];
    this.#isOneLine = !this.#bytes.includes(lineFeed) && !this.#bytes.includes(carriageReturn);
  }

  /** Where an event with a chunk that is known ends; where it would begin, when it is not known or not whole. */
  skipEvent(bytes: Buffer, from: number, to: number): number {
    // data: and a space
    if (!this.#isOneLine || to - from < 8 || bytes[from] !== 0x64 || bytes[from + 1] !== 0x61 || bytes[from + 2] !== 0x74)
      return from;
    if (bytes[from + 3] !== 0x61 || bytes[from + 4] !== 0x3a || bytes[from + 5] !== 0x20) return from;
    const end = this.#endOfKnown(bytes, from + 6, to);
    if (end < 0 || end + 2 > to || bytes[end] !== lineFeed || bytes[end + 1] !== lineFeed) return from;
    this.#misses = 0;
    return end + 2;
  }

  /** Whether the chunk in these bytes is known. */
  matches(bytes: Buffer, from: number, to: number): boolean {
    if (this.#endOfKnown(bytes, from, to) !== to) return false;
    this.#misses = 0;
    return true;
  }

  /** Where a known chunk that begins here ends; -1 where none begins. */
  #endOfKnown(bytes: Buffer, from: number, to: number): number {
    const known = this.#bytes;
    const holes = this.#holes;
    if (holes.length === 0) return -1;
    this.promptTokens = this.#usage.promptTokens;
    this.outputTokens = this.#usage.outputTokens;
    let at = from;
    let own = 0;
    for (let index = 0; index < holes.length; index++) {
      const hole = holes[index] as Hole;
      if (to - at < hole.from - own) return -1;
      for (; own < hole.from; own++, at++) if (bytes[at] !== known[own]) return -1;
      const end = this.#endOfHole(hole.name, bytes, at, to);
      if (end < 0) return -1;
      at = end;
      own = hole.to;
    }
    if (to - at < known.length - own) return -1;
    for (; own < known.length; own++, at++) if (bytes[at] !== known[own]) return -1;
    return at;
  }

  /** Where the value in a hole ends; -1 where it is none that may stand there. */
  #endOfHole(name: Hole['name'], bytes: Buffer, at: number, to: number): number {
    if (name === 'unreadText') return endOfText(bytes, at, to);
    if (name === 'unreadNumber') return endOfNumber(bytes, at, to);
    const end = name === 'text' ? endOfText(bytes, at, to) : endOfCount(bytes, at, to);
    if (end === at || end < 0) return -1;
    if (name === 'prompt_tokens') this.promptTokens = readCount(bytes, at, end);
    else if (name === 'completion_tokens') this.outputTokens = readCount(bytes, at, end);
    return end;
  }
}
