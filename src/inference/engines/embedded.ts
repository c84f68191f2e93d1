import * as l10n from '@vscode/l10n';
import { hasRepository } from '../imageReference.ts';
import { embeddedMetrics } from '../metrics/embedded.ts';
import type { Engine } from './engine.ts';
import { readArguments, type ArgumentTable } from './readArguments.ts';
import { refused } from './flag.ts';

const defaultParallel = 8;
/** What dist/engine.js serves at once at most; other engines' arguments ask for more. */
const mostParallel = 256;

/** Arguments of dist/engine.js. The context counts for each sequence. */
const table: ArgumentTable = {
  program: 'embedded-engine',
  afterProgram: (words) => (/(^|\/)embedded-engine$/.test(words[0] ?? '') ? words.slice(1) : undefined),
  flags: [
    { names: ['-m', '--model'], takes: 'value', meaning: 'model' },
    { names: ['-a', '--alias'], takes: 'value', meaning: 'servedName' },
    { names: ['--port'], takes: 'value', meaning: 'port' },
    { names: ['-c', '--ctx-size'], takes: 'value', meaning: 'contextTokens' },
    { names: ['-np', '--parallel'], takes: 'value', meaning: 'parallel' },
    refused(() => l10n.t('always 127.0.0.1 here: reachable from this machine only'), 'value', '--host'),
    refused(() => l10n.t('the packages are those of this machine'), 'value', '--packages'),
  ],
  alone: 'problem',
  unknown: 'notHonoured',
  contextTokens: { automatic: ['0'], hasSuffixes: false },
  parallel: { automatic: ['-1'], hasSuffixes: false },
  defaultPort: 8080,
  handsOn: () => false,
};

/** Our own OpenAI server over llama.cpp on the CPU, so that a machine with nothing installed can run a job. */
export const embedded: Engine = {
  id: 'embedded',
  label: 'embedded',
  modelFormat: 'gguf',
  manifestImage: 'gpu-fractions/embedded-engine',
  gpuMemory: 'unused',
  readsImage: (image) => hasRepository(image, 'gpu-fractions/embedded-engine'),
  readArguments: (container) => readArguments(container, table),
  launchLine: ({ arguments: { contextTokens, parallel = defaultParallel }, model, servedName, port }) => ({
    program: { kind: 'bundled', script: 'engine.js' },
    args: [
      '--model',
      model,
      '--alias',
      servedName,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--parallel',
      String(Math.min(parallel, mostParallel)),
      ...(contextTokens === undefined ? [] : ['--ctx-size', String(contextTokens)]),
    ],
    // it has no use for a GPU: what it loads finds none
    env: { CUDA_VISIBLE_DEVICES: '' },
  }),
  explainMemory: ({ slice }) =>
    slice.simulated
      ? l10n.t(
          'The embedded engine runs on the CPU and has no memory flag: only the watchdog holds it to {0} MiB.',
          slice.limitMiB,
        )
      : l10n.t('The embedded engine runs on the CPU: it holds its slice of the GPU but uses no GPU memory.'),
  healthPath: '/health',
  metricsPath: '/metrics',
  metrics: embeddedMetrics,
  get installHint() {
    return l10n.t('It comes with GPU Fractions; its packages are fetched by npm on first need.');
  },
};
