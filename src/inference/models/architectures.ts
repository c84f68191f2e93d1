/** What the config of an architecture does not say, because its code does. */
export interface Architecture {
  /** Projections with a bias where the config has no `attention_bias`. */
  readonly attentionBias: 'none' | 'queryKeyValue' | 'all';
  /** Norms of queries and keys: one for every head alike, or one over all heads. */
  readonly queryKeyNorms: 'none' | 'perHead' | 'whole';
  readonly normsPerLayer: number;
  readonly normsHaveBias: boolean;
  readonly hasFinalNorm: boolean;
  /** Gated: three matrices (gate, up, down); plain: two. */
  readonly feedForward: 'gated' | 'plain';
  readonly feedForwardBias: boolean;
  readonly expertBias: boolean;
  readonly routerBias: boolean;
  /** Whether the shared expert has a gate of one output. */
  readonly sharedExpertGate: boolean;
  /** One learned number for each head that attention may rest on. */
  readonly attentionSinks: boolean;
  /** Learned positions: as many as the context, and so many more; undefined where positions are computed. */
  readonly extraPositions?: number;
  /** An encoder: a norm after the embeddings and a pooler, neither head nor KV cache. */
  readonly isEncoder: boolean;
  readonly tiesEmbeddings: boolean;
  /**
   * Which layers slide where `layer_types` is absent: all, by a period whose last layer is full (`sliding_window_pattern`
   * overrides it), or only on `use_sliding_window`, from `max_window_layers` on.
   */
  readonly sliding: { readonly layers: 'all' | 'onDemand' } | { readonly layers: 'allButEach'; readonly period: number };
  /** Values of fields that the published configs leave out. */
  readonly defaults: Readonly<Record<string, number>>;
}

const llama: Architecture = {
  attentionBias: 'none',
  queryKeyNorms: 'none',
  normsPerLayer: 2,
  normsHaveBias: false,
  hasFinalNorm: true,
  feedForward: 'gated',
  feedForwardBias: false,
  expertBias: false,
  routerBias: false,
  sharedExpertGate: false,
  attentionSinks: false,
  isEncoder: false,
  tiesEmbeddings: false,
  sliding: { layers: 'all' },
  defaults: {},
};

const qwen2: Partial<Architecture> = { attentionBias: 'queryKeyValue', sliding: { layers: 'onDemand' } };
const qwen3: Partial<Architecture> = { queryKeyNorms: 'perHead', sliding: { layers: 'onDemand' } };
const gemma3: Partial<Architecture> = {
  queryKeyNorms: 'perHead',
  normsPerLayer: 4,
  tiesEmbeddings: true,
  sliding: { layers: 'allButEach', period: 6 },
  // transformers Gemma3TextConfig: the configs of the multimodal sizes leave them out
  defaults: {
    num_attention_heads: 8,
    num_key_value_heads: 4,
    head_dim: 256,
    vocab_size: 262_208,
    max_position_embeddings: 131_072,
  },
};
const encoder: Partial<Architecture> = {
  attentionBias: 'all',
  normsHaveBias: true,
  hasFinalNorm: false,
  feedForward: 'plain',
  feedForwardBias: true,
  extraPositions: 0,
  isEncoder: true,
};

/** By `model_type`: what each adds to a Llama. From the modelling code of Hugging Face transformers, checked against published counts. */
const differences: Readonly<Record<string, Partial<Architecture>>> = {
  llama: {},
  mistral: {},
  mixtral: {},
  phi3: {},
  smollm3: {},
  granite: {},
  qwen2,
  qwen2_vl: qwen2,
  qwen2_vl_text: qwen2,
  qwen2_5_vl: qwen2,
  qwen2_5_vl_text: qwen2,
  qwen2_moe: { ...qwen2, sharedExpertGate: true },
  qwen3,
  qwen3_moe: qwen3,
  qwen3_vl_text: qwen3,
  qwen3_vl_moe_text: qwen3,
  olmo2: { queryKeyNorms: 'whole' },
  gemma: { tiesEmbeddings: true },
  gemma2: { normsPerLayer: 4, tiesEmbeddings: true, sliding: { layers: 'allButEach', period: 2 } },
  gemma3,
  gemma3_text: gemma3,
  deepseek_v2: {},
  deepseek_v3: { routerBias: true },
  kimi_k2: { routerBias: true },
  gpt_oss: {
    attentionBias: 'all',
    expertBias: true,
    routerBias: true,
    attentionSinks: true,
    sliding: { layers: 'allButEach', period: 2 },
  },
  opt: {
    attentionBias: 'all',
    normsHaveBias: true,
    feedForward: 'plain',
    feedForwardBias: true,
    extraPositions: 2,
    tiesEmbeddings: true,
  },
  bert: encoder,
  roberta: encoder,
  'xlm-roberta': encoder,
};

/** The architecture of a `model_type`; one that is not known is taken for a Llama, and says so. */
export function findArchitecture(modelType: string): { readonly architecture: Architecture; readonly isKnown: boolean } {
  const isKnown = Object.hasOwn(differences, modelType);
  return { architecture: { ...llama, ...(isKnown && differences[modelType]) }, isKnown };
}
