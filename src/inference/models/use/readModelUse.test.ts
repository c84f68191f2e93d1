import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ServingContainer } from './findServer.ts';
import { readModelUse, type ModelUse } from './readModelUse.ts';
import { commandsOf } from './shellCommands.ts';

const vllm = 'vllm/vllm-openai:v0.10.0';

function read(container: Partial<ServingContainer>): ModelUse | undefined {
  return readModelUse({ image: 'busybox', command: [], args: [], env: {}, ...container });
}

test('what each server is told about its model', () => {
  const cases: readonly (readonly [container: Partial<ServingContainer>, use: Omit<ModelUse, 'problems'>])[] = [
    [
      {
        image: vllm,
        args: ['--model', 'Qwen/Qwen3-8B', '--dtype', 'half', '--max-model-len=8k', '--max-num-seqs', '16', '-tp', '2'],
      },
      { server: 'vllm', model: 'Qwen/Qwen3-8B', weightDtype: 'float16', contextTokens: 8000, sequences: 16, tensorParallel: 2 },
    ],
    [
      { image: vllm, args: ['--enforce-eager', 'Qwen/Qwen3-8B', '--max-model-len', '8K', '--kv-cache-dtype', 'fp8_e4m3'] },
      { server: 'vllm', model: 'Qwen/Qwen3-8B', contextTokens: 8192, kvDtype: { keys: 'fp8', values: 'fp8' } },
    ],
    [
      { command: ['vllm', 'serve', 'm/n', '--quantization', 'fp8', '--dtype', 'bfloat16', '--max_model_len', 'auto'] },
      { server: 'vllm', model: 'm/n', weightDtype: 'fp8' },
    ],
    [
      { image: vllm, args: ['--model', 'm/n-AWQ', '--quantization', 'awq_marlin'] },
      { server: 'vllm', model: 'm/n-AWQ' },
    ],
    [
      {
        image: 'registry.example/team/serving:1',
        command: ['/bin/bash', '-c', 'set -e; export A=1 && exec vllm serve "$MODEL" \\\n  --max-model-len 4096 | tee log'],
        env: { MODEL: 'meta-llama/Llama-3.2-1B' },
      },
      { server: 'vllm', model: 'meta-llama/Llama-3.2-1B', contextTokens: 4096 },
    ],
    [
      {
        command: ['python3', '-m', 'sglang.launch_server'],
        args: ['--model-path', 'm/n', '--context-length', '4096', '--tp', '4'],
      },
      { server: 'sglang', model: 'm/n', contextTokens: 4096, tensorParallel: 4 },
    ],
    [
      {
        image: 'lmsysorg/sglang:latest',
        args: ['--model-path', 'm/n', '--max-running-requests', '8', '--quantization', 'bitsandbytes'],
      },
      { server: 'sglang', model: 'm/n', sequences: 8, weightDtype: 'nf4' },
    ],
    [
      {
        image: 'ghcr.io/huggingface/text-generation-inference:3.3.7',
        args: ['--max-total-tokens', '2048'],
        env: { MODEL_ID: 'm/n', QUANTIZE: 'bitsandbytes', MAX_TOTAL_TOKENS: '1' },
      },
      { server: 'tgi', model: 'm/n', weightDtype: 'int8', contextTokens: 2048 },
    ],
    [
      {
        image: 'ghcr.io/ggml-org/llama.cpp:server-cuda',
        args: ['-m', '/models/m.gguf', '-c', '8192', '-np', '4', '-ctk', 'q8_0'],
      },
      {
        server: 'llamacpp',
        model: '/models/m.gguf',
        contextTokens: 2048,
        sequences: 4,
        kvDtype: { keys: 'q8_0', values: 'float16' },
      },
    ],
    [
      {
        image: 'ghcr.io/ggml-org/llama.cpp:server',
        args: ['-hf', 'ggml-org/gemma-3-1b-it-GGUF:Q8_0'],
        env: { LLAMA_ARG_CTX_SIZE: '0' },
      },
      { server: 'llamacpp', model: 'ggml-org/gemma-3-1b-it-GGUF:Q8_0', sequences: 1 },
    ],
    [
      { command: ['llama-server'], args: ['-hf', 'm/n-GGUF', '-hff', 'n-q4_0.gguf', '-ctv', 'q4_0'] },
      { server: 'llamacpp', model: 'm/n-GGUF/n-q4_0.gguf', sequences: 1, kvDtype: { keys: 'float16', values: 'q4_0' } },
    ],
    [
      {
        image: 'nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8',
        env: { NIM_MAX_MODEL_LEN: '8192', NIM_PASSTHROUGH_ARGS: '--kv-cache-dtype fp8' },
      },
      { server: 'nim', model: 'meta/llama-3.1-8b-instruct', contextTokens: 8192, kvDtype: { keys: 'fp8', values: 'fp8' } },
    ],
    [
      { image: 'nvcr.io/nim/nvidia/llm-nim:1.12', env: { NIM_MODEL_NAME: 'hf://Qwen/Qwen3-8B' } },
      { server: 'nim', model: 'Qwen/Qwen3-8B' },
    ],
    [{ command: ['numactl', '--all', 'uv', 'run', 'vllm', 'serve', 'm/n'] }, { server: 'vllm', model: 'm/n' }],
    // templated: only the field itself is not told
    [
      { image: vllm, args: ['--model', '{{ .Values.model }}', '--max-model-len', '$(LENGTH)', '--max-num-seqs', '4'] },
      { server: 'vllm', sequences: 4 },
    ],
  ];
  for (const [container, use] of cases) {
    assert.deepEqual(read(container), { ...use, problems: [] }, JSON.stringify(container));
  }
});

test('another program is none of them', () => {
  assert.equal(read({}), undefined);
  assert.equal(read({ image: vllm, command: ['sleep', 'infinity'] }), undefined);
  assert.equal(read({ image: vllm, command: ['sh'] }), undefined);
  assert.equal(read({ command: ['vllm', 'bench'] }), undefined);
  assert.equal(
    read({ command: [...Array<string>(60).fill('x'), 'vllm', 'serve', 'm/n'] }),
    undefined,
    'nothing starts it so late',
  );
});

test('a value that cannot be read names argument, value and cure, and the others stand', () => {
  const use = read({
    image: vllm,
    args: ['m/n', '--max-model-len', 'long', '--dtype', 'int3', '--kv-cache-dtype', 'x', '-tp', '2'],
  });
  assert.equal(use?.model, 'm/n');
  assert.equal(use.tensorParallel, 2);
  assert.match(use.problems.join('\n'), /^--max-model-len "long": .*Write/m);
  assert.match(use.problems.join('\n'), /^--dtype "int3": .*Write/m);
  assert.match(use.problems.join('\n'), /^--kv-cache-dtype "x": /m);
});

test('a script is split as a shell would, as far as words go', () => {
  assert.deepEqual(commandsOf(['sh', '-c', `a "b c" 'd $E' f\\ g "h$I" \${I}; exec j & K=1 l`], { I: '1' }), [
    ['a', 'b c', 'd $E', 'f g', 'h1', '1'],
    ['j'],
    ['l'],
  ]);
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (script) => {
      commandsOf(['sh', '-c', script], {});
      read({ image: vllm, command: ['sh', '-c', script] });
      read({ image: script, args: script.split(' ') });
    }),
  );
});
