import { memoryOfShare, shareOfMemory } from '../../gpu/fraction.ts';
import { mib, share, type MiB, type Share } from '../../gpu/quantity.ts';
import { plainBits, type KvDtype } from './dtypes.ts';
import { kvBytesPerSequence, llamacppStepTokens, type KvFormat } from './kvCache.ts';
import type { FeedForward, ModelShape } from './modelShape.ts';
import { castWeights, isPlain, type WeightDtype } from './weightDtype.ts';
import { weightBytes } from './weightFormat.ts';

const bytesPerMiB = 1_048_576;

/**
 * What a CUDA context takes before anything is allocated: 7488 of a granted 7812.5 MiB were usable on an A40. It is a few
 * hundred MiB on every device and grows with the kernels that an engine loads.
 */
export const cudaContextMiB = mib(325);

/** Tokens of one step of the Python engines: vLLM's `--max-num-batched-tokens` of a server on a device of 70 GiB and more; it is 2048 on smaller ones. */
const stepTokens = 8192;

export interface MemoryQuestion {
  readonly shape: ModelShape;
  /** What the engine converts the weights to as it loads them; absent: as they are stored. */
  readonly weightDtype?: WeightDtype;
  /** Absent: what the engine computes in. */
  readonly kvDtype?: KvDtype | KvFormat;
  /** Tokens of a sequence, prompt and answer. */
  readonly contextTokens: number;
  /** Sequences at once, all of that length. */
  readonly sequences: number;
  /** Devices that share the model; the estimate is for each of them. Absent: 1. */
  readonly tensorParallel?: number;
}

/** Memory on each device, every part rounded up to whole MiB; the total is their sum. */
export interface MemoryEstimate {
  readonly weightsMiB: MiB;
  readonly kvMiBPerSequence: MiB;
  /** Of all sequences. */
  readonly kvMiB: MiB;
  readonly activationMiB: MiB;
  readonly contextMiB: MiB;
  /** Without `kvMiBPerSequence`, which is a part of `kvMiB`. */
  readonly totalMiB: MiB;
}

/**
 * What a model needs in the memory of each device. Weights and KV cache follow from the shape; activations are a rule of
 * thumb (`activationBytes`). CUDA graphs are not in it: vLLM captures them on top, up to about 1 GiB, unless
 * `--enforce-eager` is set.
 */
export function estimateMemory(question: MemoryQuestion): MemoryEstimate {
  const { shape, contextTokens, sequences, weightDtype, tensorParallel = 1 } = question;
  const kvFormat = kvFormatOf(question);
  const weightsMiB = wholeMiB(bytesOfWeights(shape, weightDtype) / tensorParallel);
  const sequenceBytes = kvBytesPerSequence(shape, kvFormat, contextTokens, tensorParallel);
  const kvMiB = wholeMiB(sequenceBytes * sequences);
  const activationMiB = wholeMiB(activationBytes(question));
  return {
    weightsMiB,
    kvMiBPerSequence: wholeMiB(sequenceBytes),
    kvMiB,
    activationMiB,
    contextMiB: cudaContextMiB,
    totalMiB: mib(weightsMiB + kvMiB + activationMiB + cudaContextMiB),
  };
}

/**
 * The smallest share of a device whose memory holds so much, in hundredths, rounded up, because KAI records no more
 * decimals. Undefined where the whole device is too small. `countedMiB`: the device's memory as KAI counts it.
 */
export function smallestShare(totalMiB: MiB, countedMiB: MiB): Share | undefined {
  const hundredths = Math.round(shareOfMemory(mib(Math.max(totalMiB, 1)), countedMiB) * 100);
  // KAI's floating-point product, cut to whole MiB, can be one more or less than the exact one
  const candidates = [hundredths - 1, hundredths, hundredths + 1].map((candidate) => share(candidate / 100));
  return candidates.find((part) => part > 0 && part <= 1 && memoryOfShare(part, countedMiB) >= totalMiB);
}

/** Bytes of all weights; those of a stored model as stored, unless the engine converts them. */
function bytesOfWeights({ weights }: ModelShape, weightDtype: WeightDtype | undefined): number {
  if (weights.kind === 'gguf') return weights.bytes;
  const format = castWeights(weights.format, weightDtype);
  return format === weights.format
    ? (weights.storedBytes ?? weightBytes(weights.count, format))
    : weightBytes(weights.count, format);
}

function kvFormatOf({ shape, kvDtype, weightDtype }: MemoryQuestion): KvFormat {
  if (typeof kvDtype === 'object') return kvDtype;
  const computed = weightDtype !== undefined && isPlain(weightDtype) ? weightDtype : shape.dtype;
  const both = kvDtype ?? (computed === 'float8' ? 'fp8' : computed);
  return { keys: both, values: both };
}

/**
 * What a step holds beside weights and KV cache: for each of its tokens (8192, of llama.cpp 512, or all there are) four
 * hidden states, queries, keys and values, and three times the width of the feed-forward that the token goes through;
 * logits in float32, twice for each sequence, of llama.cpp once for each token of the step. llama.cpp computes all of it
 * in float32. A rule of thumb: engines reuse and fuse these buffers in their own ways. Of llama.cpp a test keeps it
 * within a factor of two; of the Python engines it was not measured, and their own profile at the start is what counts.
 */
function activationBytes({ shape, contextTokens, sequences, tensorParallel = 1 }: MemoryQuestion): number {
  const isLlamacpp = shape.weights.kind === 'gguf';
  const tokens = Math.min(contextTokens * sequences, isLlamacpp ? llamacppStepTokens : stepTokens);
  const widest = shape.layers.reduce((most, { attention, feedForward }) => {
    const heads = attention.kind === 'mla' ? attention.plainSize + attention.ropeSize : attention.headSize;
    return Math.max(most, 3 * attention.heads * heads + 3 * activeWidth(feedForward));
  }, 0);
  const numberBytes = isLlamacpp ? 4 : Math.max(plainBits[shape.dtype], 16) / 8;
  const hidden = tokens * (4 * shape.hiddenSize + widest / tensorParallel) * numberBytes;
  const logits = shape.keepsKeysAndValues ? (isLlamacpp ? tokens : 2 * sequences) * shape.vocabularySize * 4 : 0;
  return hidden + logits;
}

function activeWidth(feedForward: FeedForward): number {
  return feedForward.kind === 'dense'
    ? feedForward.size
    : feedForward.activeExperts * feedForward.expertSize + feedForward.sharedSize;
}

function wholeMiB(bytes: number): MiB {
  return mib(Math.ceil(bytes / bytesPerMiB));
}
