import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commonWords } from '../../../src/inference/commonWords.ts';
import { tinyTokenizer } from './tinyTokenizer.ts';

/** Paced by what it computes: some hundred tokens a second on one core. vLLM's attention on CPUs wants large heads; 64 is what every build has. */
const shape = { layers: 8, hidden: 512, feedForward: 1536, headSize: 64, contextTokens: 1024 } as const;

/** Writes a Llama with random weights as Hugging Face lays a model out: what it says is noise. The same every time. */
export async function writeTinyLlama(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const tokenizer = tinyTokenizer(commonWords);
  for (const [name, text] of Object.entries(tokenizer.files)) await writeFile(join(directory, name), text);
  await writeFile(join(directory, 'config.json'), JSON.stringify(config(tokenizer.size), undefined, 2));
  await writeFile(join(directory, 'model.safetensors'), safetensors(tensors(tokenizer.size)));
}

function config(vocabulary: number): Readonly<Record<string, unknown>> {
  const { layers, hidden, feedForward, headSize, contextTokens } = shape;
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: hidden,
    intermediate_size: feedForward,
    num_hidden_layers: layers,
    num_attention_heads: hidden / headSize,
    num_key_value_heads: hidden / headSize,
    head_dim: headSize,
    max_position_embeddings: contextTokens,
    vocab_size: vocabulary,
    hidden_act: 'silu',
    rms_norm_eps: 1e-5,
    rope_theta: 10_000,
    tie_word_embeddings: false,
    torch_dtype: 'float32',
    bos_token_id: 1,
    eos_token_id: 2,
  };
}

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function tensors(vocabulary: number): readonly Tensor[] {
  const { layers, hidden, feedForward } = shape;
  const random = randomNumbers(7);
  const matrix = (name: string, outputs: number, inputs: number): Tensor => {
    const spread = Math.sqrt(3 / inputs);
    return { name, shape: [outputs, inputs], values: Float32Array.from({ length: outputs * inputs }, () => random() * spread) };
  };
  const norm = (name: string): Tensor => ({ name, shape: [hidden], values: new Float32Array(hidden).fill(1) });
  return [
    matrix('model.embed_tokens.weight', vocabulary, hidden),
    ...Array.from({ length: layers }, (_, index) => `model.layers.${index}`).flatMap((layer) => [
      norm(`${layer}.input_layernorm.weight`),
      ...['q', 'k', 'v', 'o'].map((part) => matrix(`${layer}.self_attn.${part}_proj.weight`, hidden, hidden)),
      norm(`${layer}.post_attention_layernorm.weight`),
      matrix(`${layer}.mlp.gate_proj.weight`, feedForward, hidden),
      matrix(`${layer}.mlp.up_proj.weight`, feedForward, hidden),
      matrix(`${layer}.mlp.down_proj.weight`, hidden, feedForward),
    ]),
    norm('model.norm.weight'),
    matrix('lm_head.weight', vocabulary, hidden),
  ];
}

/** The safetensors format: length of a JSON header as 64 bits, the header, then the bytes of all tensors. */
function safetensors(all: readonly Tensor[]): Uint8Array {
  let offset = 0;
  const entries = all.map(({ name, shape: sides, values }) => {
    const begin = offset;
    offset += values.byteLength;
    return [name, { dtype: 'F32', shape: sides, data_offsets: [begin, offset] }];
  });
  const header = JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) });
  const padded = Buffer.from(header.padEnd(Math.ceil(header.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...all.map(({ values }) => new Uint8Array(values.buffer))]);
}

/** Numbers from -1 to 1, the same for the same seed: xorshift with 32 bits (Marsaglia, 2003). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  };
}
