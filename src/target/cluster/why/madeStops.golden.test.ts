import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Case, kai, nodes, onNode, ended } from '../../../../test/support/explainedCases.ts';
import { makeEvent, makeNode, makePod } from '../../../../test/support/madeCluster.ts';
import { renderStop } from '../../../../test/support/renderExplanation.ts';
import { readObjects } from '../readObjects.ts';
import { readClusterView } from '../view/readView.ts';
import { explainStop } from './explainStop.ts';

/** `UPDATE_GOLDEN=1` writes the expected text anew; read the difference before committing it. */
const isUpdating = process.env['UPDATE_GOLDEN'] === '1';

const stops: Readonly<Record<string, Case>> = {
  'over the memory of the host': onNode(ended({ exitCode: 137, reason: 'OOMKilled' }), {
    container: { resources: { limits: { memory: '16Gi' } } },
  }),
  'vLLM finds too little free': onNode(ended({ exitCode: 1, reason: 'Error' }), {}, [
    {
      pod: 'chat',
      container: 'main',
      text: 'INFO 11-28 starting\nValueError: Free memory on device cuda:0 (39.10/79.19 GiB) on startup is less than desired GPU memory utilization (0.92, 72.85 GiB). Decrease GPU memory utilization or reduce GPU memory used by other processes.\n',
    },
  ]),
  'vLLM has no room for the cache': onNode(
    ended({
      exitCode: 1,
      reason: 'Error',
      message:
        'ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.',
    }),
  ),
  'PyTorch runs out': onNode(
    ended({
      exitCode: 1,
      reason: 'Error',
      message:
        'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.19 GiB of which 512.00 MiB is free.',
    }),
  ),
  'llama.cpp runs out': onNode(
    ended({
      exitCode: 1,
      reason: 'Error',
      message:
        'ggml_backend_cuda_buffer_type_alloc_buffer: allocating 20480.00 MiB on device 0: cudaMalloc failed: out of memory\nllama_model_load: error loading model: unable to allocate CUDA0 buffer',
    }),
  ),
  'SGLang has no room for the cache': onNode(
    ended({
      exitCode: 1,
      reason: 'Error',
      message: 'RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.',
    }),
  ),
  'killed while it went beyond its request': onNode(ended({ exitCode: 137, reason: 'Error' }), {
    container: { env: [{ name: 'RUNAI_GPU_MEMORY_LIMIT', value: '0.95' }] },
  }),
  'ends again and again': onNode({
    containerStatuses: [
      {
        name: 'main',
        ready: false,
        restartCount: 6,
        state: {
          waiting: {
            reason: 'CrashLoopBackOff',
            message: 'back-off 5m0s restarting failed container=main pod=chat_team(uid-chat)',
          },
        },
        lastState: { terminated: { exitCode: 139, reason: 'Error' } },
      },
    ],
  }),
  'evicted by the kubelet': onNode({
    phase: 'Failed',
    reason: 'Evicted',
    message:
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi. Container main was using 41Gi, request is 16Gi, has larger consumption of memory. ',
  }),
  'two replicas of a shared GPU': onNode(
    {
      phase: 'Failed',
      reason: 'UnexpectedAdmissionError',
      message:
        "Pod was rejected: Allocate failed due to rpc error: code = Unknown desc = request for 'nvidia.com/gpu: 2' too large: maximum request size for shared resources is 1, which is unexpected",
    },
    { annotations: {}, container: { resources: { limits: { 'nvidia.com/gpu': '2' } } } },
  ),
  'longer than its deadline': onNode({
    phase: 'Failed',
    reason: 'DeadlineExceeded',
    message: 'Pod was active on the node longer than the specified deadline',
  }),
  'its node does not answer': {
    objects: {
      ...kai,
      events: [],
      nodes: [
        makeNode('gpu-01', 2, {
          conditions: [
            { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' },
          ],
        }),
      ],
      pods: [makePod({ spec: { nodeName: 'gpu-01' }, status: { phase: 'Running' } })],
    },
  },
  'reclaimed while its pod is still there': {
    objects: {
      ...kai,
      nodes,
      pods: [makePod({ annotations: { 'gpu-fraction': '0.5', 'pod-group-name': 'pg-chat' } })],
      events: [
        makeEvent(
          { kind: 'PodGroup', name: 'pg-chat' },
          'Evict',
          'Pod team/chat was preempted by workload speech/pg-asr-8b823daf-306c-4818-9540-743cdd8362ad.\nml uses <GPU: 4.5, CPU: 9 (cores), memory: 18 (GB)> with a quota of <GPU: 4, CPU: Unlimited (cores), memory: Unlimited (GB)>, fair-share of <GPU: 4, CPU: 9 (cores), memory: 18 (GB)> and queue priority of <100>.\nspeech uses <GPU: 0, CPU: 0 (cores), memory: 0 (GB)> with a quota of <GPU: 2, CPU: Unlimited (cores), memory: Unlimited (GB)>, fair-share of <GPU: 0.5, CPU: 1 (cores), memory: 2 (GB)> and queue priority of <100>.',
          'kai-scheduler',
        ),
      ],
    },
  },
};

test('what is told of workloads that stopped', () => {
  const texts = Object.entries(stops).map(([name, { objects, logs }]) => {
    const read = readObjects(objects);
    const view = readClusterView(read);
    const told = view.workloads.map((workload) => `${workload.name} ${renderStop(explainStop(workload, read, view, logs))}`);
    return [`== ${name}`, ...told, ''].join('\n');
  });
  const text = texts.join('\n');
  const golden = new URL('testdata/made-stops.txt', import.meta.url);
  if (isUpdating) writeFileSync(golden, text);
  assert.equal(text, readFileSync(golden, 'utf8'));
});
