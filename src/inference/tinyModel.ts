import { commonWords } from './commonWords.ts';
import { writeGguf, type GgufTensor, type GgufValue } from './ggufWriter.ts';

/** Size of a model of the llama architecture. */
interface ModelShape {
  readonly layers: number;
  /** A multiple of `heads`, and so that each head's part is even. */
  readonly embedding: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly contextTokens: number;
  readonly seed: number;
}

/** The name by which the tiny model is asked for. */
export const tinyModelName = 'tiny-random';

/** The name of one that is paced by what it computes: some hundred tokens a second on one core. */
export const slowModelName = 'slow-random';

/** Beginning of the SHA-256 of the tiny model's bytes in hexadecimal; a test keeps it true. */
export const tinyModelDigest = 'dde9c959bd3f5ba9';

const tinyModels = {
  [tinyModelName]: { layers: 4, embedding: 256, feedForward: 768, heads: 4, contextTokens: 4096, seed: 20_261_123 },
  [slowModelName]: { layers: 8, embedding: 512, feedForward: 1536, heads: 8, contextTokens: 4096, seed: 20_261_124 },
} satisfies Readonly<Record<string, ModelShape>>;

/** What dimension 0 holds, and how strongly the output heeds it. */
const steadyValue = 4;
const steadyWeight = 16;

/** Token types of a SentencePiece vocabulary, as llama.cpp counts them. */
const tokenType = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

interface Token {
  readonly text: string;
  readonly type: number;
  readonly score: number;
}

/** Makes a GGUF file with random weights: what it writes is noise, its speed and memory are real. The same name gives the same bytes. */
export function makeTinyModel(name: keyof typeof tinyModels = tinyModelName): Uint8Array {
  const shape = tinyModels[name];
  const vocabulary = makeVocabulary();
  return writeGguf(describeModel(shape, vocabulary), listTensors(shape, vocabulary));
}

function describeModel(shape: ModelShape, vocabulary: readonly Token[]): ReadonlyMap<string, GgufValue> {
  const text = (value: string): GgufValue => ({ type: 'string', value });
  const count = (value: number): GgufValue => ({ type: 'u32', value });
  return new Map<string, GgufValue>([
    ['general.architecture', text('llama')],
    ['general.name', text('tiny random weights: its text is noise')],
    ['llama.context_length', count(shape.contextTokens)],
    ['llama.embedding_length', count(shape.embedding)],
    ['llama.block_count', count(shape.layers)],
    ['llama.feed_forward_length', count(shape.feedForward)],
    ['llama.attention.head_count', count(shape.heads)],
    ['llama.attention.head_count_kv', count(shape.heads)],
    ['llama.attention.layer_norm_rms_epsilon', { type: 'f32', value: 1e-5 }],
    ['llama.rope.dimension_count', count(shape.embedding / shape.heads)],
    ['llama.vocab_size', count(vocabulary.length)],
    ['tokenizer.ggml.model', text('llama')],
    ['tokenizer.ggml.tokens', { type: 'strings', values: vocabulary.map((token) => token.text) }],
    ['tokenizer.ggml.scores', { type: 'f32s', values: vocabulary.map((token) => token.score) }],
    ['tokenizer.ggml.token_type', { type: 'i32s', values: vocabulary.map((token) => token.type) }],
    ['tokenizer.ggml.unknown_token_id', count(0)],
    ['tokenizer.ggml.bos_token_id', count(1)],
    ['tokenizer.ggml.eos_token_id', count(2)],
  ]);
}

/** Every byte is a token, so that any text can be read; letters and common words are tokens of their own, so that answers are text and a word of a prompt is one token. */
function makeVocabulary(): readonly Token[] {
  const special: readonly Token[] = [
    { text: '<unk>', type: tokenType.unknown, score: 0 },
    { text: '<s>', type: tokenType.control, score: 0 },
    { text: '</s>', type: tokenType.control, score: 0 },
  ];
  const bytes = Array.from({ length: 256 }, (_, byte): Token => {
    const hex = byte.toString(16).toUpperCase().padStart(2, '0');
    return { text: `<0x${hex}>`, type: tokenType.byte, score: 0 };
  });
  // A SentencePiece reader joins two pieces at a time, so it reaches a word only over all of its beginnings.
  const beginnings = commonWords.flatMap((word) => Array.from(word, (_, index) => `\u2581${word.slice(0, index + 1)}`));
  const pieces = new Set(['\u2581', ...'abcdefghijklmnopqrstuvwxyz'.split(''), ...beginnings]);
  const normal = Array.from(pieces, (text, index): Token => ({ text, type: tokenType.normal, score: -1 - index }));
  return [...special, ...bytes, ...normal];
}

/**
 * All weights are random but those of dimension 0. It has the same value for every token, no layer adds to it, and the
 * output reads from it that only plain pieces are likely: else an answer would end anywhere.
 */
function listTensors({ layers, embedding, feedForward, seed }: ModelShape, vocabulary: readonly Token[]): readonly GgufTensor[] {
  const random = randomNumbers(seed);
  // the spread keeps the size of what flows through the layers about the same
  const matrix = (name: string, inputs: number, outputs: number, spread = Math.sqrt(3 / inputs)): GgufTensor => ({
    name,
    shape: [inputs, outputs],
    fill: (weights) => {
      for (const at of weights.keys()) weights[at] = (random() * 2 - 1) * spread;
    },
  });
  const norm = (name: string): GgufTensor => ({ name, shape: [embedding], fill: (weights) => void weights.fill(1) });
  /** Writes dimension 0 of each token. */
  const perToken = (tensor: GgufTensor, valueOf: (token: Token) => number) =>
    afterwards(tensor, (weights) => {
      for (const [index, token] of vocabulary.entries()) weights[index * embedding] = valueOf(token);
    });
  const leavesSteady = (tensor: GgufTensor, inputs: number) => afterwards(tensor, (weights) => void weights.fill(0, 0, inputs));
  const layer = (index: number): readonly GgufTensor[] => [
    norm(`blk.${index}.attn_norm.weight`),
    matrix(`blk.${index}.attn_q.weight`, embedding, embedding),
    matrix(`blk.${index}.attn_k.weight`, embedding, embedding),
    matrix(`blk.${index}.attn_v.weight`, embedding, embedding),
    leavesSteady(matrix(`blk.${index}.attn_output.weight`, embedding, embedding), embedding),
    norm(`blk.${index}.ffn_norm.weight`),
    matrix(`blk.${index}.ffn_gate.weight`, embedding, feedForward),
    matrix(`blk.${index}.ffn_up.weight`, embedding, feedForward),
    leavesSteady(matrix(`blk.${index}.ffn_down.weight`, feedForward, embedding), feedForward),
  ];
  return [
    perToken(matrix('token_embd.weight', embedding, vocabulary.length, 1), () => steadyValue),
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
    norm('output_norm.weight'),
    perToken(matrix('output.weight', embedding, vocabulary.length), ({ type }) =>
      type === tokenType.normal ? 0 : -steadyWeight,
    ),
  ];
}

function afterwards(tensor: GgufTensor, change: (weights: Float32Array) => void): GgufTensor {
  return {
    ...tensor,
    fill: (weights) => {
      tensor.fill(weights);
      change(weights);
    },
  };
}

/** Numbers from 0 to 1 that are the same for the same seed: xorshift with 32 bits (Marsaglia, 2003). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
