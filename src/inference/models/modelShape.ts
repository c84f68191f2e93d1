import type { PlainDtype } from './dtypes.ts';
import type { ParameterCount } from './countParameters.ts';
import type { WeightFormat } from './weightFormat.ts';

/** How a layer attends, and so what it keeps of each token: keys and values of its heads, or one compressed latent. */
export type Attention =
  /** Every query head has keys and values of its own. */
  | { readonly kind: 'mha'; readonly heads: number; readonly headSize: number; readonly valueSize: number }
  /** Groups of query heads share them; multi-query attention is one group. */
  | {
      readonly kind: 'gqa';
      readonly heads: number;
      readonly keyValueHeads: number;
      readonly headSize: number;
      readonly valueSize: number;
    }
  /** Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434). */
  | {
      readonly kind: 'mla';
      readonly heads: number;
      /** Rank of the compressed queries; absent where they are not compressed. */
      readonly queryRank?: number;
      readonly latentSize: number;
      /** Of each query and key head: the part that carries the position, and the part that does not. */
      readonly ropeSize: number;
      readonly plainSize: number;
      readonly valueSize: number;
    };

/** How far back a layer looks. */
export type Reach = { readonly kind: 'full' } | { readonly kind: 'sliding'; readonly windowTokens: number };

export type FeedForward =
  | { readonly kind: 'dense'; readonly size: number }
  | {
      readonly kind: 'experts';
      readonly experts: number;
      /** Experts that each token goes through. */
      readonly activeExperts: number;
      readonly expertSize: number;
      /** Of all shared experts together; 0 where there are none. */
      readonly sharedSize: number;
    };

export interface Layer {
  readonly attention: Attention;
  readonly reach: Reach;
  readonly feedForward: FeedForward;
}

/** What the weights are: tensors that are counted by the architecture, or those of a GGUF file, which are loaded as they are. */
export type Weights =
  | {
      readonly kind: 'tensors';
      readonly count: ParameterCount;
      readonly format: WeightFormat;
      /** Bytes of the tensors as they are stored, where a safetensors index or header tells. */
      readonly storedBytes?: number;
    }
  | { readonly kind: 'gguf'; readonly bytes: number; readonly parameters: number };

/** All of a model that its memory follows from. */
export interface ModelShape {
  /** `model_type` of config.json, `general.architecture` of GGUF. */
  readonly architecture: string;
  /** `alike`: an architecture that is not known here, counted as if it were a Llama. */
  readonly counting: 'exact' | 'alike';
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  readonly layers: readonly Layer[];
  /** Whether it generates token by token and so keeps keys and values; an embedding model does not. */
  readonly keepsKeysAndValues: boolean;
  /** Tokens that the model was made for; absent where the file does not say. */
  readonly contextTokens?: number;
  /** What it computes in, and what it keeps keys and values in unless told otherwise. */
  readonly dtype: PlainDtype;
  readonly weights: Weights;
  /** Parts of the model whose weights are not in the count, by the field that describes them: `vision_config`. */
  readonly uncounted: readonly string[];
}

/** Heads whose keys and values are kept. */
export function keyValueHeads(attention: Exclude<Attention, { kind: 'mla' }>): number {
  return attention.kind === 'mha' ? attention.heads : attention.keyValueHeads;
}

/** `mha` or `gqa`, by whether query heads share keys and values. */
export function headAttention(heads: number, sharedBy: number, headSize: number, valueSize = headSize): Attention {
  return heads === sharedBy
    ? { kind: 'mha', heads, headSize, valueSize }
    : { kind: 'gqa', heads, keyValueHeads: sharedBy, headSize, valueSize };
}

/** The shape with the bytes that its tensors are stored in; a GGUF file has them already. */
export function withStoredBytes(shape: ModelShape, storedBytes: number): ModelShape {
  return shape.weights.kind === 'gguf' ? shape : { ...shape, weights: { ...shape.weights, storedBytes } };
}

/** Whether the embeddings serve as the head, so that a head that is stored is not loaded. */
export function tiesEmbeddings({ weights, keepsKeysAndValues }: ModelShape): boolean {
  return keepsKeysAndValues && weights.kind === 'tensors' && weights.count.head === 0;
}
