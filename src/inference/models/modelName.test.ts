import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findKnownModel } from './knownModels.ts';
import { plainModelName } from './modelName.ts';

test('names of the same shape have one plain form, and the ending tells the format', () => {
  const cases: readonly (readonly [id: string, name: string, method?: string])[] = [
    ['meta-llama/Llama-3.1-8B-Instruct', 'llama-3.1-8b'],
    ['meta-llama/Meta-Llama-3.1-8B', 'llama-3.1-8b'],
    ['META-LLAMA/LLAMA-3.1-8B', 'llama-3.1-8b'],
    ['meta/llama3-8b-instruct', 'llama-3-8b'],
    ['hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4', 'llama-3.1-8b', 'awq'],
    ['Qwen/Qwen2.5-7B-Instruct-AWQ', 'qwen2.5-7b', 'awq'],
    ['Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4', 'qwen2.5-7b', 'gptq'],
    ['Qwen/Qwen2.5-7B-Instruct-GPTQ-Int8', 'qwen2.5-7b', 'gptq'],
    ['RedHatAI/Llama-3.2-1B-Instruct-FP8-dynamic', 'llama-3.2-1b', 'fp8'],
    ['RedHatAI/Meta-Llama-3.1-8B-Instruct-quantized.w4a16', 'llama-3.1-8b', 'compressed-tensors'],
    ['unsloth/Llama-3.2-3B-Instruct-bnb-4bit', 'llama-3.2-3b', 'bitsandbytes'],
    ['mistralai/Mistral-7B-Instruct-v0.3', 'mistral-7b-v0.3'],
    ['mistralai/mixtral-8x7b-instruct-v01', 'mixtral-8x7b-v0.1'],
    ['deepseek-ai/DeepSeek-V3-0324', 'deepseek-v3'],
    ['Qwen/Qwen3-30B-A3B-Instruct-2507', 'qwen3-30b-a3b-2507'],
    ['TinyLlama/TinyLlama-1.1B-Chat-v1.0', 'tinyllama-1.1b-v1.0'],
    ['ggml-org/gemma-3-1b-it-GGUF', 'gemma-3-1b', 'Q4_K_M'],
    ['ggml-org/gemma-3-1b-it-GGUF:Q8_0', 'gemma-3-1b', 'Q8_0'],
    ['/models/Llama-3.2-1B-Instruct-Q5_K_M.gguf', 'llama-3.2-1b', 'Q5_K_M'],
    ['someone/Llama-3.1-8B-my-merge', 'llama-3.1-8b-my-merge'],
    ['Qwen/Qwen3-8B-Base', 'qwen3-8b'],
    ['BAAI/bge-base-en-v1.5', 'bge-base-en-v1.5'],
    ['', ''],
  ];
  for (const [id, name, method] of cases) {
    const plain = plainModelName(id);
    assert.equal(plain.name, name, id);
    const format = plain.format?.('bfloat16');
    assert.equal(format?.kind === 'quantised' ? format.method : format?.kind === 'average' ? format.name : undefined, method, id);
  }
});

test('what is not in the table is not guessed', () => {
  for (const id of ['someone/Llama-3.1-8B-my-merge', 'constructor', '__proto__', '', 'llama-3.1-9b', 'gpt-4o']) {
    assert.equal(findKnownModel(id), undefined, id);
  }
});
