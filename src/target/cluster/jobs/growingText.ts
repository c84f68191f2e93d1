const mostBytes = 4_000_000;

/** Lines that are added one by one and read by byte offset; only the end is kept. */
export class GrowingText {
  readonly #mostBytes: number;
  #bytes = Buffer.alloc(0);
  /** Offset of the first byte that is kept. */
  #start = 0;
  #added: Buffer[] = [];
  #addedBytes = 0;

  constructor(most = mostBytes) {
    this.#mostBytes = most;
  }

  add(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    this.#added.push(bytes);
    this.#addedBytes += bytes.length;
    if (this.#addedBytes > this.#mostBytes) this.#join();
  }

  /** What stands from an offset on; from the first byte that is kept where that was forgotten. UTF-8 characters stay whole. */
  read(offset: number, maxBytes: number): { readonly text: string; readonly nextOffset: number } {
    this.#join();
    const from = Math.min(Math.max(offset, this.#start), this.#start + this.#bytes.length) - this.#start;
    const part = this.#bytes.subarray(from, endOfCharacter(this.#bytes, from + maxBytes));
    return { text: part.toString('utf8'), nextOffset: this.#start + from + part.length };
  }

  #join(): void {
    if (this.#added.length === 0) return;
    const joined = Buffer.concat([this.#bytes, ...this.#added]);
    this.#added = [];
    this.#addedBytes = 0;
    const excess = Math.max(0, joined.length - this.#mostBytes);
    const dropped = excess === 0 ? 0 : joined.indexOf('\n', excess) + 1 || excess;
    this.#bytes = joined.subarray(dropped);
    this.#start += dropped;
  }
}

/** The next offset at which no character is torn. */
function endOfCharacter(bytes: Buffer, offset: number): number {
  let end = offset;
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end += 1;
  return end;
}
