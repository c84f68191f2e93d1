/** Types of GGUF metadata values (ggml docs/gguf.md, version 3). */
export const ggufType = {
  u8: 0,
  i8: 1,
  u16: 2,
  i16: 3,
  u32: 4,
  i32: 5,
  f32: 6,
  bool: 7,
  string: 8,
  array: 9,
  u64: 10,
  i64: 11,
  f64: 12,
} as const;

/** Bytes of the values that have a fixed size. */
const fixedSizes: ReadonlyMap<number, number> = new Map([
  [ggufType.u8, 1],
  [ggufType.i8, 1],
  [ggufType.u16, 2],
  [ggufType.i16, 2],
  [ggufType.u32, 4],
  [ggufType.i32, 4],
  [ggufType.f32, 4],
  [ggufType.bool, 1],
  [ggufType.u64, 8],
  [ggufType.i64, 8],
  [ggufType.f64, 8],
]);

/** Walks over the little-endian values of a GGUF file. Beyond the last byte it throws a RangeError. */
export class GgufReader {
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
  }

  u32(): number {
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  u64(): number {
    const value = this.#view.getBigUint64(this.#at, true);
    this.#at += 8;
    return Number(value);
  }

  string(): string {
    const length = this.u64();
    const start = this.#at;
    this.#skip(length);
    return new TextDecoder().decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + start, length));
  }

  /** The value where it is a text or a whole number of 32 or 64 bits; others are skipped. */
  value(type: number): string | number | undefined {
    if (type === ggufType.string) return this.string();
    if (type === ggufType.u32) return this.u32();
    if (type === ggufType.u64) return this.u64();
    this.#skipValue(type, true);
    return undefined;
  }

  #skipValue(type: number, mayBeArray: boolean): void {
    const size = fixedSizes.get(type);
    if (size !== undefined) this.#skip(size);
    else if (type === ggufType.string) this.#skip(this.u64());
    else if (type === ggufType.array && mayBeArray) this.#skipArray();
    else throw new RangeError(`GGUF value of type ${type}`);
  }

  #skipArray(): void {
    const type = this.u32();
    const length = this.u64();
    const size = fixedSizes.get(type);
    if (size !== undefined) {
      this.#skip(size * length);
      return;
    }
    for (let index = 0; index < length; index++) this.#skipValue(type, false);
  }

  #skip(length: number): void {
    if (this.#at + length > this.#view.byteLength) throw new RangeError('GGUF file ends here');
    this.#at += length;
  }
}
