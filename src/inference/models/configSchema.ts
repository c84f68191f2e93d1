import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';

/** A value that may be absent; null, as many configs write what they do not use, is absent. */
export function maybe<Output>(schema: z.ZodMiniType<Output>) {
  return z.optional(
    z.pipe(
      z.nullish(schema),
      z.transform((value) => value ?? undefined),
    ),
  );
}

/** Bounds well above any model that exists: they keep the arithmetic exact, and a slip of the keyboard visible. */
const most = { layers: 10_000, size: 10_000_000, heads: 100_000, experts: 100_000, tokens: 10 ** 9 };

function whole(least: number, greatest: number) {
  const error = () => l10n.t('not a whole number from {0} to {1}', least, greatest);
  return maybe(z.int({ error }).check(z.gte(least, { error }), z.lte(greatest, { error })));
}

const size = whole(1, most.size);
const heads = whole(1, most.heads);
const layers = whole(1, most.layers);
const experts = whole(0, most.experts);
const tokens = whole(1, most.tokens);
const flag = maybe(z.boolean({ error: () => l10n.t('neither true nor false') }));
const text = maybe(z.string({ error: notText }));
const object = maybe(z.looseObject({}, { error: () => l10n.t('not an object') }));

/** The fields of a config.json that sizing reads, by the names that architectures give them. */
export const configSchema = z.looseObject({
  model_type: text,
  torch_dtype: text,
  dtype: text,

  hidden_size: size,
  n_embd: size,
  vocab_size: size,
  num_hidden_layers: layers,
  n_layer: layers,
  max_position_embeddings: tokens,
  n_positions: tokens,
  type_vocab_size: whole(0, most.size),

  num_attention_heads: heads,
  n_head: heads,
  num_key_value_heads: heads,
  head_dim: size,
  attention_bias: flag,
  mlp_bias: flag,
  tie_word_embeddings: flag,

  kv_lora_rank: size,
  q_lora_rank: size,
  qk_rope_head_dim: size,
  qk_nope_head_dim: size,
  v_head_dim: size,

  // some write -1 or 0 for a window that is not used
  sliding_window: whole(-1, most.tokens),
  attention_chunk_size: tokens,
  use_sliding_window: flag,
  max_window_layers: whole(0, most.layers),
  sliding_window_pattern: whole(1, most.layers),
  layer_types: maybe(z.array(z.string({ error: notText }), { error: () => l10n.t('not a list of texts') })),

  intermediate_size: size,
  ffn_dim: size,
  num_experts: experts,
  n_routed_experts: experts,
  num_local_experts: experts,
  num_experts_per_tok: experts,
  moe_intermediate_size: size,
  shared_expert_intermediate_size: whole(0, most.size),
  n_shared_experts: experts,
  first_k_dense_replace: whole(0, most.layers),
  moe_layer_freq: layers,
  decoder_sparse_step: layers,
  mlp_only_layers: maybe(z.array(z.int({ error: notLayers }), { error: notLayers })),

  quantization_config: object,
  vision_config: object,
  audio_config: object,
});

export type ModelConfig = z.infer<typeof configSchema>;

function notText(): string {
  return l10n.t('not a text');
}

function notLayers(): string {
  return l10n.t('not a list of layers');
}

/** `num_hidden_layers "many": not a whole number from 1 to 10000`, of the first fault; the value as JSON, cut where it is long. */
export function describeFault(error: z.core.$ZodError, config: unknown): string {
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    config,
  );
  return describeValue(path.join('.'), value, issue?.message ?? '');
}

/** `field "value": why`. */
export function describeValue(field: string, value: unknown, why: string): string {
  const written = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `${field} "${written.length > 60 ? `${written.slice(0, 57)}…` : written}": ${why}`;
}
