/** What a kubelet writes of a pod, and what is to be told of it. */
export interface KubeletCase {
  readonly status: object;
  /** Of its only container. */
  readonly container?: object;
  readonly annotations?: object;
  readonly events?: readonly { readonly reason: string; readonly message: string }[];
  readonly log?: readonly string[];
  readonly told: readonly RegExp[];
}

const ended = (end: object): object => ({ phase: 'Failed', containerStatuses: [container({ terminated: end })] });
const waiting = (reason: string, message: string, more: object = {}): object => ({
  phase: 'Pending',
  containerStatuses: [{ ...container({ waiting: { reason, message } }), ...more }],
});
const container = (state: object): object => ({
  name: 'main',
  ready: false,
  restartCount: 0,
  image: 'registry.example/llm:1',
  imageID: '',
  state,
});
const failed = (reason: string, message: string): object => ({ phase: 'Failed', reason, message });

/** Statuses and events as the kubelet of `node` writes them; the pods are called `chat-<index>`. */
export const kubeletCases = (node: string): Readonly<Record<string, KubeletCase>> => ({
  'a crash loop': {
    status: {
      ...waiting('CrashLoopBackOff', 'back-off 2m40s restarting failed container=main pod=chat-0', {
        restartCount: 5,
        lastState: { terminated: { exitCode: 1, reason: 'Error', message: 'ValueError: unknown model "llama"' } },
      }),
      phase: 'Running',
    },
    told: [
      /^stopped: exit code 1, restarts: 5$/m,
      /ends again and again; the next try is after 2m40s\. It was restarted 5 times\./,
      /\| ValueError: unknown model "llama"/,
      /-> See the log of the run before the restart: chat-0, container "main"/,
    ],
  },
  'more memory of the host than its limit': {
    status: ended({ exitCode: 137, reason: 'OOMKilled' }),
    container: { resources: { limits: { 'nvidia.com/gpu': '1', memory: '16Gi' } } },
    told: [
      /^stopped: over its memory limit of 16Gi$/m,
      /not of GPU memory/,
      /-> Raise the memory limit of container "main" above 16Gi\./,
    ],
  },
  'a host that is out of memory, without a limit': {
    status: ended({ exitCode: 137, reason: 'OOMKilled' }),
    told: [/^stopped: out of the node's memory$/m, /-> Set a higher memory limit for container "main"\./],
  },
  'a kill from outside': {
    status: ended({ exitCode: 137, reason: 'Error' }),
    told: [/^stopped: killed \(exit code 137\)$/m, /was killed from outside/],
  },
  'a liveness probe without an answer': {
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          ...container({ running: { startedAt: '2026-11-28T12:00:00Z' } }),
          restartCount: 1,
          lastState: { terminated: { exitCode: 137, reason: 'Error' } },
        },
      ],
    },
    events: [{ reason: 'Killing', message: 'Container main failed liveness probe, will be restarted' }],
    told: [/^stopped: did not answer its liveness probe$/m, /-> Give it more time in its startup or liveness probe\./],
  },
  'PyTorch in its termination message': {
    status: ended({
      exitCode: 1,
      reason: 'Error',
      message:
        'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 3.90 GiB. GPU 0 has a total capacity of 79.11 GiB of which 1.10 GiB is free. Process 71 has 78.01 GiB memory in use.',
    }),
    told: [
      /^stopped: out of GPU memory$/m,
      /3\.9 GiB wanted, 1\.1 GiB of 79\.1 GiB free/,
      /-> Ask for a larger share of the GPU\./,
    ],
  },
  'vLLM in its log': {
    status: ended({ exitCode: 1, reason: 'Error' }),
    container: { resources: {} },
    annotations: { 'gpu-fraction': '0.5' },
    log: [
      'INFO 11-28 12:00:01 [core.py:58] Initializing a V1 LLM engine',
      'ValueError: Free memory on device cuda:0 (38.20/79.19 GiB) on startup is less than desired GPU memory utilization (0.9, 71.27 GiB). Decrease GPU memory utilization or reduce GPU memory used by other processes.',
    ],
    told: [
      /^stopped: out of GPU memory$/m,
      /71\.3 GiB wanted, 38\.2 GiB of 79\.2 GiB free/,
      /-> Set --gpu-memory-utilization to 0\.48 or less\./,
    ],
  },
  "vLLM's cache in its log": {
    status: ended({ exitCode: 1, reason: 'Error' }),
    log: [
      "ValueError: To serve at least one request with the models's max seq len (131072), (16.00 GiB KV cache is needed, which is larger than the available KV cache memory (9.52 GiB). Based on the available memory, the estimated maximum model length is 77968. Try increasing `gpu_memory_utilization` or decreasing `max_model_len` when initializing the engine.",
    ],
    told: [/^stopped: out of GPU memory$/m, /16\.0 GiB wanted, 9\.5 GiB free/, /-> Lower the longest length \(--max-model-len/],
  },
  'SGLang in its log': {
    status: ended({ exitCode: 1, reason: 'Error' }),
    log: ['RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.'],
    told: [/^stopped: out of GPU memory$/m, /SGLang has no GPU memory left for its KV cache/],
  },
  'TensorRT-LLM in its log': {
    status: ended({ exitCode: 134, reason: 'Error' }),
    log: [
      '[TensorRT-LLM][INFO] Engine version 1.2 found in the config file',
      '[TensorRT-LLM][ERROR] [TensorRT-LLM][ERROR] CUDA runtime error in ::cudaMallocAsync(ptr, n, mMemPool->getPool(), mCudaStream->get()): out of memory',
    ],
    told: [/^stopped: out of GPU memory$/m, /TensorRT-LLM ran out of GPU memory/],
  },
  'llama.cpp in its log': {
    status: ended({ exitCode: 1, reason: 'Error' }),
    log: [
      'ggml_backend_cuda_buffer_type_alloc_buffer: allocating 40960.00 MiB on device 0: cudaMalloc failed: out of memory',
      'alloc_tensor_range: failed to allocate CUDA0 buffer of size 42949672960',
      'llama_model_load: error loading model: unable to allocate CUDA0 buffer',
    ],
    told: [/^stopped: out of GPU memory$/m, /llama\.cpp ran out of GPU memory: 40\.0 GiB wanted/],
  },
  'an eviction for memory of the node': {
    status: failed(
      'Evicted',
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 61828Ki. Container main was using 52Gi, request is 8Gi, has larger consumption of memory. ',
    ),
    told: [new RegExp(`^stopped: evicted: ${node} was low on memory$`, 'm'), /used 52Gi and asked for 8Gi/],
  },
  'an eviction for its disk': {
    status: failed('Evicted', 'Pod ephemeral local storage usage exceeds the total limit of containers 10Gi. '),
    told: [/^stopped: evicted by the kubelet$/m, /exceeds the total limit of containers 10Gi/, /-> Raise the limit/],
  },
  'two replicas of a shared GPU': {
    status: failed(
      'UnexpectedAdmissionError',
      "Pod was rejected: Allocate failed due to rpc error: code = Unknown desc = request for 'nvidia.com/gpu: 2' too large: maximum request size for shared resources is 1, which is unexpected",
    ),
    container: { resources: { limits: { 'nvidia.com/gpu': '2' } } },
    told: [/^stopped: turned away by the device plugin$/m, /at most 1 of nvidia\.com\/gpu/, /-> Ask for nvidia\.com\/gpu: 1\./],
  },
  'a device plugin that has too few devices': {
    status: failed(
      'UnexpectedAdmissionError',
      'Pod was rejected: Allocate failed due to requested number of devices unavailable for nvidia.com/gpu. Requested: 1, Available: 0, which is unexpected',
    ),
    told: [/^stopped: turned away by the device plugin$/m, /1 asked, 0 available/, /delete the pod to try again/],
  },
  'GPUs that another scheduler has given away': {
    status: failed(
      'OutOfnvidia.com/gpu',
      "Pod was rejected: Node didn't have enough resource: nvidia.com/gpu, requested: 1, used: 8, capacity: 8",
    ),
    told: [new RegExp(`^stopped: no nvidia\\.com/gpu left on ${node}$`, 'm'), /1 asked, 8 of 8 in use/],
  },
  'an image that does not exist': {
    status: waiting(
      'ImagePullBackOff',
      'Back-off pulling image "registry.example/llm:2": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "registry.example/llm:2": failed to resolve reference "registry.example/llm:2": registry.example/llm:2: not found',
    ),
    told: [/^stopped: its image does not exist$/m, /"registry\.example\/llm:2"/, /-> Correct the name or the tag/],
  },
  'an image that needs credentials': {
    status: waiting(
      'ErrImagePull',
      'failed to pull and unpack image "nvcr.io/nim/meta/llama:1": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://nvcr.io/proxy_auth: 401 Unauthorized',
    ),
    told: [/^stopped: its image cannot be pulled$/m, /-> Name a Secret with credentials/],
  },
  "KAI's ConfigMap that is missing": {
    status: waiting('CreateContainerConfigError', 'configmap "chat-7sgsznq-shared-gpu-0" not found'),
    told: [/^stopped: KAI's ConfigMap is missing$/m, /"chat-7sgsznq-shared-gpu-0"/],
  },
  'a Secret that is missing': {
    status: waiting('CreateContainerConfigError', 'secret "hf-token" not found'),
    told: [/^stopped: secret "hf-token" is missing$/m, /-> Create secret "hf-token"/],
  },
  'a node that was shut down': {
    status: failed('Terminated', 'Pod was terminated in response to imminent node shutdown.'),
    told: [new RegExp(`^stopped: ${node} was shut down$`, 'm')],
  },
  'a drained node': {
    status: {
      phase: 'Failed',
      conditions: [
        {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'EvictionByEvictionAPI',
          message: 'Eviction API: evicting',
          lastTransitionTime: '2026-11-28T12:00:00Z',
        },
      ],
      containerStatuses: [container({ terminated: { exitCode: 143, reason: 'Error' } })],
    },
    told: [new RegExp(`^stopped: ${node} is being drained$`, 'm'), /exit code 143|Exit code 143/],
  },
  'a command that is not in the image': {
    status: ended({
      exitCode: 128,
      reason: 'StartError',
      message:
        'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "vllm": executable file not found in $PATH: unknown',
    }),
    told: [/^stopped: the command is not in the image$/m, /-> Correct command and args of container "main"/],
  },
});
