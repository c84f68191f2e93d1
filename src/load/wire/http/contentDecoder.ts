import { Buffer } from 'node:buffer';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { WireError } from '../wireError.ts';

export interface DecodedSink {
  /** Bytes that came out of those that were read at this time. */
  readonly decoded: (bytes: Buffer, at: number) => void;
  readonly ended: () => void;
  readonly broken: (error: WireError) => void;
}

const openers: Readonly<Record<string, (firstByte: number) => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  br: () => createBrotliDecompress(),
  // RFC 9110, section 8.4.1.2: zlib's format; servers that send bare DEFLATE are known
  deflate: (firstByte) => ((firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw()),
};

/** Undoes the coding of a body that was not asked for: gzip, deflate, br. What it gives is told later, with the time of its bytes' read. */
export class ContentDecoder {
  readonly #open: (firstByte: number) => Transform;
  readonly #sink: DecodedSink;
  readonly #coding: string;
  #transform: Transform | undefined;
  /** Times of the writes that are not through yet. */
  readonly #times: number[] = [];
  #lastTime = 0;

  /** Undefined where there is nothing to undo; throws a WireError on a coding that cannot be undone. */
  static of(coding: string | undefined, sink: DecodedSink): ContentDecoder | undefined {
    const name = (coding ?? '').trim().toLowerCase();
    if (name === '' || name === 'identity') return undefined;
    const open = openers[name];
    if (open === undefined) throw new WireError('stream', l10n.t('the content encoding "{0}" cannot be read', name));
    return new ContentDecoder(name, open, sink);
  }

  private constructor(coding: string, open: (firstByte: number) => Transform, sink: DecodedSink) {
    this.#coding = coding;
    this.#open = open;
    this.#sink = sink;
  }

  write(bytes: Buffer, from: number, to: number, at: number): void {
    this.#transform ??= this.#begin(bytes[from] ?? 0);
    this.#times.push(at);
    this.#transform.write(Buffer.from(bytes.subarray(from, to)), () => {
      this.#lastTime = this.#times.shift() ?? this.#lastTime;
    });
  }

  end(): void {
    if (this.#transform === undefined) this.#sink.ended();
    else this.#transform.end();
  }

  destroy(): void {
    this.#transform?.destroy();
  }

  #begin(firstByte: number): Transform {
    const transform = this.#open(firstByte);
    transform.on('data', (bytes: Buffer) => this.#sink.decoded(bytes, this.#times[0] ?? this.#lastTime));
    transform.on('end', () => this.#sink.ended());
    transform.on('error', ({ message }) =>
      this.#sink.broken(new WireError('stream', l10n.t('the answer cannot be decompressed ({0}): {1}', this.#coding, message))),
    );
    return transform;
  }
}
