import type { LogChunk } from '../../protocol/agent.ts';

const chunkBytes = 256 * 1024;
/** An editor shows this much of a log's end. */
const keptBytes = 2_000_000;

/** The end of one log, read on by offset. */
export class LogTail {
  readonly #readChunk: (offset: number, maxBytes: number) => Promise<LogChunk>;
  #bytes: Uint8Array = new Uint8Array();
  #offset = 0;
  #changedAt = 0;
  #reading: Promise<boolean> | undefined;

  constructor(readChunk: (offset: number, maxBytes: number) => Promise<LogChunk>) {
    this.#readChunk = readChunk;
  }

  /** UTF-8. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Epoch milliseconds; grows with every change. */
  get changedAt(): number {
    return this.#changedAt;
  }

  /** Reads what the log has grown by; answers whether that was anything. Callers that arrive together share one reading. */
  readOn(): Promise<boolean> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<boolean> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const { text, nextOffset } = await this.#readChunk(this.#offset, chunkBytes);
      if (nextOffset === this.#offset) {
        break;
      }
      parts.push(new TextEncoder().encode(text));
      this.#offset = nextOffset;
    }
    if (parts.length === 0) {
      return false;
    }
    this.#bytes = end(Buffer.concat([this.#bytes, ...parts]));
    this.#changedAt = Math.max(Date.now(), this.#changedAt + 1);
    return true;
  }
}

/** Cut at a line, so that no character is torn. */
function end(bytes: Buffer): Buffer {
  if (bytes.length <= keptBytes) {
    return bytes;
  }
  const from = bytes.length - keptBytes;
  return bytes.subarray(bytes.indexOf('\n', from) + 1 || from);
}
