import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../../gpu/quantity.ts';
import { parseImageReference } from '../imageReference.ts';
import type { EngineArguments, EngineId, LaunchInput } from './engine.ts';
import { engineOfImage, engines, findEngine } from './engines.ts';

test('images are known by their repository, in whatever registry, below whatever mirror, with whatever tag', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const cases: readonly (readonly [string, EngineId | undefined])[] = [
    ['vllm/vllm-openai', 'vllm'],
    ['vllm/vllm-openai:v0.11.0', 'vllm'],
    ['docker.io/vllm/vllm-openai:latest', 'vllm'],
    [`registry.local:5000/dockerhub/vllm/vllm-openai:v1@${digest}`, 'vllm'],
    ['vllm/vllm-openai-cpu', undefined],
    ['vllm-openai', undefined],
    ['example/notvllm/vllm-openai', undefined],
    ['ghcr.io/ggml-org/llama.cpp:server-cuda', 'llamacpp'],
    ['ghcr.io/ggml-org/llama.cpp:server-cuda-b7000', 'llamacpp'],
    ['ghcr.io/ggerganov/llama.cpp:full', 'llamacpp'],
    [`localhost/mirror/ghcr/ggml-org/llama.cpp@${digest}`, 'llamacpp'],
    ['ghcr.io/ggml-org/llama.cpp:light-cuda', undefined],
    ['ghcr.io/ggml-org/llama.cpp-fork:server', undefined],
    ['gpu-fractions/embedded-engine:1', 'embedded'],
    ['nginx:1.27', undefined],
    ['', undefined],
  ];
  for (const [image, id] of cases) assert.equal(engineOfImage(parseImageReference(image))?.id, id, image);
  for (const engine of engines) assert.equal(findEngine(engine.id), engine);
  assert.equal(findEngine('ollama'), undefined);
});

const none: EngineArguments = { passthrough: [], env: {}, notHonoured: [], problems: [] };
/** Half of an H100 80GB that nobody else uses: 81559 MiB, of which 81500 count. */
const half: LaunchInput['slice'] = {
  share: share(0.5),
  requestMiB: mib(40_750),
  limitMiB: mib(40_750),
  deviceMiB: mib(81_559),
  freeMiB: mib(81_500),
  deviceUuids: ['GPU-1', 'GPU-2'],
  simulated: false,
};
const input = (args: Partial<EngineArguments>, slice: Partial<LaunchInput['slice']> = {}): LaunchInput => ({
  arguments: { ...none, ...args },
  model: 'M',
  servedName: 'chat',
  port: 8001,
  slice: { ...half, ...slice },
});
const launch = (id: EngineId, ...given: Parameters<typeof input>) =>
  (findEngine(id) ?? assert.fail(id)).launchLine(input(...given));

test('golden launch lines', () => {
  assert.deepEqual(
    launch('vllm', { contextTokens: 8192, parallel: 32, passthrough: ['--dtype', 'half'], env: { HF_TOKEN: 't' } }),
    {
      program: { kind: 'executable', name: 'vllm' },
      args: 'serve M --dtype half --max-model-len 8192 --max-num-seqs 32 --served-model-name chat --host 127.0.0.1 --port 8001 --gpu-memory-utilization 0.4996'.split(
        ' ',
      ),
      env: { HF_TOKEN: 't', CUDA_VISIBLE_DEVICES: 'GPU-1,GPU-2' },
    },
  );
  assert.deepEqual(launch('llamacpp', { contextTokens: 512, parallel: 8, passthrough: ['-fa', 'on'] }), {
    program: { kind: 'executable', name: 'llama-server' },
    args: '-fa on -m M --alias chat --host 127.0.0.1 --port 8001 --metrics --slots -fit on -fitt 40750 -c 4096 -np 8'.split(' '),
    env: { CUDA_VISIBLE_DEVICES: 'GPU-1,GPU-2' },
  });
  assert.deepEqual(launch('embedded', { contextTokens: 512, parallel: 4, passthrough: ['--ignored'], env: { HF_TOKEN: 't' } }), {
    program: { kind: 'bundled', script: 'engine.js' },
    args: '--model M --alias chat --host 127.0.0.1 --port 8001 --parallel 4 --ctx-size 512'.split(' '),
    env: { CUDA_VISIBLE_DEVICES: '' },
  });
  assert.deepEqual(launch('embedded', {}).args, '--model M --alias chat --host 127.0.0.1 --port 8001 --parallel 8'.split(' '));
});

test('a launch listens on this machine only and never sees a real device through a simulated one', () => {
  for (const { id } of engines) {
    const { args, env } = launch(id, {}, { simulated: true });
    assert.equal(args[args.indexOf('--host') + 1], '127.0.0.1', id);
    assert.equal(env['CUDA_VISIBLE_DEVICES'] ?? '', '', id);
  }
});

test('vLLM stays inside the slice: rounded down, and never so much that it cannot start', () => {
  const utilization = (requestMiB: number, deviceMiB: number) => {
    const { args } = launch('vllm', {}, { requestMiB: mib(requestMiB), deviceMiB: mib(deviceMiB) });
    return Number(args[args.indexOf('--gpu-memory-utilization') + 1]);
  };
  for (const deviceMiB of [6141, 8188, 24_564, 40_960, 81_559, 143_771]) {
    for (const part of [0.01, 0.1, 0.29, 0.333, 0.5, 0.57, 0.9]) {
      const requestMiB = Math.trunc(part * Math.floor(deviceMiB / 100) * 100);
      const value = utilization(requestMiB, deviceMiB);
      assert.ok(
        value * deviceMiB <= requestMiB && value * deviceMiB > requestMiB - deviceMiB / 5000,
        `${part} of ${deviceMiB}: ${value}`,
      );
    }
  }
  assert.equal(utilization(81_500, 81_559), 0.92);
});

test('llama.cpp leaves free what is not the slice, and its own margin at least', () => {
  const margin = (freeMiB: number, requestMiB: number) => {
    const { args } = launch('llamacpp', {}, { freeMiB: mib(freeMiB), requestMiB: mib(requestMiB) });
    return args[args.indexOf('-fitt') + 1];
  };
  assert.equal(margin(81_500, 20_375), '61125');
  assert.equal(margin(40_750, 40_750), '1024');
  assert.equal(margin(30_000, 40_750), '1024');
});

test('each engine says in a sentence what its memory flag means', () => {
  assert.match(findEngine('vllm')?.explainMemory(input({})) ?? '', /0\.4996.*40746 of 81559 MiB/);
  assert.match(findEngine('llamacpp')?.explainMemory(input({})) ?? '', /40750 MiB of the device free/);
  assert.match(findEngine('embedded')?.explainMemory(input({}, { simulated: true })) ?? '', /watchdog.*40750 MiB/);
  assert.match(findEngine('embedded')?.explainMemory(input({})) ?? '', /CPU.*uses no GPU memory/);
  for (const { installHint } of engines) assert.ok(installHint.length > 20);
});
