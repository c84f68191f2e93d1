import { Buffer } from 'node:buffer';
import type { Usage } from './chunk.ts';
import { findHoles, type Hole } from './findHoles.ts';

/** After so many chunks in a row that were not like the one before, none is learned any more: this server's differ each time. */
const mostMisses = 8;
const longestCount = 15;
const longestTemplate = 8192;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Knows a chunk that is like the one before it without parsing it: the same bytes but for a text that is not empty and the counts of its
 * usage. Such a chunk says the same as the other with these values, whatever its fields mean; any other has to be parsed.
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
      const end = hole.name === 'text' ? endOfText(bytes, at, to) : endOfCount(bytes, at, to);
      if (end === at) return -1;
      if (hole.name === 'prompt_tokens') this.promptTokens = readCount(bytes, at, end);
      else if (hole.name === 'completion_tokens') this.outputTokens = readCount(bytes, at, end);
      at = end;
      own = hole.to;
    }
    if (to - at < known.length - own) return -1;
    for (; own < known.length; own++, at++) if (bytes[at] !== known[own]) return -1;
    return at;
  }
}

/** Where a JSON string that begins here ends, before its quote; where it begins when it is empty, has no end, or is no JSON. */
function endOfText(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x22) return at;
    if (byte < 0x20) return from;
    if (byte === 0x5c) {
      const length = escapeLength(bytes, at, to);
      if (length === 0) return from;
      at += length;
    } else {
      at++;
    }
  }
  return from;
}

/** Of an escape that begins at a backslash; 0 where it is none. */
function escapeLength(bytes: Buffer, at: number, to: number): number {
  if (at + 1 >= to) return 0;
  const letter = bytes[at + 1] ?? 0;
  if (letter !== 0x75) return escaped.has(letter) ? 2 : 0;
  if (at + 6 > to) return 0;
  for (let digit = at + 2; digit < at + 6; digit++) if (!isHexDigit(bytes[digit] ?? 0)) return 0;
  return 6;
}

const escaped: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

function isHexDigit(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}

/** Where a count that begins here ends; where it begins when it is none, or too long to be one. */
function endOfCount(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at] ?? 0)) at++;
  const hasLeadingZero = bytes[from] === 0x30 && at > from + 1;
  return hasLeadingZero || at - from > longestCount ? from : at;
}

function readCount(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) count = count * 10 + (bytes[at] ?? 0) - 0x30;
  return count;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
