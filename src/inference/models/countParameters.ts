import type { Architecture } from './architectures.ts';
import { keyValueHeads, type Attention, type FeedForward, type Layer } from './modelShape.ts';

/** Weights of matrices that quantisation covers, with the sums of their inputs and outputs, which its scales follow. */
export interface Matrices {
  readonly weights: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Parameters of a model by what they are. */
export interface ParameterCount {
  /** Of tokens, learned positions and token types. */
  readonly embeddings: number;
  readonly attention: Matrices;
  /** Dense ones and shared experts. */
  readonly feedForward: Matrices;
  readonly experts: Matrices;
  /** Norms, biases, routers and what else is small. */
  readonly small: number;
  /** 0 where the embeddings serve as the head. */
  readonly head: number;
  readonly vision: number;
}

/** What a count needs beside the layers. */
export interface CountInput {
  readonly architecture: Architecture;
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  readonly layers: readonly Layer[];
  readonly tiesEmbeddings: boolean;
  readonly attentionBias: Architecture['attentionBias'];
  readonly feedForwardBias: boolean;
  /** Learned positions; 0 where positions are computed. */
  readonly positions: number;
  readonly tokenTypes: number;
  readonly vision: number;
}

const none: Matrices = { weights: 0, inputs: 0, outputs: 0 };

/** Counts the parameters tensor by tensor, as the modelling code of Hugging Face transformers creates them. */
export function countParameters(input: CountInput): ParameterCount {
  const { architecture, hiddenSize, vocabularySize, layers } = input;
  const norm = hiddenSize * (architecture.normsHaveBias ? 2 : 1);
  const small = layers.reduce((sum, layer) => sum + architecture.normsPerLayer * norm + smallOfLayer(layer, input), 0);
  const ends = (architecture.hasFinalNorm ? norm : 0) + (architecture.isEncoder ? norm + hiddenSize * (hiddenSize + 1) : 0);
  return {
    embeddings: (vocabularySize + input.positions + input.tokenTypes) * hiddenSize,
    attention: sum(layers.map(({ attention }) => attentionMatrices(attention, hiddenSize))),
    feedForward: sum(layers.map(({ feedForward }) => feedForwardMatrices(feedForward, input))),
    experts: sum(layers.map(({ feedForward }) => expertMatrices(feedForward, input))),
    small: small + ends,
    head: input.tiesEmbeddings || architecture.isEncoder ? 0 : vocabularySize * hiddenSize,
    vision: input.vision,
  };
}

export function totalParameters({ embeddings, attention, feedForward, experts, small, head, vision }: ParameterCount): number {
  return embeddings + attention.weights + feedForward.weights + experts.weights + small + head + vision;
}

function attentionMatrices(attention: Attention, hidden: number): Matrices {
  if (attention.kind !== 'mla') {
    const { heads, headSize, valueSize } = attention;
    const shared = keyValueHeads(attention);
    return sum([
      matrix(hidden, heads * headSize),
      matrix(hidden, shared * headSize),
      matrix(hidden, shared * valueSize),
      matrix(heads * valueSize, hidden),
    ]);
  }
  const { heads, queryRank, latentSize, ropeSize, plainSize, valueSize } = attention;
  const queries = heads * (plainSize + ropeSize);
  return sum([
    ...(queryRank === undefined ? [matrix(hidden, queries)] : [matrix(hidden, queryRank), matrix(queryRank, queries)]),
    matrix(hidden, latentSize + ropeSize),
    matrix(latentSize, heads * (plainSize + valueSize)),
    matrix(heads * valueSize, hidden),
  ]);
}

function feedForwardMatrices(feedForward: FeedForward, { architecture, hiddenSize }: CountInput): Matrices {
  const size = feedForward.kind === 'dense' ? feedForward.size : feedForward.sharedSize;
  return size === 0 ? none : block(architecture, hiddenSize, size);
}

function expertMatrices(feedForward: FeedForward, { architecture, hiddenSize }: CountInput): Matrices {
  return feedForward.kind === 'dense'
    ? none
    : times(feedForward.experts, block(architecture, hiddenSize, feedForward.expertSize));
}

function block({ feedForward }: Architecture, hidden: number, size: number): Matrices {
  const up = matrix(hidden, size);
  return sum(feedForward === 'gated' ? [up, up, matrix(size, hidden)] : [up, matrix(size, hidden)]);
}

function smallOfLayer({ attention, feedForward }: Layer, input: CountInput): number {
  return smallOfAttention(attention, input) + smallOfFeedForward(feedForward, input);
}

function smallOfAttention(attention: Attention, { architecture, attentionBias, hiddenSize }: CountInput): number {
  if (attention.kind === 'mla') return (attention.queryRank ?? 0) + attention.latentSize;
  const { heads, headSize, valueSize } = attention;
  const shared = keyValueHeads(attention);
  const ofInputs = attentionBias === 'none' ? 0 : (heads + shared) * headSize + shared * valueSize;
  const ofOutput = attentionBias === 'all' ? hiddenSize : 0;
  const norms = { none: 0, perHead: 2 * headSize, whole: (heads + shared) * headSize }[architecture.queryKeyNorms];
  return ofInputs + ofOutput + norms + (architecture.attentionSinks ? heads : 0);
}

function smallOfFeedForward(feedForward: FeedForward, { architecture, feedForwardBias, hiddenSize }: CountInput): number {
  const biases = (size: number) => (architecture.feedForward === 'gated' ? 2 : 1) * size + hiddenSize;
  if (feedForward.kind === 'dense') return feedForwardBias ? biases(feedForward.size) : 0;
  const { experts, expertSize } = feedForward;
  const router = experts * (hiddenSize + (architecture.routerBias ? 1 : 0));
  return router + (architecture.sharedExpertGate ? hiddenSize : 0) + (architecture.expertBias ? experts * biases(expertSize) : 0);
}

function matrix(inputs: number, outputs: number): Matrices {
  return { weights: inputs * outputs, inputs, outputs };
}

function times(count: number, { weights, inputs, outputs }: Matrices): Matrices {
  return { weights: count * weights, inputs: count * inputs, outputs: count * outputs };
}

function sum(parts: readonly Matrices[]): Matrices {
  return parts.reduce(
    (left, right) => ({
      weights: left.weights + right.weights,
      inputs: left.inputs + right.inputs,
      outputs: left.outputs + right.outputs,
    }),
    none,
  );
}
