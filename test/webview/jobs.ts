import { mib, share } from '../../src/gpu/quantity.ts';
import { nothingKnown, type Sample } from '../../src/inference/sample.ts';
import type { EngineOffer, Job } from '../../src/protocol/agent.ts';

/** A running job on half of a simulated GPU; `change` says what is different. */
export function runningJob(id: string, change: Partial<Job> = {}): Job {
  const now = Date.now();
  return {
    id,
    name: id,
    identity: { kind: 'Deployment', namespace: 'default', name: id },
    state: 'running',
    engine: { id: 'embedded', label: 'embedded engine', insteadOf: 'vLLM' },
    model: 'tiny',
    endpoint: 'http://127.0.0.1:8001',
    port: 8001,
    slices: [
      {
        deviceUuid: 'GPU-simulated-0',
        holder: id,
        share: share(0.5),
        requestMiB: mib(40_750),
        limitMiB: mib(40_750),
        enforcement: 'watchdog',
      },
    ],
    request: { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'server' },
    product: 'NVIDIA-H100-80GB-HBM3',
    simulated: true,
    createdAt: now - 13 * 60_000,
    readyAt: now - 12 * 60_000,
    notes: ['port 8000 is occupied: 8001 is used', 'not honoured here: replicas: 3, livenessProbe'],
    ...change,
  };
}

export function sampleAt(t: number, change: Partial<Sample> = {}): Sample {
  return {
    ...nothingKnown,
    t,
    tokensPerSecond: 412,
    ttftP50Ms: 48,
    ttftP95Ms: 131,
    ttftP95LowMs: 100,
    ttftP95HighMs: 250,
    itlP50Ms: 9.1,
    itlP95Ms: 14,
    running: 4,
    waiting: 0,
    kvUse: 0.31,
    requestsPerSecond: 3.4,
    errorsPerSecond: 0,
    preemptions: 0,
    replicas: 1,
    replicasAsked: 1,
    memoryMiB: 21_811,
    source: 'engine metric',
    latencySource: 'engine metric',
    ...change,
  };
}

/** Samples of the last `seconds` before `end`, with lines that move. */
export function movingSamples(end: number, seconds: number): Sample[] {
  return Array.from({ length: seconds }, (_, index) => {
    const wave = Math.sin(index / 9) + Math.sin(index / 4.3) / 2;
    return sampleAt(end - (seconds - index) * 1000, {
      tokensPerSecond: 400 + wave * 60,
      ttftP50Ms: 48 - wave * 9,
      ttftP95Ms: 150 + wave * 24,
      itlP50Ms: 9.1 - wave,
      itlP95Ms: 14 + wave,
      running: 4 + Math.round(wave),
      waiting: Math.max(0, Math.round(wave * 2)),
      kvUse: 0.3 + wave / 20,
      memoryMiB: 20_000 + Math.round(index * 6 + wave * 100),
    });
  });
}

/** One engine of each state. */
export const someOffers: readonly EngineOffer[] = [
  {
    id: 'llamacpp',
    label: 'llama.cpp',
    state: 'ready',
    detail: '/usr/bin/llama-server',
    modelFormat: 'gguf',
    image: 'ghcr.io/ggml-org/llama.cpp:server',
    models: ['tiny-random', '/data/models/qwen3-0.6b-q8_0.gguf'],
  },
  {
    id: 'embedded',
    label: 'embedded',
    state: 'installable',
    detail: 'comes with GPU Fractions, runs on the CPU',
    downloadSize: '85 MB',
    modelFormat: 'gguf',
    image: 'gpu-fractions/embedded-engine',
    models: ['tiny-random'],
  },
  {
    id: 'vllm',
    label: 'vLLM',
    state: 'missing',
    detail: 'Install vLLM so that vllm is on the PATH.',
    modelFormat: 'huggingFace',
    image: 'vllm/vllm-openai:latest',
    models: [],
  },
];

/** A command line of the user's own: no engine, no endpoint, no tokens. */
export function commandJob(id: string, change: Partial<Job> = {}): Job {
  const { endpoint: _endpoint, port: _port, ...job } = runningJob(id);
  const argv = ['python', 'train.py', '--epochs', '3'];
  return { ...job, identity: { ...job.identity, kind: 'Command' }, engine: null, model: '', argv, notes: [], ...change };
}
