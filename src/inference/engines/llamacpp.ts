import * as l10n from '@vscode/l10n';
import { hasRepository } from '../imageReference.ts';
import { llamacppMetrics } from '../metrics/llamacpp.ts';
import type { Engine, EngineArguments, LaunchInput } from './engine.ts';
import { llamacppTable } from './llamacppArguments.ts';
import { readArguments } from './readArguments.ts';
import { visibleDevices } from './visibleDevices.ts';

/** Memory that llama.cpp leaves free on a device when nobody tells it how much (`-fitt`, llama.cpp README of September 2026). */
const smallestMarginMiB = 1024;

/** llama.cpp's `llama-server`. Its live rate is read from `/slots`, which is on in our launch line. */
export const llamacpp: Engine = {
  id: 'llamacpp',
  label: 'llama.cpp',
  executable: 'llama-server',
  modelFormat: 'gguf',
  manifestImage: 'ghcr.io/ggml-org/llama.cpp:server-cuda',
  gpuMemory: 'bounded',
  readsImage: (image) => hasRepository(image, 'ggml-org/llama.cpp', 'ggerganov/llama.cpp') && !/^light\b/.test(image.tag ?? ''),
  readArguments: (container) => splitContext(readArguments(container, llamacppTable)),
  launchLine: (input) => ({
    program: { kind: 'executable', name: 'llama-server' },
    args: [
      ...input.arguments.passthrough,
      '-m',
      input.model,
      '--alias',
      input.servedName,
      '--host',
      '127.0.0.1',
      '--port',
      String(input.port),
      '--metrics',
      '--slots',
      '-fit',
      'on',
      '-fitt',
      String(marginMiB(input)),
      ...sequences(input.arguments),
    ],
    env: { ...input.arguments.env, ...visibleDevices(input.slice) },
  }),
  explainMemory: (input) =>
    l10n.t(
      'llama.cpp leaves {0} MiB of the device free (-fitt) and fits layers and context into the rest, {1} MiB of the slice; a context or layer count that the manifest sets is not fitted.',
      marginMiB(input),
      Math.min(input.slice.requestMiB, Math.max(0, input.slice.freeMiB - marginMiB(input))),
    ),
  healthPath: '/health',
  metricsPath: '/metrics',
  metrics: llamacppMetrics,
  get installHint() {
    return l10n.t(
      'Install llama.cpp so that llama-server is on the PATH (github.com/ggml-org/llama.cpp, or: brew install llama.cpp).',
    );
  },
};

/** What `-fitt` leaves free so that this job stays in its slice: all that is free now but the slice. */
function marginMiB({ slice }: LaunchInput): number {
  return Math.max(smallestMarginMiB, Math.ceil(slice.freeMiB - slice.requestMiB));
}

/** `-c` is the context of all sequences together, unless they share one unified cache (`-kvu`, or a number of sequences left to llama.cpp). */
function splitContext(read: EngineArguments): EngineArguments {
  const { contextTokens, parallel, ...others } = read;
  if (contextTokens === undefined || parallel === undefined || isUnified(read)) return read;
  const perSequence = Math.floor(contextTokens / parallel);
  if (perSequence >= 1) return { ...others, parallel, contextTokens: perSequence };
  const text = l10n.t(
    '--ctx-size "{0}": less than one token for each of {1} sequences. Raise it, or lower --parallel.',
    contextTokens,
    parallel,
  );
  return { ...others, parallel, problems: [...read.problems, text] };
}

function sequences(read: EngineArguments): readonly string[] {
  const { contextTokens, parallel } = read;
  const total =
    contextTokens !== undefined && parallel !== undefined && !isUnified(read) ? contextTokens * parallel : contextTokens;
  return [...(total === undefined ? [] : ['-c', String(total)]), ...(parallel === undefined ? [] : ['-np', String(parallel)])];
}

function isUnified({ passthrough, env }: EngineArguments): boolean {
  const variable = env['LLAMA_ARG_KV_UNIFIED'];
  const last = passthrough.findLast((word) => /^(-no-kvu|--no-kv-unified|-kvu|--kv-unified)$/.test(word));
  return last === undefined ? variable !== undefined && !/^(0|false|off|disabled)$/i.test(variable) : !/no-kv/.test(last);
}
