import * as l10n from '@vscode/l10n';
import { hasRepository } from '../imageReference.ts';
import { vllmMetrics } from '../metrics/vllm.ts';
import type { Engine, LaunchInput } from './engine.ts';
import { readArguments } from './readArguments.ts';
import { visibleDevices } from './visibleDevices.ts';
import { vllmTable } from './vllmArguments.ts';

/** vLLM's own default of `--gpu-memory-utilization`: above it a start fails for want of room for the CUDA context. */
const largestUtilization = 0.92;

/** vLLM's OpenAI server. Metrics names: V1, with the older ones of vLLM V0 as aliases. */
export const vllm: Engine = {
  id: 'vllm',
  label: 'vLLM',
  executable: 'vllm',
  modelFormat: 'huggingFace',
  manifestImage: 'vllm/vllm-openai:latest',
  gpuMemory: 'bounded',
  readsImage: (image) => hasRepository(image, 'vllm/vllm-openai'),
  readArguments: (container) => readArguments(container, vllmTable),
  launchLine: (input) => ({
    program: { kind: 'executable', name: 'vllm' },
    args: [
      'serve',
      input.model,
      ...input.arguments.passthrough,
      ...option('--max-model-len', input.arguments.contextTokens),
      ...option('--max-num-seqs', input.arguments.parallel),
      '--served-model-name',
      input.servedName,
      '--host',
      '127.0.0.1',
      '--port',
      String(input.port),
      '--gpu-memory-utilization',
      formatUtilization(input),
    ],
    env: { ...input.arguments.env, ...visibleDevices(input.slice) },
  }),
  explainMemory: (input) =>
    l10n.t(
      'vLLM takes {0} of the whole device (--gpu-memory-utilization): {1} of {2} MiB, its CUDA context included.',
      formatUtilization(input),
      Math.floor(Number(formatUtilization(input)) * input.slice.deviceMiB),
      input.slice.deviceMiB,
    ),
  healthPath: '/health',
  metricsPath: '/metrics',
  metrics: vllmMetrics,
  get installHint() {
    return l10n.t('Install vLLM so that vllm is on the PATH (docs.vllm.ai; for example: uv tool install vllm).');
  },
};

/** The slice as a fraction of the whole device, four decimals, rounded down so that vLLM stays inside. */
function formatUtilization({ slice }: LaunchInput): string {
  // a whole number of ten thousandths, exactly: floating-point division could land above
  const tenThousandths = Math.floor((slice.requestMiB * 10_000) / slice.deviceMiB);
  return String(Math.min(largestUtilization, tenThousandths / 10_000));
}

function option(name: string, value: number | undefined): readonly string[] {
  return value === undefined ? [] : [name, String(value)];
}
