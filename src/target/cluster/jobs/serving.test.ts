import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPod } from '../objects/pod.ts';
import { podObject } from '../testCluster.ts';
import { readServing } from './serving.ts';

function servingOf(...containers: readonly object[]) {
  const pod = readPod(podObject('a', { spec: { containers } })) ?? assert.fail();
  const { server, model, port, container } = readServing(pod, 'gpu') ?? assert.fail();
  return { label: server?.label, model, port, container: container.name };
}

test('a pod is called by its server also where we cannot launch that, with its model and port', () => {
  const table: readonly (readonly [object, label: string | undefined, model: string, port: number | undefined])[] = [
    [{ image: 'vllm/vllm-openai', args: ['--model', 'Qwen/Qwen3-8B', '--port', '9000'] }, 'vLLM', 'Qwen/Qwen3-8B', 9000],
    [
      {
        image: 'lmsysorg/sglang',
        command: ['python3', '-m', 'sglang.launch_server', '--model-path', 'm/x'],
        ports: [{ containerPort: 30_001 }],
      },
      'SGLang',
      'm/x',
      30_001,
    ],
    [{ image: 'nvcr.io/nim/meta/llama-3.1-8b-instruct' }, 'NIM', 'meta/llama-3.1-8b-instruct', 8000],
    [{ image: 'ollama/ollama' }, 'Ollama', '', 11_434],
    [{ image: 'nvcr.io/nvidia/tritonserver:25.08-trtllm-python-py3' }, 'Triton', '', 8000],
    [{ image: 'ghcr.io/huggingface/text-generation-inference', env: [{ name: 'MODEL_ID', value: 'm/y' }] }, 'TGI', 'm/y', 80],
    [{ image: 'team/unknown', ports: [{ containerPort: 5000 }] }, undefined, '', 5000],
    [{ image: 'team/unknown' }, undefined, '', undefined],
  ];
  for (const [container, label, model, port] of table) {
    const expected = { label, model, port, container: 'main' };
    assert.deepEqual(servingOf({ name: 'main', ...container }), expected, JSON.stringify(container));
  }
});

test('of several containers the one of a known server is meant, else the one with the GPU', () => {
  assert.equal(servingOf({ name: 'proxy', image: 'envoy' }, { name: 'llm', image: 'lmsysorg/sglang' }).container, 'llm');
  assert.equal(servingOf({ name: 'proxy', image: 'envoy' }, { name: 'gpu', image: 'team/own' }).container, 'gpu');
});
