import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { totalParameters } from './countParameters.ts';
import type { ModelShape } from './modelShape.ts';
import { parseConfig, parseConfigText } from './parseConfig.ts';
import { weightBytes } from './weightFormat.ts';

const llama8b = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  attention_bias: false,
  hidden_size: 4096,
  intermediate_size: 14_336,
  max_position_embeddings: 131_072,
  num_attention_heads: 32,
  num_hidden_layers: 32,
  num_key_value_heads: 8,
  rope_scaling: { rope_type: 'llama3', factor: 8 },
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  vocab_size: 128_256,
};

function read(config: unknown): ModelShape {
  const shape = parseConfig(config);
  return shape.kind === 'value' ? shape.value : assert.fail(shape.problem);
}

function parametersOf({ weights }: ModelShape): number {
  return weights.kind === 'tensors' ? totalParameters(weights.count) : assert.fail('a GGUF file');
}

function bytesOf({ weights }: ModelShape): number {
  return weights.kind === 'tensors' ? weightBytes(weights.count, weights.format) : assert.fail('a GGUF file');
}

test('dense with grouped queries, summed by hand: Llama 3.1 8B', () => {
  const shape = read(llama8b);
  const embeddings = 128_256 * 4096;
  const attention = 4096 * 4096 + 4096 * 1024 + 4096 * 1024 + 4096 * 4096;
  const feedForward = 3 * 4096 * 14_336;
  const layer = attention + feedForward + 2 * 4096;
  assert.equal(parametersOf(shape), embeddings + 32 * layer + 4096 + embeddings);
  assert.equal(parametersOf(shape), 8_030_261_248);
  assert.equal(bytesOf(shape), 16_060_522_496);
  assert.deepEqual(shape.layers[31], {
    attention: { kind: 'gqa', heads: 32, keyValueHeads: 8, headSize: 128, valueSize: 128 },
    reach: { kind: 'full' },
    feedForward: { kind: 'dense', size: 14_336 },
  });
  assert.equal(shape.counting, 'exact');
});

test('what a config leaves out: as many key and value heads as query heads, the head from the hidden size, half precision', () => {
  const { num_key_value_heads: _heads, torch_dtype: _dtype, tie_word_embeddings: _ties, ...bare } = llama8b;
  const shape = read(bare);
  assert.deepEqual(shape.layers[0]?.attention, { kind: 'mha', heads: 32, headSize: 128, valueSize: 128 });
  assert.equal(shape.dtype, 'bfloat16');
  assert.deepEqual(read({ ...bare, head_dim: null, num_key_value_heads: null, quantization_config: null }), shape);
  assert.equal(read({ ...bare, dtype: 'torch.float16' }).dtype, 'float16');
});

test('tied embeddings are counted once', () => {
  assert.equal(parametersOf(read(llama8b)) - parametersOf(read({ ...llama8b, tie_word_embeddings: true })), 128_256 * 4096);
});

test('an architecture that is not known is counted like a Llama, and says so', () => {
  const shape = read({ ...llama8b, model_type: 'brand_new' });
  assert.equal(shape.counting, 'alike');
  assert.equal(parametersOf(shape), 8_030_261_248);
  assert.equal(read({ ...llama8b, model_type: 'constructor' }).counting, 'alike');
});

test('the language model of a multimodal config, whose defaults are left out, with what it sees with', () => {
  const gemma = {
    model_type: 'gemma3',
    torch_dtype: 'bfloat16',
    text_config: {
      hidden_size: 2560,
      intermediate_size: 10_240,
      model_type: 'gemma3_text',
      num_hidden_layers: 34,
      sliding_window: 1024,
    },
    vision_config: {
      hidden_size: 1152,
      image_size: 896,
      intermediate_size: 4304,
      model_type: 'siglip_vision_model',
      num_attention_heads: 16,
      num_hidden_layers: 27,
      patch_size: 14,
    },
  };
  assert.equal(parametersOf(read(gemma)), 4_300_079_472);
  assert.deepEqual(read(gemma).uncounted, []);
  assert.deepEqual(read({ ...gemma, vision_config: { model_type: 'another' } }).uncounted, ['vision_config']);
  const fullLayers = read(gemma).layers.flatMap(({ reach }, index) => (reach.kind === 'full' ? [index] : []));
  assert.deepEqual(fullLayers, [5, 11, 17, 23, 29]);
});

test('which layers slide: all, none, by a period, by a list', () => {
  const small = { ...llama8b, num_hidden_layers: 6, sliding_window: 100 };
  const cases: readonly (readonly [fields: object, sliding: readonly number[]])[] = [
    [{ model_type: 'mistral' }, [0, 1, 2, 3, 4, 5]],
    [{ model_type: 'mistral', sliding_window: null }, []],
    [{ model_type: 'mistral', sliding_window: 0 }, []],
    [{ model_type: 'qwen2' }, []],
    [{ model_type: 'qwen2', use_sliding_window: false }, []],
    [{ model_type: 'qwen2', use_sliding_window: true, max_window_layers: 4 }, [4, 5]],
    [{ model_type: 'gemma2' }, [0, 2, 4]],
    [{ model_type: 'gemma3_text' }, [0, 1, 2, 3, 4]],
    [{ model_type: 'gemma3_text', sliding_window_pattern: 3 }, [0, 1, 3, 4]],
    [
      {
        layer_types: [
          'full_attention',
          'sliding_attention',
          'full_attention',
          'full_attention',
          'sliding_attention',
          'full_attention',
        ],
      },
      [1, 4],
    ],
  ];
  for (const [fields, sliding] of cases) {
    const { layers } = read({ ...small, ...fields });
    const found = layers.flatMap(({ reach }, index) => (reach.kind === 'sliding' ? [index] : []));
    assert.deepEqual(found, sliding, JSON.stringify(fields));
  }
});

test('experts, summed by hand: Mixtral 8x7B, and which layers have them', () => {
  const mixtral = {
    ...llama8b,
    model_type: 'mixtral',
    vocab_size: 32_000,
    num_local_experts: 8,
    num_experts_per_tok: 2,
  };
  const attention = 2 * 4096 * 4096 + 2 * 4096 * 1024;
  const layer = attention + 8 * 3 * 4096 * 14_336 + 8 * 4096 + 2 * 4096;
  assert.equal(parametersOf(read(mixtral)), 2 * 32_000 * 4096 + 32 * layer + 4096);
  assert.equal(parametersOf(read(mixtral)), 46_702_792_704);
  const expertLayers = (fields: object): readonly number[] =>
    read({ ...mixtral, num_hidden_layers: 4, moe_intermediate_size: 512, ...fields }).layers.flatMap(({ feedForward }, index) =>
      feedForward.kind === 'experts' ? [index] : [],
    );
  assert.deepEqual(expertLayers({}), [0, 1, 2, 3]);
  assert.deepEqual(expertLayers({ first_k_dense_replace: 1 }), [1, 2, 3]);
  assert.deepEqual(expertLayers({ decoder_sparse_step: 2 }), [1, 3]);
  assert.deepEqual(expertLayers({ mlp_only_layers: [0, 3] }), [1, 2]);
  assert.deepEqual(expertLayers({ num_local_experts: 0 }), []);
});

test('latent attention and shared experts, summed by hand: DeepSeek-V2-Lite', () => {
  const shape = read({
    model_type: 'deepseek_v2',
    hidden_size: 2048,
    vocab_size: 102_400,
    num_hidden_layers: 27,
    num_attention_heads: 16,
    num_key_value_heads: 16,
    intermediate_size: 10_944,
    kv_lora_rank: 512,
    q_lora_rank: null,
    qk_rope_head_dim: 64,
    qk_nope_head_dim: 128,
    v_head_dim: 128,
    n_routed_experts: 64,
    n_shared_experts: 2,
    num_experts_per_tok: 6,
    moe_intermediate_size: 1408,
    first_k_dense_replace: 1,
    torch_dtype: 'bfloat16',
  });
  const attention = 2048 * 16 * 192 + 2048 * (512 + 64) + 512 + 512 * 16 * (128 + 128) + 16 * 128 * 2048;
  const expert = 3 * 2048 * 1408;
  const dense = 3 * 2048 * 10_944;
  const mixture = 64 * expert + 2 * expert + 64 * 2048;
  const norms = 27 * 2 * 2048 + 2048;
  assert.equal(parametersOf(shape), 2 * 102_400 * 2048 + 27 * attention + dense + 26 * mixture + norms);
  assert.equal(parametersOf(shape), 15_706_484_224);
});

/** Weights of the layers' matrices of Llama 3.1 8B; the rest are embeddings, head and norms. */
const linear = 32 * (2 * 4096 * 4096 + 2 * 4096 * 1024 + 3 * 4096 * 14_336);
const rest = 8_030_261_248 - linear;
const inputs = 32 * (4 * 4096 + 2 * 4096 + 14_336);
const outputs = 32 * (4096 + 1024 + 1024 + 4096 + 14_336 + 14_336 + 4096);

test('quantised weights with their scales, summed by hand on Llama 3.1 8B', () => {
  const cases: readonly (readonly [config: object, bytes: number])[] = [
    // 4 bits, and for each 128 a scale of 16 bits and a zero point of 4
    [{ quant_method: 'awq', bits: 4, group_size: 128 }, (linear * 4) / 8 + (linear / 128) * (20 / 8) + rest * 2],
    [{ quant_method: 'gptq', bits: 4, group_size: 128 }, (linear * 4) / 8 + (linear / 128) * (20 / 8) + inputs * 4 + rest * 2],
    [{ quant_method: 'gptq', bits: 8, group_size: -1 }, linear + outputs * 3 + inputs * 4 + rest * 2],
    [
      { quant_method: 'fp8', activation_scheme: 'dynamic', weight_block_size: [128, 128] },
      linear + (linear / 16_384) * 4 + rest * 2,
    ],
    [{ quant_method: 'fp8' }, linear + rest * 2],
    [{ quant_method: 'bitsandbytes', load_in_4bit: true }, linear / 2 + (linear / 64) * 4 + rest * 2],
    [{ quant_method: 'bitsandbytes', load_in_8bit: true }, linear + outputs * 4 + rest * 2],
    [
      {
        quant_method: 'compressed-tensors',
        config_groups: { group_0: { weights: { num_bits: 8, type: 'float', strategy: 'channel', group_size: null } } },
      },
      linear + outputs * 2 + rest * 2,
    ],
    [
      {
        quant_method: 'compressed-tensors',
        config_groups: {
          group_0: { weights: { num_bits: 4, type: 'int', strategy: 'group', group_size: 128, symmetric: true } },
        },
      },
      linear / 2 + (linear / 128) * 2 + rest * 2,
    ],
  ];
  for (const [config, bytes] of cases) {
    assert.equal(bytesOf(read({ ...llama8b, quantization_config: config })), bytes, JSON.stringify(config));
  }
  // the AWQ copy of this model at Hugging Face is 5.73 GB
  assert.equal(
    bytesOf(read({ ...llama8b, quantization_config: { quant_method: 'awq', bits: 4, group_size: 128 } })),
    5_727_854_592,
  );
});

test('gpt-oss stores its experts only in MXFP4: the bytes of its published indices', () => {
  const gptOss = (layers: number, experts: number) =>
    read({
      model_type: 'gpt_oss',
      hidden_size: 2880,
      intermediate_size: 2880,
      num_hidden_layers: layers,
      num_attention_heads: 64,
      num_key_value_heads: 8,
      head_dim: 64,
      vocab_size: 201_088,
      num_local_experts: experts,
      num_experts_per_tok: 4,
      sliding_window: 128,
      tie_word_embeddings: false,
      quantization_config: { quant_method: 'mxfp4', modules_to_not_convert: ['model.layers.*.self_attn'] },
    });
  assert.equal(bytesOf(gptOss(24, 32)), 13_761_264_768);
  assert.equal(bytesOf(gptOss(36, 128)), 65_248_815_744);
});

test('a config that cannot be names the field, and the value where there is one', () => {
  const cases: readonly (readonly [config: unknown, problem: RegExp])[] = [
    [{ ...llama8b, num_hidden_layers: 'many' }, /^num_hidden_layers "many": not a whole number from 1 to/],
    [{ ...llama8b, num_hidden_layers: '32' }, /^num_hidden_layers "32": /],
    [{ ...llama8b, num_hidden_layers: 10 ** 9 }, /^num_hidden_layers "1000000000": /],
    [{ ...llama8b, num_hidden_layers: -1 }, /^num_hidden_layers "-1": /],
    [{ ...llama8b, hidden_size: 4096.5 }, /^hidden_size "4096.5": /],
    [{ ...llama8b, vocab_size: 0 }, /^vocab_size "0": /],
    [{ ...llama8b, vocab_size: undefined }, /^vocab_size is missing/],
    [{ ...llama8b, num_attention_heads: null }, /^num_attention_heads is missing/],
    [{ ...llama8b, num_attention_heads: 31, num_key_value_heads: 31 }, /^num_attention_heads "31": does not divide hidden_size/],
    [{ ...llama8b, num_key_value_heads: 5 }, /^num_key_value_heads "5": does not divide num_attention_heads, 32/],
    [{ ...llama8b, intermediate_size: undefined }, /^intermediate_size is missing/],
    [{ ...llama8b, torch_dtype: 'int3' }, /^torch_dtype "int3": /],
    [{ ...llama8b, dtype: 7 }, /^dtype "7": not a text/],
    [{ ...llama8b, kv_lora_rank: 512 }, /^qk_rope_head_dim is missing/],
    [{ ...llama8b, num_local_experts: 8 }, /^num_experts_per_tok is missing/],
    [{ ...llama8b, num_local_experts: 8, num_experts_per_tok: 9 }, /^num_experts_per_tok "9": more than there are experts, 8/],
    [{ ...llama8b, layer_types: ['full_attention'] }, /^layer_types "1": entries for 32 layers/],
    [{ ...llama8b, num_hidden_layers: 1, layer_types: ['linear_attention'] }, /^layer_types\.0 "linear_attention": /],
    [{ ...llama8b, hybrid_override_pattern: 'M-M*' }, /^hybrid_override_pattern "M-M\*": of layers that keep a state/],
    [{ ...llama8b, mamba_d_state: 16 }, /^mamba_d_state "16": /],
    [{ ...llama8b, layer_types: 'full_attention' }, /^layer_types "full_attention": not a list/],
    [{ ...llama8b, quantization_config: 'awq' }, /^quantization_config "awq": not an object/],
    [{ ...llama8b, quantization_config: { quant_method: 'magic' } }, /^quantization_config\.quant_method "magic": /],
    [{ ...llama8b, quantization_config: { quant_method: 'awq', bits: 99 } }, /^quantization_config\.bits "99": /],
    [
      {
        ...llama8b,
        hidden_size: 10_000_000,
        num_attention_heads: 1,
        num_key_value_heads: 1,
        vocab_size: 10_000_000,
        intermediate_size: 10_000_000,
      },
      /^hidden_size "10000000": .*more parameters/,
    ],
    [{ text_config: { ...llama8b, hidden_size: -4 } }, /^hidden_size "-4": /],
    [{}, /^hidden_size is missing/],
    [null, /not an object/],
    [[], /not an object/],
    ['llama', /not an object/],
  ];
  for (const [config, problem] of cases) {
    const shape = parseConfig(config);
    assert.match(shape.kind === 'problem' ? shape.problem : 'a shape', problem, JSON.stringify(config));
  }
  assert.deepEqual(parseConfigText('{"hidden_size":'), { kind: 'problem', problem: 'not JSON' });
});

test('whatever a field holds, it is a shape or a problem, never a throw', () => {
  const fields = [
    ...Object.keys(llama8b),
    'quantization_config',
    'text_config',
    'layer_types',
    'num_experts',
    'sliding_window',
    'head_dim',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
      const shape = parseConfig({ ...llama8b, [field]: value });
      if (shape.kind === 'value') assert.ok(Number.isFinite(parametersOf(shape.value)));
    }),
    { numRuns: 2000 },
  );
});
