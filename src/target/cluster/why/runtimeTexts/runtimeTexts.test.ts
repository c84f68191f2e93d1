import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGpuMemoryProblem } from './gpuMemory.ts';
import { readPodEnd } from './podEnd.ts';
import { readStartProblem } from './startProblem.ts';

const memory: Readonly<Record<string, object>> = {
  'Free memory on device cuda:0 (19.5/22 GiB) on startup is less than desired GPU memory utilization (0.9, 19.75 GiB). Decrease':
    { kind: 'startShare', engine: 'vLLM', freeMiB: 19968, totalMiB: 22528, wantedMiB: 20224, utilization: 0.9 },
  'ValueError: Free memory on device (5/79 GiB) on startup is less than desired GPU memory utilization (0.92, 72 GiB).': {
    kind: 'startShare',
    engine: 'vLLM',
    freeMiB: 5120,
    totalMiB: 80896,
    wantedMiB: 73728,
    utilization: 0.92,
  },
  'No available memory for the cache blocks. Try increasing `gpu_memory_utilization`': { kind: 'noCache', engine: 'vLLM' },
  "To serve at least one request with the models's max seq len (131072), (16.00 GiB KV cache is needed, which is larger than the available KV cache memory (8.00 GiB). Try":
    { kind: 'smallCache', engine: 'vLLM', wantedMiB: 16384, freeMiB: 8192 },
  'Loaded weights leave no GPU memory for the KV cache under --mem-fraction-static=0.5': { kind: 'noCache', engine: 'SGLang' },
  'The memory capacity is unbalanced. Some GPUs may be occupied by other processes.': { kind: 'startShare', engine: 'SGLang' },
  'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 79.00 GiB total capacity; 78.00 GiB already allocated; 12.00 MiB free; 78.10 GiB reserved':
    { kind: 'allocation', engine: 'PyTorch', wantedMiB: 20, totalMiB: 80896, freeMiB: 12 },
  'ggml_backend_cuda_buffer_type_alloc_buffer: allocating 4096.00 MiB on device 0: cudaMalloc failed: out of memory': {
    kind: 'allocation',
    engine: 'llama.cpp',
    wantedMiB: 4096,
  },
  'ggml_gallocr_reserve_n: failed to allocate CUDA0 buffer of size 2147483648': {
    kind: 'allocation',
    engine: 'llama.cpp',
    wantedMiB: 2048,
  },
  '[TensorRT-LLM][ERROR] CUDA runtime error in cudaMalloc: out of memory': { kind: 'allocation', engine: 'TensorRT-LLM' },
  '[HAMI-core ERROR (pid:1 thread=2 allocator.c:52)]: Device 0 OOM 8589934592 / 4294967296': {
    kind: 'sliceLimit',
    engine: 'HAMi-core',
  },
  'RuntimeError: CUDA error: out of memory': { kind: 'allocation' },
};

for (const [line, expected] of Object.entries(memory)) {
  test(`GPU memory: ${line.slice(0, 70)}`, () => {
    assert.deepEqual(readGpuMemoryProblem(`INFO before\n${line}\nINFO after`), { ...expected, line });
  });
}

test('an engine that says more is believed before the library below it, and other errors are none of memory', () => {
  const both = 'RuntimeError: CUDA error: out of memory\nNo available memory for the cache blocks.';
  assert.equal(readGpuMemoryProblem(both)?.kind, 'noCache');
  for (const text of ['', 'KeyError: memory', 'Out of tree', 'killed']) assert.equal(readGpuMemoryProblem(text), undefined);
});

const ends: readonly (readonly [string, string, object | undefined])[] = [
  ['Evicted', 'The node was low on resource: ephemeral-storage. ', { kind: 'lowOnNode', resource: 'ephemeral-storage' }],
  [
    'Evicted',
    'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ',
    { kind: 'overLimit', said: 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ' },
  ],
  ['UnexpectedAdmissionError', 'Allocate failed due to no healthy devices', { kind: 'devicePlugin' }],
  [
    'OutOfnvidia.com/gpu',
    "Node didn't have enough resource: nvidia.com/gpu, requested: 1, used: 8, capacity: 8",
    { kind: 'noRoomOnNode', resource: 'nvidia.com/gpu', requested: 1, used: 8, capacity: 8 },
  ],
  ['Preempting', 'Preempted in order to admit critical pod', { kind: 'critical' }],
  ['PreemptionByScheduler', '', { kind: 'preempted' }],
  ['DeletionByTaintManager', '', { kind: 'taint' }],
  ['EvictionByEvictionAPI', '', { kind: 'drained' }],
  ['NodeLost', '', { kind: 'nodeLost' }],
  ['Terminated', 'Pod was terminated in response to imminent node shutdown.', { kind: 'shutdown' }],
  ['NeverSeen', '', undefined],
];

for (const [reason, message, expected] of ends) {
  test(`a pod that ended as ${reason} ${message.slice(0, 40)}`, () => assert.deepEqual(readPodEnd(reason, message), expected));
}

const starts: readonly (readonly [string, string, object])[] = [
  ['ErrImagePull', 'failed to pull: unexpected status: 401 Unauthorized', { kind: 'image', why: 'unauthorized' }],
  ['ErrImagePull', 'dial tcp: lookup registry.example: no such host', { kind: 'image', why: 'unreachable' }],
  ['ErrImagePull', 'toomanyrequests: You have reached your pull rate limit', { kind: 'image', why: 'limited' }],
  ['InvalidImageName', 'couldn\'t parse image name "A:"', { kind: 'image', why: 'name' }],
  [
    'CreateContainerConfigError',
    "couldn't find key GPU_PORTION in ConfigMap team/chat-7sgsznq-shared-gpu-0",
    { kind: 'missing', what: 'ConfigMap team/chat-7sgsznq-shared-gpu-0', name: 'GPU_PORTION', ofKai: true },
  ],
  [
    'RunContainerError',
    'failed to create shim: unresolvable CDI devices management.nvidia.com/gpu=GPU-1',
    { kind: 'cdi', device: 'management.nvidia.com/gpu=GPU-1' },
  ],
  ['FailedCreatePodSandBox', 'no runtime for "nvidia" is configured', { kind: 'runtimeClass', name: 'nvidia' }],
  [
    'CreateContainerError',
    'parsing annotation "nvidia.com/container.main.gpu-memory.request": quantity "2048" resolves to 2048 bytes, minimum is 1 MiB',
    { kind: 'nvFractions', key: 'nvidia.com/container.main.gpu-memory.request' },
  ],
  ['RunContainerError', 'exec: "vllm": executable file not found in $PATH', { kind: 'command' }],
  ['FailedMount', 'MountVolume.SetUp failed for volume "models": timed out', { kind: 'mount' }],
  ['CrashLoopBackOff', 'back-off 20s restarting failed container=main', { kind: 'crashLoop', backOff: '20s' }],
  ['NeverSeen', 'words', { kind: 'unknown' }],
];

for (const [reason, message, expected] of starts) {
  test(`a container that does not start: ${reason}, ${message.slice(0, 50)}`, () =>
    assert.deepEqual(readStartProblem(reason, message), expected));
}
