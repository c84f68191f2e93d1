import { kvBits, type KvDtype } from './dtypes.ts';
import { keyValueHeads, type Attention, type ModelShape, type Reach } from './modelShape.ts';

/** Tokens of one step of llama.cpp (`--ubatch-size`). It keeps so many beyond a window (llama-kv-cache-iswa.cpp). */
export const llamacppStepTokens = 512;

/** llama.cpp makes its cells in multiples of these. */
const llamacppCells = 256;

/** Number formats of keys and values; llama.cpp can store them differently. */
export interface KvFormat {
  readonly keys: KvDtype;
  readonly values: KvDtype;
}

/** Bytes that all layers keep of one token that every layer still sees, on each of `tensorParallel` devices. */
export function kvBytesPerToken(shape: ModelShape, format: KvFormat, tensorParallel = 1): number {
  if (!shape.keepsKeysAndValues) return 0;
  return shape.layers.reduce((sum, { attention }) => sum + layerBytes(attention, format, tensorParallel), 0);
}

/**
 * Bytes that one sequence of so many tokens keeps on each device: layers with a sliding window keep no more than the
 * window. An engine that stores these layers like full ones (`--disable-hybrid-kv-cache-manager`, `--swa-full`) needs
 * more; vLLM rounds up to its blocks of 16 tokens. Of a GGUF file it is what llama.cpp allocates.
 */
export function kvBytesPerSequence(shape: ModelShape, format: KvFormat, tokens: number, tensorParallel = 1): number {
  if (!shape.keepsKeysAndValues) return 0;
  const cellsOf = shape.weights.kind === 'gguf' ? llamacppCellsOf : plainCellsOf;
  return shape.layers.reduce(
    (sum, { attention, reach }) => sum + cellsOf(reach, tokens) * layerBytes(attention, format, tensorParallel),
    0,
  );
}

function plainCellsOf(reach: Reach, tokens: number): number {
  return reach.kind === 'sliding' ? Math.min(tokens, reach.windowTokens) : tokens;
}

function llamacppCellsOf(reach: Reach, tokens: number): number {
  const wanted = reach.kind === 'sliding' ? Math.min(tokens, reach.windowTokens + llamacppStepTokens) : tokens;
  return Math.ceil(wanted / llamacppCells) * llamacppCells;
}

/** Devices share the heads, each has one at least; a latent cannot be divided, so that each device has all of it. */
function layerBytes(attention: Attention, { keys, values }: KvFormat, tensorParallel: number): number {
  if (attention.kind === 'mla') return ((attention.latentSize + attention.ropeSize) * kvBits[keys]) / 8;
  const heads = Math.ceil(keyValueHeads(attention) / tensorParallel);
  return (heads * (attention.headSize * kvBits[keys] + attention.valueSize * kvBits[values])) / 8;
}
