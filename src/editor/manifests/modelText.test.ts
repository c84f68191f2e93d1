import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib } from '../../gpu/quantity.ts';
import { findWorkloads } from '../../manifest/requests.ts';
import { commonModels } from '../../manifest/rules/pages/pageOptions.ts';
import { modelText } from './modelText.ts';

function textOf(args: string, annotation = 'gpu-fraction: "0.5"', image = 'vllm/vllm-openai:v0.18.1'): readonly string[] {
  const [found] = findWorkloads(
    [
      'apiVersion: v1',
      'kind: Pod',
      `metadata: { name: chat, annotations: { ${annotation} } }`,
      'spec:',
      '  schedulerName: kai-scheduler',
      `  containers: [{ name: server, image: "${image}", args: [${args}] }]`,
    ].join('\n'),
  );
  assert.ok(found?.result.kind === 'request');
  const devices = [
    { product: 'NVIDIA-H100-80GB-HBM3', memoryMiB: mib(81_559) },
    { product: 'Tesla-T4', memoryMiB: mib(15_360) },
  ];
  return modelText(found, found.result, commonModels(['Qwen/Qwen3-8B']), devices);
}

test('what a model needs, part by part, and the smallest fraction of each GPU', () => {
  assert.deepEqual(textOf('--model=Qwen/Qwen3-8B, --max-model-len=8192'), [
    [
      'Model `Qwen/Qwen3-8B` needs about **17.7 GiB**:',
      '',
      '- weights 15.3 GiB, bfloat16',
      '- KV cache 1.1 GiB for one sequence of 8192 tokens; each user takes 1.1 GiB',
      '- activations 1.0 GiB, a rule of thumb',
      '- CUDA context 0.3 GiB',
    ].join('\n'),
    'Smallest fraction that holds it: H100 80GB: 0.23, T4: too small.',
  ]);
});

test('devices that share a model each hold a part of it', () => {
  const [text] = textOf(
    '--model=Qwen/Qwen3-8B, --max-model-len=8192, -tp=2',
    'gpu-fraction: "0.5", gpu-fraction-num-devices: "2"',
  );
  assert.match(text ?? '', /on each of 2 GPUs/);
});

test('a server that fits the context says so', () => {
  const texts = textOf('--model-id=Qwen/Qwen3-8B', undefined, 'ghcr.io/huggingface/text-generation-inference:3.3.7');
  assert.match(texts.at(-1) ?? '', /shortens the context/);
});

test('nothing is said of a model that is not known, nor of one whose size is left open', () => {
  for (const args of ['--model=acme/other', '--model=Qwen/Qwen3-8B, --quantization=awq', '"{{ .Values.args }}"']) {
    assert.deepEqual(textOf(args), [], args);
  }
});
