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

/** A metadata value that is read: a text, a whole number or a truth, or a short list of numbers. */
export type GgufRead = string | number | boolean | readonly number[];

/** Longest list that is read: one number for each layer. Vocabularies are longer and are skipped. */
const longestList = 10_000;

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

  /** The value where it is one of `GgufRead`; others are skipped. */
  value(type: number): GgufRead | undefined {
    if (type === ggufType.string) return this.string();
    if (type === ggufType.bool) return this.#number(ggufType.u8) !== 0;
    if (type === ggufType.array) return this.#list();
    const number = this.#number(type);
    if (number === undefined) this.#skipValue(type, true);
    return number;
  }

  #number(type: number): number | undefined {
    const size = fixedSizes.get(type);
    if (size === undefined) return undefined;
    const at = this.#at;
    this.#skip(size);
    switch (type) {
      case ggufType.u8:
      case ggufType.bool:
        return this.#view.getUint8(at);
      case ggufType.i8:
        return this.#view.getInt8(at);
      case ggufType.u16:
        return this.#view.getUint16(at, true);
      case ggufType.i16:
        return this.#view.getInt16(at, true);
      case ggufType.u32:
        return this.#view.getUint32(at, true);
      case ggufType.i32:
        return this.#view.getInt32(at, true);
      case ggufType.u64:
        return Number(this.#view.getBigUint64(at, true));
      case ggufType.i64:
        return Number(this.#view.getBigInt64(at, true));
      case ggufType.f32:
        return this.#view.getFloat32(at, true);
      default:
        return this.#view.getFloat64(at, true);
    }
  }

  #list(): readonly number[] | undefined {
    const start = this.#at;
    const type = this.u32();
    const length = this.u64();
    if (!fixedSizes.has(type) || length > longestList) {
      this.#at = start;
      this.#skipArray();
      return undefined;
    }
    return Array.from({ length }, () => this.#number(type) ?? 0);
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
