import type { Flag } from '../../engines/flag.ts';
import type { ServerId } from './server.ts';

/** What an argument says about the GPUs that a server takes. */
export type GpuMeaning =
  /** The part of a device's memory that it takes. */
  | 'memory'
  /** Memory by other means, which wins over the part. */
  | 'ownMemory'
  | 'tensorParallel'
  | 'pipelineParallel'
  | 'dataParallel'
  /** Data parallelism within tensor parallelism, or processes in other pods: devices cannot be counted here. */
  | 'spread'
  /** Layers that are computed on GPUs. */
  | 'gpuLayers'
  /** Weights or cache outside of the GPU, or another shape than the model's own. */
  | 'otherSize'
  /** How processes are started: `ray` puts them into other pods too. */
  | 'executor'
  | 'contextTokens'
  | 'quantisation'
  /** A file with further arguments. */
  | 'file';

/** An argument, or a variable, about GPUs. */
export interface GpuFlag {
  readonly names: readonly string[];
  /** Variables that set it too. */
  readonly env?: readonly string[];
  readonly takes: Flag['takes'];
  readonly meaning: GpuMeaning;
}

/** What the memory argument is a part of: all that a process sees of a device, or what is free when it starts. */
export interface MemoryPart {
  readonly of: 'total' | 'free';
  /** Without the argument. */
  readonly usual: (imageTag: string | undefined) => number;
}

interface GpuFlags {
  readonly flags: readonly GpuFlag[];
  readonly memory?: MemoryPart;
  /** Devices without any argument of parallelism: one, or all that it sees; `own`: it chooses by itself. */
  readonly usualDevices: 'one' | 'all' | 'own';
}

const value = (meaning: GpuMeaning, ...names: readonly string[]): GpuFlag => ({ names, takes: 'value', meaning });
const nothing = (meaning: GpuMeaning, ...names: readonly string[]): GpuFlag => ({ names, takes: 'nothing', meaning });

/** Names: `vllm serve --help`, docs.vllm.ai up to v0.32. */
const vllmFlags: readonly GpuFlag[] = [
  value('memory', '--gpu-memory-utilization'),
  value('ownMemory', '--kv-cache-memory-bytes', '--kv-cache-memory', '--num-gpu-blocks-override'),
  value('tensorParallel', '--tensor-parallel-size', '--tensor-parallel', '-tp'),
  value('pipelineParallel', '--pipeline-parallel-size', '--pipeline-parallel', '-pp'),
  value('dataParallel', '--data-parallel-size', '-dp'),
  value('spread', '--nnodes', '--node-rank', '--data-parallel-size-local', '--data-parallel-rank', '--data-parallel-start-rank'),
  value('spread', '--data-parallel-address', '--data-parallel-backend', '-dpl', '-dpr', '-dpa'),
  value('executor', '--distributed-executor-backend'),
  value('spread', '--prefill-context-parallel-size', '-pcp'),
  nothing('spread', '--headless', '--data-parallel-hybrid-lb', '--data-parallel-external-lb'),
  value('otherSize', '--cpu-offload-gb', '--hf-overrides'),
  value('contextTokens', '--max-model-len'),
  value('quantisation', '--quantization', '-q'),
  value('file', '--config'),
];

const table: Readonly<Record<ServerId, GpuFlags>> = {
  vllm: { flags: vllmFlags, memory: { of: 'total', usual: usualUtilization }, usualDevices: 'one' },
  nim: {
    flags: [
      ...vllmFlags.map((flag) => ({ ...flag, ...nimVariables(flag.meaning) })),
      { names: [], env: ['NIM_MODEL_PROFILE', 'NIM_TAGS_SELECTOR', 'NIM_CUSTOM_CONFIG'], takes: 'value', meaning: 'file' },
    ],
    memory: { of: 'total', usual: () => 0.9 },
    usualDevices: 'own',
  },
  /** Names: docs.sglang.ai "Server arguments". */
  sglang: {
    flags: [
      value('memory', '--mem-fraction-static'),
      value('ownMemory', '--max-total-tokens'),
      value('tensorParallel', '--tensor-parallel-size', '--tp-size', '--tp'),
      value('pipelineParallel', '--pipeline-parallel-size', '--pp-size', '--pp'),
      value('dataParallel', '--data-parallel-size', '--dp-size', '--dp'),
      value('spread', '--nnodes', '--node-rank', '--dist-init-addr', '--nccl-init-addr'),
      nothing('spread', '--enable-dp-attention'),
      value('otherSize', '--cpu-offload-gb', '--json-model-override-args'),
      value('contextTokens', '--context-length'),
      value('quantisation', '--quantization'),
      value('file', '--config'),
    ],
    memory: { of: 'free', usual: () => 0.88 },
    usualDevices: 'one',
  },
  /** Names and variables: text-generation-launcher, TGI v3.3. */
  tgi: {
    flags: [
      { ...value('memory', '--cuda-memory-fraction'), env: ['CUDA_MEMORY_FRACTION'] },
      { ...value('tensorParallel', '--num-shard'), env: ['NUM_SHARD'] },
      { ...value('spread', '--sharded'), env: ['SHARDED'] },
      { ...value('quantisation', '--quantize'), env: ['QUANTIZE'] },
    ],
    memory: { of: 'total', usual: () => 1 },
    usualDevices: 'all',
  },
  /** Names and variables: llama.cpp tools/server/README.md, September 2026. */
  llamacpp: {
    flags: [
      { ...value('gpuLayers', '-ngl', '--gpu-layers', '--n-gpu-layers'), env: ['LLAMA_ARG_N_GPU_LAYERS'] },
      { ...value('otherSize', '-ot', '--override-tensor'), env: ['LLAMA_ARG_OVERRIDE_TENSOR'] },
      { ...value('otherSize', '-ncmoe', '--n-cpu-moe'), env: ['LLAMA_ARG_N_CPU_MOE'] },
      { ...nothing('otherSize', '-cmoe', '--cpu-moe'), env: ['LLAMA_ARG_CPU_MOE'] },
      { ...nothing('otherSize', '-nkvo', '--no-kv-offload'), env: ['LLAMA_ARG_NO_KV_OFFLOAD'] },
      { ...value('otherSize', '--rpc'), env: ['LLAMA_ARG_RPC'] },
      { ...value('spread', '-sm', '--split-mode', '-mg', '--main-gpu'), env: ['LLAMA_ARG_SPLIT_MODE'] },
      { ...value('contextTokens', '-c', '--ctx-size'), env: ['LLAMA_ARG_CTX_SIZE'] },
    ],
    usualDevices: 'all',
  },
};

/** The arguments of a server that say which GPUs it takes, and how much of them. */
export function gpuFlagsOf(server: ServerId): GpuFlags {
  return table[server];
}

/** vLLM's default grew from 0.9 to 0.92 at about 0.18. */
function usualUtilization(imageTag = ''): number {
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(imageTag) ?? [];
  return major === '0' && Number(minor) < 18 ? 0.9 : 0.92;
}

function nimVariables(meaning: GpuMeaning): Pick<GpuFlag, 'env'> {
  if (meaning === 'memory') return { env: ['NIM_KVCACHE_PERCENT', 'NIM_KV_CACHE_PERCENT', 'NIM_GPU_MEM_FRACTION'] };
  if (meaning === 'contextTokens') return { env: ['NIM_MAX_MODEL_LEN'] };
  return meaning === 'tensorParallel' ? { env: ['NIM_TENSOR_PARALLEL_SIZE'] } : {};
}
