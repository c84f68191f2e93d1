/** The fields of a model's public config.json that sizing reads, without those that the architecture's defaults say. */
type PublicConfig = Readonly<Record<string, unknown>>;

function llama(
  layers: number,
  hidden: number,
  inner: number,
  heads: number,
  shared: number,
  vocabulary: number,
  context: number,
  more: PublicConfig = {},
): PublicConfig {
  return {
    model_type: 'llama',
    num_hidden_layers: layers,
    hidden_size: hidden,
    intermediate_size: inner,
    num_attention_heads: heads,
    num_key_value_heads: shared,
    vocab_size: vocabulary,
    max_position_embeddings: context,
    torch_dtype: 'bfloat16',
    ...more,
  };
}

function bert(layers: number, hidden: number, vocabulary: number, positions: number, more: PublicConfig): PublicConfig {
  return llama(layers, hidden, 4 * hidden, hidden / 64, hidden / 64, vocabulary, positions, { torch_dtype: 'float32', ...more });
}

const tied = { tie_word_embeddings: true };
const qwen2 = { model_type: 'qwen2' };
const qwen3 = { model_type: 'qwen3', head_dim: 128 };
const qwen3Moe = { ...qwen3, model_type: 'qwen3_moe', num_experts: 128, num_experts_per_tok: 8, moe_intermediate_size: 768 };
const gemma2 = { model_type: 'gemma2', head_dim: 256, sliding_window: 4096 };
const gemma3 = { model_type: 'gemma3_text', head_dim: 256 };
const siglip = {
  model_type: 'siglip_vision_model',
  hidden_size: 1152,
  intermediate_size: 4304,
  num_hidden_layers: 27,
  image_size: 896,
  patch_size: 14,
};
const phi = { model_type: 'phi3' };
const latent = { kv_lora_rank: 512, qk_rope_head_dim: 64, qk_nope_head_dim: 128, v_head_dim: 128 };
const gptOss = {
  model_type: 'gpt_oss',
  head_dim: 64,
  sliding_window: 128,
  num_experts_per_tok: 4,
  quantization_config: { quant_method: 'mxfp4' },
};

/** Gemma 3 that sees: its config nests the language model, and counts what it sees with. */
function seeing(config: PublicConfig): PublicConfig {
  return { model_type: 'gemma3', torch_dtype: 'bfloat16', text_config: config, vision_config: siglip };
}

const deepSeekV3 = llama(61, 7168, 18_432, 128, 128, 129_280, 163_840, {
  ...latent,
  model_type: 'deepseek_v3',
  q_lora_rank: 1536,
  n_routed_experts: 256,
  n_shared_experts: 1,
  num_experts_per_tok: 8,
  moe_intermediate_size: 2048,
  first_k_dense_replace: 3,
  quantization_config: { quant_method: 'fp8', weight_block_size: [128, 128] },
});

/**
 * Common models by the plain form of their names (`plainModelName`), from the config.json that their makers publish on
 * Hugging Face. The count that follows from each is compared with the published one in a test.
 */
export const knownConfigs: Readonly<Record<string, PublicConfig>> = {
  'llama-2-7b': llama(32, 4096, 11_008, 32, 32, 32_000, 4096, { torch_dtype: 'float16' }),
  'llama-3-8b': llama(32, 4096, 14_336, 32, 8, 128_256, 8192),
  'llama-3.1-8b': llama(32, 4096, 14_336, 32, 8, 128_256, 131_072),
  'llama-3-70b': llama(80, 8192, 28_672, 64, 8, 128_256, 8192),
  'llama-3.1-70b': llama(80, 8192, 28_672, 64, 8, 128_256, 131_072),
  'llama-3.3-70b': llama(80, 8192, 28_672, 64, 8, 128_256, 131_072),
  'llama-3.2-1b': llama(16, 2048, 8192, 32, 8, 128_256, 131_072, { ...tied, head_dim: 64 }),
  'llama-3.2-3b': llama(28, 3072, 8192, 24, 8, 128_256, 131_072, { ...tied, head_dim: 128 }),
  'deepseek-r1-distill-llama-8b': llama(32, 4096, 14_336, 32, 8, 128_256, 131_072),
  'deepseek-r1-distill-llama-70b': llama(80, 8192, 28_672, 64, 8, 128_256, 131_072),

  'qwen2.5-0.5b': llama(24, 896, 4864, 14, 2, 151_936, 32_768, { ...qwen2, ...tied }),
  'qwen2.5-1.5b': llama(28, 1536, 8960, 12, 2, 151_936, 32_768, { ...qwen2, ...tied }),
  'qwen2.5-3b': llama(36, 2048, 11_008, 16, 2, 151_936, 32_768, { ...qwen2, ...tied }),
  'qwen2.5-7b': llama(28, 3584, 18_944, 28, 4, 152_064, 32_768, qwen2),
  'qwen2.5-14b': llama(48, 5120, 13_824, 40, 8, 152_064, 32_768, qwen2),
  'qwen2.5-32b': llama(64, 5120, 27_648, 40, 8, 152_064, 32_768, qwen2),
  'qwen2.5-72b': llama(80, 8192, 29_568, 64, 8, 152_064, 32_768, qwen2),
  'qwen3-0.6b': llama(28, 1024, 3072, 16, 8, 151_936, 40_960, { ...qwen3, ...tied }),
  'qwen3-1.7b': llama(28, 2048, 6144, 16, 8, 151_936, 40_960, { ...qwen3, ...tied }),
  'qwen3-4b-2507': llama(36, 2560, 9728, 32, 8, 151_936, 262_144, { ...qwen3, ...tied }),
  'qwen3-4b': llama(36, 2560, 9728, 32, 8, 151_936, 40_960, { ...qwen3, ...tied }),
  'qwen3-8b': llama(36, 4096, 12_288, 32, 8, 151_936, 40_960, qwen3),
  'qwen3-14b': llama(40, 5120, 17_408, 40, 8, 151_936, 40_960, qwen3),
  'qwen3-32b': llama(64, 5120, 25_600, 64, 8, 151_936, 40_960, qwen3),
  'qwen3-30b-a3b': llama(48, 2048, 6144, 32, 4, 151_936, 40_960, qwen3Moe),
  'qwen3-30b-a3b-2507': llama(48, 2048, 6144, 32, 4, 151_936, 262_144, qwen3Moe),

  'mistral-7b-v0.1': llama(32, 4096, 14_336, 32, 8, 32_000, 32_768, { model_type: 'mistral', sliding_window: 4096 }),
  'mistral-7b-v0.2': llama(32, 4096, 14_336, 32, 8, 32_000, 32_768, { model_type: 'mistral' }),
  'mistral-7b-v0.3': llama(32, 4096, 14_336, 32, 8, 32_768, 32_768, { model_type: 'mistral' }),
  'mixtral-8x7b-v0.1': llama(32, 4096, 14_336, 32, 8, 32_000, 32_768, {
    model_type: 'mixtral',
    num_local_experts: 8,
    num_experts_per_tok: 2,
  }),

  'gemma-2-2b': llama(26, 2304, 9216, 8, 4, 256_000, 8192, gemma2),
  'gemma-2-9b': llama(42, 3584, 14_336, 16, 8, 256_000, 8192, gemma2),
  'gemma-2-27b': llama(46, 4608, 36_864, 32, 16, 256_000, 8192, { ...gemma2, head_dim: 128 }),
  'gemma-3-1b': llama(26, 1152, 6912, 4, 1, 262_144, 32_768, { ...gemma3, sliding_window: 512 }),
  'gemma-3-4b': seeing(llama(34, 2560, 10_240, 8, 4, 262_208, 131_072, { ...gemma3, sliding_window: 1024 })),
  'gemma-3-12b': seeing(llama(48, 3840, 15_360, 16, 8, 262_208, 131_072, { ...gemma3, sliding_window: 1024 })),
  'gemma-3-27b': seeing(llama(62, 5376, 21_504, 32, 16, 262_208, 131_072, { ...gemma3, head_dim: 128, sliding_window: 1024 })),

  'phi-3-mini-4k': llama(32, 3072, 8192, 32, 32, 32_064, 4096, { ...phi, sliding_window: 2047 }),
  'phi-3-medium-4k': llama(40, 5120, 17_920, 40, 10, 32_064, 4096, { ...phi, sliding_window: 2047 }),
  'phi-4-mini': llama(32, 3072, 8192, 24, 8, 200_064, 131_072, { ...phi, ...tied }),
  'phi-4': llama(40, 5120, 17_920, 40, 10, 100_352, 16_384, phi),

  'deepseek-v2-lite': llama(27, 2048, 10_944, 16, 16, 102_400, 163_840, {
    ...latent,
    model_type: 'deepseek_v2',
    n_routed_experts: 64,
    n_shared_experts: 2,
    num_experts_per_tok: 6,
    moe_intermediate_size: 1408,
    first_k_dense_replace: 1,
  }),
  'deepseek-v3': deepSeekV3,
  'deepseek-r1': deepSeekV3,

  'gpt-oss-20b': llama(24, 2880, 2880, 64, 8, 201_088, 131_072, { ...gptOss, num_local_experts: 32 }),
  'gpt-oss-120b': llama(36, 2880, 2880, 64, 8, 201_088, 131_072, { ...gptOss, num_local_experts: 128 }),

  'tinyllama-1.1b-v1.0': llama(22, 2048, 5632, 32, 4, 32_000, 2048),
  'smollm2-135m': llama(30, 576, 1536, 9, 3, 49_152, 8192, tied),
  'smollm2-360m': llama(32, 960, 2560, 15, 5, 49_152, 8192, tied),
  'smollm2-1.7b': llama(24, 2048, 8192, 32, 32, 49_152, 8192, tied),
  'opt-125m': llama(12, 768, 3072, 12, 12, 50_272, 2048, { model_type: 'opt', torch_dtype: 'float16' }),

  'bge-small-en-v1.5': bert(12, 384, 30_522, 512, {
    model_type: 'bert',
    type_vocab_size: 2,
    num_attention_heads: 12,
    num_key_value_heads: 12,
  }),
  'bge-base-en-v1.5': bert(12, 768, 30_522, 512, { model_type: 'bert', type_vocab_size: 2 }),
  'bge-large-en-v1.5': bert(24, 1024, 30_522, 512, { model_type: 'bert', type_vocab_size: 2 }),
  'bge-m3': bert(24, 1024, 250_002, 8194, { model_type: 'xlm-roberta', type_vocab_size: 1 }),
};
