import * as l10n from '@vscode/l10n';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import type { Architecture } from './architectures.ts';
import { describeValue, type ModelConfig } from './configSchema.ts';
import { headAttention, type Attention, type FeedForward, type Layer, type Reach } from './modelShape.ts';

/** Fields of models some of whose layers keep a state instead of keys and values (Mamba, Jamba, Nemotron-H, Qwen3-Next). */
const stateFields =
  /^(mamba_|ssm_|hybrid_override_pattern$|layers_block_type$|attn_layer_period$|linear_num_|linear_attn_config$)/;

/** The layers of a config, first to last; the problem names the field that is missing or contradicts another. */
export function readLayers(config: ModelConfig, architecture: Architecture, hiddenSize: number): Parsed<readonly Layer[]> {
  const stateField = Object.keys(config).find((field) => stateFields.test(field));
  if (stateField !== undefined) {
    const why = l10n.t('of layers that keep a state, whose memory is not known here');
    return problem(describeValue(stateField, config[stateField], why));
  }
  const count = config.num_hidden_layers ?? config.n_layer;
  if (count === undefined) return missing('num_hidden_layers');
  const attention = readAttention(config, hiddenSize);
  if (attention.kind === 'problem') return attention;
  const reaches = readReaches(config, architecture, count);
  if (reaches.kind === 'problem') return reaches;
  const feedForwards = readFeedForwards(config, count);
  if (feedForwards.kind === 'problem') return feedForwards;
  return parsed(
    reaches.value.map((reach, index) => ({
      attention: attention.value,
      reach,
      feedForward: feedForwards.value(index),
    })),
  );
}

export function missing(field: string): ReturnType<typeof problem> {
  return problem(l10n.t('{0} is missing', field));
}

function readAttention(config: ModelConfig, hiddenSize: number): Parsed<Attention> {
  const heads = config.num_attention_heads ?? config.n_head;
  if (heads === undefined) return missing('num_attention_heads');
  if (config.kv_lora_rank !== undefined) return readLatentAttention(config, heads, config.kv_lora_rank);
  const sharedBy = config.num_key_value_heads ?? heads;
  if (heads % sharedBy !== 0) {
    const why = l10n.t('does not divide num_attention_heads, {0}', heads);
    return problem(describeValue('num_key_value_heads', sharedBy, why));
  }
  const headSize = config.head_dim ?? hiddenSize / heads;
  if (!Number.isInteger(headSize)) {
    return problem(describeValue('num_attention_heads', heads, l10n.t('does not divide hidden_size, {0}', hiddenSize)));
  }
  return parsed(headAttention(heads, sharedBy, headSize));
}

function readLatentAttention(config: ModelConfig, heads: number, latentSize: number): Parsed<Attention> {
  const { qk_rope_head_dim: ropeSize, qk_nope_head_dim: plainSize, v_head_dim: valueSize, q_lora_rank: queryRank } = config;
  if (ropeSize === undefined) return missing('qk_rope_head_dim');
  if (plainSize === undefined) return missing('qk_nope_head_dim');
  if (valueSize === undefined) return missing('v_head_dim');
  return parsed({
    kind: 'mla',
    heads,
    latentSize,
    ropeSize,
    plainSize,
    valueSize,
    ...(queryRank !== undefined && { queryRank }),
  });
}

function readReaches(config: ModelConfig, architecture: Architecture, count: number): Parsed<readonly Reach[]> {
  const { layer_types: types } = config;
  if (types === undefined) return parsed(Array.from({ length: count }, (_, index) => reachOf(config, architecture, index)));
  if (types.length !== count) {
    return problem(describeValue('layer_types', types.length, l10n.t('entries for {0} layers', count)));
  }
  const strange = types.findIndex((type) => !['full_attention', 'sliding_attention', 'chunked_attention'].includes(type));
  if (strange !== -1) {
    const why = l10n.t('a kind of layer whose memory is not known here');
    return problem(describeValue(`layer_types.${strange}`, types[strange], why));
  }
  return parsed(
    types.map((type) => {
      if (type === 'full_attention') return { kind: 'full' };
      return windowOf(type === 'chunked_attention' ? config.attention_chunk_size : config.sliding_window);
    }),
  );
}

function reachOf(config: ModelConfig, { sliding }: Architecture, index: number): Reach {
  const window = windowOf(config.sliding_window);
  switch (sliding.layers) {
    case 'all':
      return config.use_sliding_window === false ? { kind: 'full' } : window;
    case 'onDemand':
      return config.use_sliding_window === true && index >= (config.max_window_layers ?? 0) ? window : { kind: 'full' };
    case 'allButEach':
      return (index + 1) % (config.sliding_window_pattern ?? sliding.period) === 0 ? { kind: 'full' } : window;
  }
}

function windowOf(tokens: number | undefined): Reach {
  return tokens === undefined || tokens <= 0 ? { kind: 'full' } : { kind: 'sliding', windowTokens: tokens };
}

/** What each layer's feed-forward is, by its index. */
function readFeedForwards(config: ModelConfig, count: number): Parsed<(index: number) => FeedForward> {
  const experts = config.num_experts ?? config.n_routed_experts ?? config.num_local_experts ?? 0;
  const isDense = (index: number) => experts === 0 || !hasExperts(config, index);
  const size = config.intermediate_size ?? config.ffn_dim;
  const needsDense = Array.from({ length: count }, (_, index) => isDense(index)).includes(true);
  if (size === undefined && needsDense) return missing('intermediate_size');
  const dense: FeedForward = { kind: 'dense', size: size ?? 0 };
  if (experts === 0) return parsed(() => dense);
  const expertSize = config.moe_intermediate_size ?? size;
  if (expertSize === undefined) return missing('moe_intermediate_size');
  const activeExperts = config.num_experts_per_tok;
  if (activeExperts === undefined) return missing('num_experts_per_tok');
  if (activeExperts > experts) {
    return problem(describeValue('num_experts_per_tok', activeExperts, l10n.t('more than there are experts, {0}', experts)));
  }
  const sharedSize = config.shared_expert_intermediate_size ?? (config.n_shared_experts ?? 0) * expertSize;
  const mixture: FeedForward = { kind: 'experts', experts, activeExperts, expertSize, sharedSize };
  return parsed((index) => (isDense(index) ? dense : mixture));
}

/** Which layers have experts: DeepSeek's and Qwen's fields; where there are none of them, all. */
function hasExperts(config: ModelConfig, index: number): boolean {
  return (
    index >= (config.first_k_dense_replace ?? 0) &&
    index % (config.moe_layer_freq ?? 1) === 0 &&
    (index + 1) % (config.decoder_sparse_step ?? 1) === 0 &&
    !config.mlp_only_layers?.includes(index)
  );
}
