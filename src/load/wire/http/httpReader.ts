import type { Buffer } from 'node:buffer';
import * as l10n from '@vscode/l10n';
import { WireError } from '../wireError.ts';
import { notHttp, parseHead, type AnswerHead } from './answerHead.ts';

const longestHead = 65_536;
/** Of a line that tells the size of a chunk, and of all trailers. */
const longestChunkLine = 16_384;
const carriageReturn = 13;
const lineFeed = 10;

/** Told while an answer is read; the bytes of a body are overwritten after the call. */
export interface HttpSink {
  readonly head: (head: AnswerHead) => void;
  readonly body: (bytes: Buffer, from: number, to: number) => void;
}

/**
 * Reads one HTTP/1.1 answer (RFC 9112) from bytes that are split anywhere. Informational answers before it are skipped, and trailers and
 * extensions of chunks too. Throws a WireError on what breaks the protocol. A bare line feed is taken for the end of a line.
 */
export class HttpReader {
  readonly #sink: HttpSink;
  #state: 'head' | 'length' | 'close' | 'size' | 'extension' | 'chunk' | 'chunkEnd' | 'trailers' | 'done' = 'head';
  #head = '';
  /** Bytes of the body or of the chunk that are still to come. */
  #left = 0;
  #digits = 0;
  /** Characters of a line that is no body, and of all trailers. */
  #lineLength = 0;
  #trailersLength = 0;

  constructor(sink: HttpSink) {
    this.#sink = sink;
  }

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Whether the server has said anything. */
  get hasBegun(): boolean {
    return this.#state !== 'head' || this.#head !== '';
  }

  /** Reads bytes until the answer is done, and returns where the rest begins, which belongs to no answer. */
  read(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to && this.#state !== 'done') at = this.#step(bytes, at, to);
    return at;
  }

  /** The connection has ended; whether that ended the answer well. */
  close(): boolean {
    if (this.#state === 'close') this.#state = 'done';
    return this.#state === 'done';
  }

  #step(bytes: Buffer, at: number, to: number): number {
    switch (this.#state) {
      case 'chunk':
      case 'length':
        return this.#readBody(bytes, at, Math.min(to, at + this.#left));
      case 'close':
        this.#sink.body(bytes, at, to);
        return to;
      case 'size':
        return this.#readSize(bytes, at, to);
      case 'extension':
        return this.#readExtension(bytes, at, to);
      case 'chunkEnd':
        this.#readChunkEnd(bytes[at]);
        return at + 1;
      case 'trailers':
        this.#readTrailers(bytes[at]);
        return at + 1;
      case 'head':
        return this.#readHead(bytes, at, to);
      case 'done':
        return to;
    }
  }

  #readBody(bytes: Buffer, from: number, to: number): number {
    this.#left -= to - from;
    this.#sink.body(bytes, from, to);
    if (this.#left === 0) this.#state = this.#state === 'chunk' ? 'chunkEnd' : 'done';
    return to;
  }

  #readHead(bytes: Buffer, from: number, to: number): number {
    const before = this.#head.length;
    this.#head += bytes.toString('latin1', from, to);
    if (before < 5 && !'HTTP/'.startsWith(this.#head.slice(0, 5))) throw notHttp(this.#head);
    const blank = /\n\r?\n/g;
    blank.lastIndex = Math.max(0, before - 2);
    const end = blank.exec(this.#head);
    if (end === null) {
      if (this.#head.length > longestHead) {
        throw new WireError('stream', l10n.t('headers of more than {0} bytes', longestHead));
      }
      return to;
    }
    const head = parseHead(this.#head.slice(0, end.index).replace(/\r$/, ''));
    // one character is one byte
    const next = from + blank.lastIndex - before;
    if (head.status >= 200) this.#begin(head);
    else if (head.status === 101) throw new WireError('stream', l10n.t('the server changed the protocol (HTTP 101)'));
    else this.#head = '';
    return next;
  }

  #begin(head: AnswerHead): void {
    const { bodyEnd } = head;
    if (bodyEnd.kind === 'length') this.#left = bodyEnd.bytes;
    if (bodyEnd.kind === 'chunked') this.#state = 'size';
    else if (bodyEnd.kind === 'close') this.#state = 'close';
    else this.#state = this.#left === 0 ? 'done' : 'length';
    this.#sink.head(head);
  }

  #readSize(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to) {
      const byte = bytes[at++] ?? 0;
      const digit = hexDigit(byte);
      if (digit >= 0) {
        this.#left = this.#left * 16 + digit;
        if (++this.#digits > 13) break;
      } else if (byte === lineFeed && this.#digits > 0) {
        this.#beginChunk();
        return at;
      } else if (this.#digits > 0 && (byte === 0x3b || byte === 0x20 || byte === 0x09)) {
        this.#state = 'extension';
        return at;
      } else if (byte !== carriageReturn || this.#digits === 0) {
        break;
      }
      if (at === to) return at;
    }
    throw new WireError('stream', l10n.t('the size of a chunk cannot be read'));
  }

  #readExtension(bytes: Buffer, from: number, to: number): number {
    const end = bytes.indexOf(lineFeed, from);
    const isWhole = end >= 0 && end < to;
    this.#lineLength += (isWhole ? end : to) - from;
    if (this.#lineLength > longestChunkLine) throw tooLongLine();
    if (!isWhole) return to;
    this.#beginChunk();
    return end + 1;
  }

  #beginChunk(): void {
    this.#digits = 0;
    this.#lineLength = 0;
    this.#state = this.#left === 0 ? 'trailers' : 'chunk';
  }

  #readChunkEnd(byte: number | undefined): void {
    if (byte === lineFeed) this.#state = 'size';
    else if (byte !== carriageReturn) throw new WireError('stream', l10n.t('a chunk is longer than it said'));
  }

  #readTrailers(byte: number | undefined): void {
    if (byte === lineFeed) {
      if (this.#lineLength === 0) this.#state = 'done';
      this.#lineLength = 0;
    } else if (byte !== carriageReturn) {
      this.#lineLength++;
      if (++this.#trailersLength > longestChunkLine) throw tooLongLine();
    }
  }
}

function tooLongLine(): WireError {
  return new WireError('stream', l10n.t('a line of more than {0} bytes between chunks', longestChunkLine));
}

/** 0 to 15; -1 on what is no digit. */
function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
