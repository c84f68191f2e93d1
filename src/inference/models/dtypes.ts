/** Number formats of weights that are not quantised. */
export type PlainDtype = 'float32' | 'float16' | 'bfloat16' | 'float8';

/** Bits of one number. */
export const plainBits: Readonly<Record<PlainDtype, number>> = { float32: 32, float16: 16, bfloat16: 16, float8: 8 };

/**
 * Number formats of a KV cache, by the names that people know; `q…` are llama.cpp's, with the bits of their scales
 * (ggml-common.h: a block of 32 numbers is 34 bytes in q8_0, 18 in q4_0).
 */
export type KvDtype = 'float32' | 'float16' | 'bfloat16' | 'fp8' | 'q8_0' | 'q5_1' | 'q5_0' | 'q4_1' | 'q4_0' | 'iq4_nl';

/** Bits of one number in a KV cache. */
export const kvBits: Readonly<Record<KvDtype, number>> = {
  float32: 32,
  float16: 16,
  bfloat16: 16,
  fp8: 8,
  q8_0: 8.5,
  q5_1: 6,
  q5_0: 5.5,
  q4_1: 5,
  q4_0: 4.5,
  iq4_nl: 4.5,
};

const spellings: Readonly<Record<string, PlainDtype>> = {
  float32: 'float32',
  float: 'float32',
  fp32: 'float32',
  float16: 'float16',
  half: 'float16',
  fp16: 'float16',
  bfloat16: 'bfloat16',
  bf16: 'bfloat16',
  float8_e4m3fn: 'float8',
  float8_e5m2: 'float8',
};

/** Reads `torch_dtype` and engines' `--dtype`: `bfloat16`, `torch.float16`, `half`; undefined for everything else. */
export function readPlainDtype(text: string): PlainDtype | undefined {
  const name = text.toLowerCase().replace(/^torch\./, '');
  return Object.hasOwn(spellings, name) ? spellings[name] : undefined;
}
