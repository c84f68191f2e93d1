import { mib } from '../../../gpu/quantity.ts';
import { pod, type RulePage } from './rulePage.ts';

const half = ['gpu-fraction: "0.5"'];
const vllm = 'vllm/vllm-openai:v0.18.1';
const args = (...words: readonly string[]): readonly string[] => ['args:', ...words.map((word) => `  - ${word}`)];

/** Rules about inference servers: what they are told against what their containers ask for. */
export const enginePages = {
  'engine-memory': {
    title: 'The server takes another part of the memory than the fraction',
    severity: 'warning',
    when: 'a hint where it is not known whether the cluster limits what a process sees, and where too little is taken',
    meaning:
      'An argument (--gpu-memory-utilization of vLLM, --mem-fraction-static of SGLang, --cuda-memory-fraction of TGI, NIM_KVCACHE_PERCENT of NIM), or its default where it is left out, does not go with the fraction that the container asks for.',
    why: 'vLLM, NIM and TGI take a part of all the memory that they see, SGLang of what is free. Where nothing limits the process (KAI up to 0.17, the mode NonMemoryEnforced) they see the whole GPU: more than the fraction does not start beside others, or leaves them nothing. MPS leaves only the slice free of a GPU that is seen whole. Where a limiter shows the slice as a GPU of its own (HAMi-core, HAMi, MIG), a part as small as the fraction makes it smaller once more.',
    cure: 'Without a limiter write the fraction, less the CUDA context; with one that shows the slice alone write 0.9 or leave it out. On this machine the argument is set from the slice, whatever is written.',
    cluster: { kai: { major: 0, minor: 17, patch: 0 } },
    example: pod({ annotations: half, image: vllm, container: args('--model=Qwen/Qwen3-8B', '--gpu-memory-utilization=0.9') }),
    cured: pod({ annotations: half, image: vllm, container: args('--model=Qwen/Qwen3-8B', '--gpu-memory-utilization=0.5') }),
  },
  'engine-devices': {
    title: 'The server spreads over another number of GPUs than its container has',
    severity: 'warning',
    meaning: 'Tensor, pipeline and data parallelism together make another number of GPUs than the container asks for.',
    why: 'With fewer GPUs than it wants the server does not start; those that it does not want are held and idle. Servers whose processes run in several pods (LeaderWorkerSet, Ray, MPI, --nnodes) are not counted.',
    cure: 'Make gpu-fraction-num-devices (or the count of nvidia.com/gpu) and the product of the sizes equal.',
    example: pod({
      annotations: half,
      image: vllm,
      container: args('--model=Qwen/Qwen3-8B', '--gpu-memory-utilization=0.45', '--tensor-parallel-size=2'),
    }),
    cured: pod({
      annotations: [...half, 'gpu-fraction-num-devices: "2"'],
      image: vllm,
      container: args('--model=Qwen/Qwen3-8B', '--gpu-memory-utilization=0.45', '--tensor-parallel-size=2'),
    }),
  },
  'engine-on-cpu': {
    title: 'The server computes on the CPU and holds a GPU',
    severity: 'hint',
    meaning: 'llama.cpp is told to put no layer on the GPU, and its container asks for one.',
    why: 'The GPU is handed out and idles, while the model runs as slowly as on any CPU.',
    cure: 'Leave the argument out, so that as many layers as fit go to the GPU, or take the request out.',
    example: pod({
      annotations: half,
      image: 'ghcr.io/ggml-org/llama.cpp:server-cuda',
      container: args('--model', '/models/qwen3.gguf', '--n-gpu-layers', '"0"'),
    }),
    cured: pod({
      annotations: half,
      image: 'ghcr.io/ggml-org/llama.cpp:server-cuda',
      container: args('--model', '/models/qwen3.gguf'),
    }),
  },
  'visible-devices': {
    title: 'A variable names the devices that the cluster chooses',
    severity: 'warning',
    meaning: 'A pod with a fraction sets NVIDIA_VISIBLE_DEVICES or CUDA_VISIBLE_DEVICES.',
    why: "KAI puts its own NVIDIA_VISIBLE_DEVICES in place of the container's, and can be set up to refuse the variable on the other containers; elsewhere it would override the GPU that was chosen. CUDA_VISIBLE_DEVICES counts within the container: with one GPU only 0 exists.",
    cure: 'Leave the variable out.',
    example: pod({
      annotations: half,
      container: ['env:', '  - name: MODE', '    value: chat', '  - name: CUDA_VISIBLE_DEVICES', '    value: "1"'],
    }),
    cured: pod({ annotations: half, container: ['env:', '  - name: MODE', '    value: chat'] }),
  },
  'model-too-large': {
    title: 'The model does not fit into what its container asks for',
    severity: 'warning',
    meaning:
      'The weights of the model that the container names, the KV cache of one sequence and the overhead of the server are more than the request, on the largest GPU of the cluster; without a known cluster on the largest GPU that is known here.',
    why: 'The server ends at its start for want of memory. Weights and KV cache are counted from the shape of the model: its config.json or GGUF file on this machine, else a table of common models. The overhead (activations, CUDA context) is a rule of thumb, and CUDA graphs are not in it. A model that is not found, and arguments that cannot be read, say nothing.',
    cure: 'Ask for more, spread the model over several GPUs, shorten the context, or take a quantised or smaller model.',
    cluster: { nodes: [{ name: 'a', product: 'NVIDIA-L40S', memoryMiB: mib(46_068), gpus: 4, sharing: 'kai', resources: {} }] },
    models: ['Qwen/Qwen3-8B'],
    example: pod({
      annotations: ['gpu-fraction: "0.3"'],
      image: vllm,
      container: args('--model=Qwen/Qwen3-8B', '--max-model-len=8192', '--gpu-memory-utilization=0.29'),
    }),
    cured: pod({
      annotations: half,
      image: vllm,
      container: args('--model=Qwen/Qwen3-8B', '--max-model-len=8192', '--gpu-memory-utilization=0.29'),
    }),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
