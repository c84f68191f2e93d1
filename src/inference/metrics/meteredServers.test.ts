import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dynamoFrontendMetrics } from './dynamo.ts';
import { embeddedMetrics } from './embedded.ts';
import { findMeteredServer, nameServer } from './meteredServers.ts';
import { nimMetrics } from './nim.ts';
import { vllmMetrics } from './vllm.ts';

const container = (image: string, words: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => ({
  image,
  command: words,
  args: [],
  env,
});
const find = (...of: Parameters<typeof container>) => findMeteredServer(container(...of));

test('a server is known by its command or else its image, also where it cannot be launched here', () => {
  const table: readonly (readonly [image: string, words: readonly string[], id: string | undefined])[] = [
    ['vllm/vllm-openai:v0.10', [], 'vllm'],
    ['registry.example/mirror/lmsysorg/sglang:latest', [], 'sglang'],
    ['team/base', ['python3', '-m', 'sglang.launch_server', '--model-path', 'm'], 'sglang'],
    ['nvcr.io/nvidia/tensorrt-llm/release:1.2.0', [], 'trtllm'],
    ['team/base', ['trtllm-serve', 'serve', 'm'], 'trtllm'],
    ['nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8', [], 'nim'],
    ['ghcr.io/ggml-org/llama.cpp:server-cuda', [], 'llamacpp'],
    ['ghcr.io/huggingface/text-generation-inference:3.3.7', [], 'tgi'],
    ['nvcr.io/nvidia/tritonserver:25.08-trtllm-python-py3', [], 'triton'],
    ['team/base', ['sh', '-c', 'exec tritonserver --model-repository=/models'], 'triton'],
    ['nvcr.io/nvidia/ai-dynamo/vllm-runtime:1.0', [], 'dynamo'],
    ['team/base', ['python3', '-m', 'dynamo.frontend', '--http-port', '8000'], 'dynamo'],
    ['ollama/ollama:0.33.0', [], 'ollama'],
    ['team/base', ['/bin/ollama', 'serve'], 'ollama'],
    ['gpu-fractions/embedded-engine', [], 'embedded'],
    ['team/tritonserver-docs', [], undefined],
    ['python:3.12', ['python', '-m', 'http.server'], undefined],
  ];
  for (const [image, words, id] of table) assert.equal(find(image, words)?.id, id, `${image} ${words.join(' ')}`);
});

test('where they tell their numbers: a port of their own, a path of their own, or nowhere', () => {
  const portOf = (image: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    find(image, words, env)?.metrics?.port?.(container(image, words, env));
  assert.equal(portOf('nvcr.io/nvidia/tritonserver:25.08', []), 8002);
  assert.equal(portOf('x', ['tritonserver', '--metrics-port=9002']), 9002);
  assert.equal(portOf('x', ['tritonserver', '--metrics-port', '9003']), 9003);
  const worker = ['python3', '-m', 'dynamo.vllm'];
  assert.equal(portOf('x', worker, { DYN_SYSTEM_PORT: '8081' }), 8081);
  assert.equal(portOf('x', worker, { DYN_SYSTEM_PORT: '-1' }), undefined);
  assert.equal(find('x', ['trtllm-serve', 'm'])?.metrics?.path, '/prometheus/metrics');
  assert.equal(find('nvcr.io/nim/meta/llama-3.1-8b-instruct')?.metrics?.path, '/v1/metrics');
  assert.equal(find('ollama/ollama')?.metrics, null);
});

test('a server is called by the words that it speaks, one that wraps the engine which speaks by its own name', () => {
  const nim = find('nvcr.io/nim/meta/llama-3.1-8b-instruct');
  const vllm = find('vllm/vllm-openai');
  assert.equal(nameServer(vllmMetrics, nim)?.label, 'NIM');
  assert.equal(nameServer(nimMetrics, nim)?.label, 'NIM');
  assert.equal(nameServer(embeddedMetrics, vllm)?.label, 'embedded');
  assert.equal(nameServer(vllmMetrics, undefined)?.label, 'vLLM');
  assert.equal(nameServer(vllmMetrics, find('nvcr.io/nvidia/ai-dynamo/vllm-runtime'))?.label, 'Dynamo');
  assert.equal(nameServer(dynamoFrontendMetrics, vllm)?.label, 'Dynamo');
  assert.equal(nameServer(undefined, find('ollama/ollama'))?.label, 'Ollama');
  assert.equal(nameServer(undefined, undefined), undefined);
});
