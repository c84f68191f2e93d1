import type { Buffer } from 'node:buffer';
import * as l10n from '@vscode/l10n';
import { GrowingBytes } from './growingBytes.ts';

/** Longest line, and longest data of an event, that is kept; a stream with longer ones is no stream of chunks. */
const mostBytes = 4 * 1024 * 1024;
const lineFeed = 10;
const carriageReturn = 13;
const space = 0x20;
const colon = 0x3a;

/** Told the data of one event, in UTF-8; the bytes are overwritten after the call. */
export type EventSink = (bytes: Buffer, from: number, to: number) => void;

/**
 * Reads server-sent events (HTML Living Standard, section 9.2) from bytes that are split anywhere, without decoding them.
 * Comments and the other fields are skipped. Throws a RangeError on a line or an event above 4 MiB.
 */
export class EventReader {
  readonly #sink: EventSink;
  /** The start of a line that is not whole yet. */
  readonly #line = new GrowingBytes();
  /** Data of the event that has begun, where it has several lines or came with an earlier read. */
  readonly #data = new GrowingBytes();
  /** The one line of data, while it is only in the bytes that are being read. */
  #from = 0;
  #to = 0;
  #has: 'nothing' | 'oneLineHere' | 'keptLines' = 'nothing';
  /** A carriage return ended the bytes before: a line feed that comes first belongs to it. */
  #endedWithReturn = false;
  #isFirstLine = true;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** Whether the next byte is the first of an event or of what stands between events. */
  get isBetweenEvents(): boolean {
    return this.#has === 'nothing' && !this.#endedWithReturn && this.#line.length === 0;
  }

  push(bytes: Buffer, from: number, to: number): void {
    if (from === to) return;
    let start = this.#endedWithReturn && bytes[from] === lineFeed ? from + 1 : from;
    this.#endedWithReturn = false;
    for (let at = start; at < to; at++) {
      const byte = bytes[at] ?? 0;
      if (byte > carriageReturn || (byte !== lineFeed && byte !== carriageReturn)) continue;
      this.#endLine(bytes, start, at);
      if (byte === carriageReturn) {
        if (at + 1 === to) this.#endedWithReturn = true;
        else if (bytes[at + 1] === lineFeed) at++;
      }
      start = at + 1;
    }
    if (start < to) {
      this.#line.append(bytes, start, to);
      checkLength(this.#line);
    }
    if (this.#has === 'oneLineHere') this.#keep(bytes);
  }

  /** The stream has ended: a last line and a last event count even where nothing ended them. */
  end(): void {
    if (this.#line.length > 0) this.#endLine(this.#line.bytes, 0, 0);
    if (this.#has === 'keptLines') this.#dispatch(this.#data.bytes);
  }

  /** One line: what was kept of it, and these bytes. */
  #endLine(bytes: Buffer, from: number, to: number): void {
    if (this.#line.length === 0) {
      this.#readLine(bytes, from, to, false);
      return;
    }
    this.#line.append(bytes, from, to);
    checkLength(this.#line);
    this.#readLine(this.#line.bytes, 0, this.#line.length, true);
    this.#line.clear();
  }

  #readLine(bytes: Buffer, begin: number, to: number, isKept: boolean): void {
    let from = begin;
    if (this.#isFirstLine) {
      this.#isFirstLine = false;
      if (bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf && to - from >= 3) from += 3;
    }
    if (from === to) {
      if (this.#has !== 'nothing') this.#dispatch(bytes);
    } else if (isData(bytes, from, to)) {
      const value = Math.min(to, from + 5);
      this.#addData(bytes, value < to && bytes[value] === space ? value + 1 : value, to, isKept);
    }
  }

  #addData(bytes: Buffer, from: number, to: number, isKept: boolean): void {
    if (this.#has === 'nothing' && !isKept) {
      this.#from = from;
      this.#to = to;
      this.#has = 'oneLineHere';
      return;
    }
    if (this.#has === 'oneLineHere') this.#keep(bytes);
    if (this.#has === 'keptLines') this.#data.appendByte(lineFeed);
    this.#has = 'keptLines';
    this.#data.append(bytes, from, to);
    checkLength(this.#data);
  }

  #keep(bytes: Buffer): void {
    this.#data.append(bytes, this.#from, this.#to);
    this.#has = 'keptLines';
  }

  #dispatch(bytes: Buffer): void {
    const isHere = this.#has === 'oneLineHere';
    this.#has = 'nothing';
    if (isHere) {
      this.#sink(bytes, this.#from, this.#to);
    } else {
      this.#sink(this.#data.bytes, 0, this.#data.length);
      this.#data.clear();
    }
  }
}

/** Whether a line is `data` or begins with `data:`. */
function isData(bytes: Buffer, from: number, to: number): boolean {
  return (
    to - from >= 4 &&
    bytes[from] === 0x64 &&
    bytes[from + 1] === 0x61 &&
    bytes[from + 2] === 0x74 &&
    bytes[from + 3] === 0x61 &&
    (to - from === 4 || bytes[from + 4] === colon)
  );
}

function checkLength({ length }: GrowingBytes): void {
  if (length > mostBytes) throw new RangeError(l10n.t('a line of more than {0} characters', mostBytes));
}
