import { ggufType } from './ggufReader.ts';

/** A metadata value with its GGUF type. */
export type GgufValue =
  | { readonly type: 'u32' | 'f32'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly values: readonly string[] }
  | { readonly type: 'i32s' | 'f32s'; readonly values: readonly number[] };

/** A tensor of 32-bit floats; the fastest dimension comes first. */
export interface GgufTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Fills the weights, in the order of the file. */
  readonly fill: (weights: Float32Array) => void;
}

const version = 3;
const alignment = 32;
const tensorTypeF32 = 0;

/** Writes a GGUF file, version 3, little-endian (ggml docs/gguf.md). */
export function writeGguf(metadata: ReadonlyMap<string, GgufValue>, tensors: readonly GgufTensor[]): Uint8Array {
  const head = new ByteWriter();
  head.bytes(new TextEncoder().encode('GGUF'));
  head.u32(version);
  head.u64(tensors.length);
  head.u64(metadata.size);
  for (const [key, value] of metadata) {
    head.string(key);
    writeValue(head, value);
  }
  let dataBytes = 0;
  for (const { name, shape } of tensors) {
    head.string(name);
    head.u32(shape.length);
    for (const size of shape) head.u64(size);
    head.u32(tensorTypeF32);
    head.u64(dataBytes);
    dataBytes += align(countWeights(shape) * 4);
  }
  const file = new Uint8Array(align(head.length) + dataBytes);
  file.set(head.written());
  let at = align(head.length);
  for (const { shape, fill } of tensors) {
    const weights = new Float32Array(countWeights(shape));
    fill(weights);
    const view = new DataView(file.buffer, at, weights.byteLength);
    for (const [index, weight] of weights.entries()) view.setFloat32(index * 4, weight, true);
    at += align(weights.byteLength);
  }
  return file;
}

function writeValue(head: ByteWriter, value: GgufValue): void {
  switch (value.type) {
    case 'u32':
      head.u32(ggufType.u32);
      head.u32(value.value);
      return;
    case 'f32':
      head.u32(ggufType.f32);
      head.f32(value.value);
      return;
    case 'string':
      head.u32(ggufType.string);
      head.string(value.value);
      return;
    case 'strings':
      head.arrayStart(ggufType.string, value.values.length);
      for (const text of value.values) head.string(text);
      return;
    case 'i32s':
      head.arrayStart(ggufType.i32, value.values.length);
      for (const number of value.values) head.u32(number);
      return;
    case 'f32s':
      head.arrayStart(ggufType.f32, value.values.length);
      for (const number of value.values) head.f32(number);
  }
}

function countWeights(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function align(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}

/** Bytes that grow as they are written, little-endian. */
class ByteWriter {
  #view = new DataView(new ArrayBuffer(1024));
  #length = 0;

  get length(): number {
    return this.#length;
  }

  written(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#length);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length);
    new Uint8Array(this.#view.buffer).set(bytes, at);
  }

  /** Also of negative whole numbers, in two's complement. */
  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, true);
  }

  u64(value: number): void {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, BigInt(value), true);
  }

  f32(value: number): void {
    const at = this.#grow(4);
    this.#view.setFloat32(at, value, true);
  }

  string(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.u64(bytes.length);
    this.bytes(bytes);
  }

  arrayStart(type: number, length: number): void {
    this.u32(ggufType.array);
    this.u32(type);
    this.u64(length);
  }

  #grow(by: number): number {
    const at = this.#length;
    this.#length += by;
    if (this.#length > this.#view.byteLength) {
      const larger = new Uint8Array(Math.max(this.#length, this.#view.byteLength * 2));
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
