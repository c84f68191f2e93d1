import { kvBits, type KvDtype } from './dtypes.ts';
import { keyValueHeads, type Attention, type ModelShape } from './modelShape.ts';

/** Tokens of one step of llama.cpp (`--ubatch-size`). It keeps so many beyond a window (llama-kv-cache-iswa.cpp). */
export const llamacppStepTokens = 512;

/** Number formats of keys and values; llama.cpp can store them differently. */
export interface KvFormat {
  readonly keys: KvDtype;
  readonly values: KvDtype;
}

/** Bytes that all layers keep of one token that every layer still sees, on each of `tensorParallel` devices. */
export function kvBytesPerToken(shape: ModelShape, format: KvFormat, tensorParallel = 1): number {
  return kvBytesPerSequence(shape, format, 1, tensorParallel);
}

/**
 * Bytes that one sequence of so many tokens keeps on each device: layers with a sliding window keep no more than the
 * window. An engine that stores these layers like full ones (`--disable-hybrid-kv-cache-manager`, `--swa-full`) needs
 * more; one that stores by blocks rounds up to its block.
 */
export function kvBytesPerSequence(shape: ModelShape, format: KvFormat, tokens: number, tensorParallel = 1): number {
  if (!shape.keepsKeysAndValues) return 0;
  const beyondWindow = shape.weights.kind === 'gguf' ? llamacppStepTokens : 0;
  return shape.layers.reduce((sum, { attention, reach }) => {
    const kept = reach.kind === 'sliding' ? Math.min(tokens, reach.windowTokens + beyondWindow) : tokens;
    return sum + kept * layerBytes(attention, format, tensorParallel);
  }, 0);
}

/** Devices share the heads, each has one at least; a latent cannot be divided, so that each device has all of it. */
function layerBytes(attention: Attention, { keys, values }: KvFormat, tensorParallel: number): number {
  if (attention.kind === 'mla') return ((attention.latentSize + attention.ropeSize) * kvBits[keys]) / 8;
  const heads = Math.ceil(keyValueHeads(attention) / tensorParallel);
  return (heads * (attention.headSize * kvBits[keys] + attention.valueSize * kvBits[values])) / 8;
}
