import { Buffer } from 'node:buffer';
import type { Usage } from './chunk.ts';
import { findHoles, type Hole } from './findHoles.ts';

/** After so many chunks in a row that were not like the one before, none is learned any more: this server's differ each time. */
const mostMisses = 8;
const longestCount = 15;
const longestTemplate = 8192;

/**
 * Knows a chunk that is like the one before it without parsing it: the same bytes but for a text that is not empty and the counts of its
 * usage. Such a chunk says the same as the other with these values, whatever its fields mean; any other has to be parsed.
 */
export class ChunkTemplate {
  /** Of the last chunk that `matches` knew. */
  promptTokens: number | undefined;
  outputTokens: number | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #holes: readonly Hole[] = [];
  #usage: Usage = {};
  #misses = 0;

  /** Takes a chunk that was parsed, has output, and does not finish its choice. */
  learn(bytes: Buffer, from: number, to: number, usage: Usage): void {
    if (this.#misses >= mostMisses || to - from > longestTemplate) return;
    this.#misses++;
    this.#usage = usage;
    this.#bytes = Buffer.from(bytes.subarray(from, to));
    const holes = findHoles(this.#bytes);
    this.#holes = holes.some(({ name }) => name === 'text') ? holes : [];
  }

  matches(bytes: Buffer, from: number, to: number): boolean {
    const known = this.#bytes;
    const holes = this.#holes;
    if (holes.length === 0) return false;
    this.promptTokens = this.#usage.promptTokens;
    this.outputTokens = this.#usage.outputTokens;
    let at = from;
    let own = 0;
    for (let index = 0; index < holes.length; index++) {
      const hole = holes[index] as Hole;
      if (to - at < hole.from - own) return false;
      for (; own < hole.from; own++, at++) if (bytes[at] !== known[own]) return false;
      const end = hole.name === 'text' ? endOfText(bytes, at, to) : endOfCount(bytes, at, to);
      if (end === at) return false;
      if (hole.name === 'prompt_tokens') this.promptTokens = readCount(bytes, at, end);
      else if (hole.name === 'completion_tokens') this.outputTokens = readCount(bytes, at, end);
      at = end;
      own = hole.to;
    }
    if (to - at !== known.length - own) return false;
    for (; at < to; own++, at++) if (bytes[at] !== known[own]) return false;
    this.#misses = 0;
    return true;
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
