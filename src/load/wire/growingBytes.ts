import { Buffer } from 'node:buffer';

/** Bytes that are kept beyond the read that they came with. Its memory is had with the first and kept. */
export class GrowingBytes {
  #bytes: Buffer | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Valid until the next change. */
  get bytes(): Buffer {
    return (this.#bytes ??= Buffer.allocUnsafe(512));
  }

  append(bytes: Buffer, from: number, to: number): void {
    this.#reserve(to - from);
    bytes.copy(this.bytes, this.#length, from, to);
    this.#length += to - from;
  }

  appendByte(byte: number): void {
    this.#reserve(1);
    this.bytes[this.#length++] = byte;
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
