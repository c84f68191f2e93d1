import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateMemory } from '../estimateMemory.ts';
import { findKnownModel } from '../knownModels.ts';
import { memoryQuestionOf } from './memoryQuestion.ts';
import { readModelUse } from './readModelUse.ts';

function question(image: string, args: readonly string[]) {
  const use = readModelUse({ image, command: [], args, env: {} }) ?? assert.fail(image);
  const shape = findKnownModel(use.model ?? '') ?? assert.fail(use.model);
  return memoryQuestionOf(use, shape) ?? assert.fail('no context');
}

test('from a container to its memory', () => {
  const asked = question('vllm/vllm-openai', ['Qwen/Qwen3-8B', '--max-model-len', '4096', '--kv-cache-dtype', 'fp8', '-tp', '2']);
  const estimate = estimateMemory(asked);
  assert.equal(estimate.weightsMiB, Math.ceil(8_190_735_360 / 1_048_576));
  // 36 layers x 4 of 8 heads x 128 x keys and values x 1 byte
  assert.equal(estimate.kvMiB, Math.ceil((4096 * 36 * 4 * 128 * 2) / 1_048_576));
});

test('what is not said is the model or the server', () => {
  const { contextTokens, sequences } = question('vllm/vllm-openai', ['Qwen/Qwen3-8B']);
  assert.deepEqual([contextTokens, sequences], [40_960, 1]);
  assert.equal(question('vllm/vllm-openai', ['BAAI/bge-m3']).weightDtype, 'float16');
  assert.equal(question('vllm/vllm-openai', ['BAAI/bge-m3', '--dtype', 'float32']).weightDtype, 'float32');
  assert.equal(question('ggml-org/llama.cpp', ['-hf', 'x/bge-m3-GGUF']).weightDtype, undefined);
});

test('keys and values are kept in what the server computes in', () => {
  const kvMiB = (...args: readonly string[]): number =>
    estimateMemory(question('vllm/vllm-openai', ['Qwen/Qwen3-8B', '--max-model-len', '4096', ...args])).kvMiB;
  assert.equal(kvMiB(), 576);
  assert.equal(kvMiB('--dtype', 'float32'), 1152);
  assert.equal(kvMiB('--quantization', 'fp8'), 576);
});
