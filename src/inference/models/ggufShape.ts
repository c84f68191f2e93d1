import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import type { GgufRead } from '../ggufReader.ts';
import { describeValue } from './configSchema.ts';
import type { GgufContent } from './ggufTensors.ts';
import { missing } from './layers.ts';
import { headAttention, type Attention, type FeedForward, type ModelShape, type Reach } from './modelShape.ts';

const mostLayers = 10_000;
const mostSize = 10_000_000;

/**
 * Layers that llama.cpp lets slide where the file does not say which (llama-model.cpp, `set_swa_pattern`): all but the
 * last of each so many. Of other architectures it keeps every layer full, whatever the window.
 */
const slidingPeriods: Readonly<Record<string, number>> = { gemma2: 2, gemma3: 6, 'gpt-oss': 2, cohere2: 4, exaone4: 4 };

/** The shape of a model of one or more GGUF files, the first of which has its metadata. The problem names key and value. */
export function shapeOfGguf(parts: readonly [GgufContent, ...GgufContent[]]): Parsed<ModelShape> {
  const [{ metadata }] = parts;
  const architecture = metadata.get('general.architecture');
  if (typeof architecture !== 'string') return missing('general.architecture');
  const keys = new Keys(architecture, metadata);
  if (keys.has('ssm.state_size')) {
    const why = l10n.t('a model with state-space layers, whose memory is not known here');
    return problem(describeValue('general.architecture', architecture, why));
  }
  try {
    return parsed(buildShape(keys, architecture, parts));
  } catch (error) {
    if (!(error instanceof BadKey)) throw error;
    return problem(error.message);
  }
}

function buildShape(keys: Keys, architecture: string, parts: readonly GgufContent[]): ModelShape {
  const layerCount = keys.count('block_count', mostLayers);
  const hiddenSize = keys.count('embedding_length', mostSize);
  const attentionOf = attentions(keys, hiddenSize);
  const reachOf = reaches(keys, architecture);
  const feedForwardOf = feedForwards(keys);
  const contextTokens = keys.optional('context_length', 10 ** 9);
  const sum = (part: 'bytes' | 'parameters') => parts.reduce((total, content) => total + content[part], 0);
  return {
    architecture,
    counting: 'exact',
    hiddenSize,
    vocabularySize:
      parts.find((part) => part.vocabularySize !== undefined)?.vocabularySize ?? keys.optional('vocab_size', mostSize) ?? 0,
    layers: Array.from({ length: layerCount }, (_, index) => ({
      attention: attentionOf(index),
      reach: reachOf(index),
      feedForward: feedForwardOf(index),
    })),
    keepsKeysAndValues: keys.get('attention.causal') !== false,
    ...(contextTokens !== undefined && { contextTokens }),
    // llama.cpp keeps keys and values in it unless told otherwise
    dtype: 'float16',
    weights: { kind: 'gguf', bytes: sum('bytes'), parameters: sum('parameters') },
    uncounted: [],
  };
}

function attentions(keys: Keys, hiddenSize: number): (index: number) => Attention {
  const heads = keys.perLayer('attention.head_count', mostSize);
  const sharedBy = keys.has('attention.head_count_kv') ? keys.perLayer('attention.head_count_kv', mostSize) : heads;
  const latentSize = keys.optional('attention.kv_lora_rank', mostSize);
  const wholeKey = keys.optional('attention.key_length_mla', mostSize);
  const wholeValue = keys.optional('attention.value_length_mla', mostSize);
  if (latentSize !== undefined && wholeKey !== undefined && wholeValue !== undefined) {
    const ropeSize = keys.count('rope.dimension_count', mostSize);
    const sizes = { latentSize, ropeSize, plainSize: Math.max(wholeKey - ropeSize, 0), valueSize: wholeValue };
    return (index) => ({ kind: 'mla', heads: heads(index), ...sizes });
  }
  const keySize = keys.optional('attention.key_length', mostSize);
  const valueSize = keys.optional('attention.value_length', mostSize);
  return (index) => {
    const usual = Math.floor(hiddenSize / Math.max(heads(index), 1));
    return headAttention(heads(index), sharedBy(index), keySize ?? usual, valueSize ?? usual);
  };
}

function reaches(keys: Keys, architecture: string): (index: number) => Reach {
  const windowTokens = keys.optional('attention.sliding_window', 10 ** 9) ?? 0;
  const written = keys.get('attention.sliding_window_pattern');
  const period =
    typeof written === 'number'
      ? written
      : Object.hasOwn(slidingPeriods, architecture)
        ? slidingPeriods[architecture]
        : undefined;
  return (index) => {
    const slides = Array.isArray(written) ? written[index] === 1 : period !== undefined && (index + 1) % period !== 0;
    return slides && windowTokens > 0 ? { kind: 'sliding', windowTokens } : { kind: 'full' };
  };
}

function feedForwards(keys: Keys): (index: number) => FeedForward {
  const experts = keys.optional('expert_count', mostSize) ?? 0;
  const size = keys.has('feed_forward_length') ? keys.perLayer('feed_forward_length', mostSize) : () => 0;
  if (experts === 0) return (index) => ({ kind: 'dense', size: size(index) });
  const denseLayers = keys.optional('leading_dense_block_count', mostLayers) ?? 0;
  const activeExperts = keys.count('expert_used_count', experts);
  const ofExpert = keys.optional('expert_feed_forward_length', mostSize);
  const shared = keys.optional('expert_shared_feed_forward_length', mostSize);
  const sharedCount = keys.optional('expert_shared_count', mostSize) ?? 0;
  return (index) => {
    if (index < denseLayers) return { kind: 'dense', size: size(index) };
    const expertSize = ofExpert ?? size(index);
    return { kind: 'experts', experts, activeExperts, expertSize, sharedSize: shared ?? sharedCount * expertSize };
  };
}

/** A key that is missing or has a value that cannot be; the message names both. */
class BadKey extends Error {}

/** The keys of one architecture, without its name before them. */
class Keys {
  readonly #architecture: string;
  readonly #metadata: ReadonlyMap<string, GgufRead>;

  constructor(architecture: string, metadata: ReadonlyMap<string, GgufRead>) {
    this.#architecture = architecture;
    this.#metadata = metadata;
  }

  get(key: string): GgufRead | undefined {
    return this.#metadata.get(this.#full(key));
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  count(key: string, most: number): number {
    const value = this.optional(key, most, 1);
    if (value === undefined) throw new BadKey(l10n.t('{0} is missing', this.#full(key)));
    return value;
  }

  optional(key: string, most: number, least = 0): number | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (isWhole(value, most) && value >= least) return value;
    const why = l10n.t('not a whole number from {0} to {1}', least, most);
    throw new BadKey(describeValue(this.#full(key), value, why));
  }

  /** The number of each layer, where the value is one for all or a list. */
  perLayer(key: string, most: number): (index: number) => number {
    const value = this.get(key);
    if (Array.isArray(value) && value.every((number) => isWhole(number, most)))
      return (index) => value[index] ?? value.at(-1) ?? 0;
    const count = this.count(key, most);
    return () => count;
  }

  #full(key: string): string {
    return `${this.#architecture}.${key}`;
  }
}

function isWhole(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}
