import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { makeEvent, makeNode, makePod, type MadePod } from '../../../../test/support/madeCluster.ts';
import { renderStop, renderWait } from '../../../../test/support/renderExplanation.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import type { ObjectsKey } from '../clusterObjects.ts';
import { readObjects } from '../readObjects.ts';
import { readClusterView } from '../readView.ts';
import { explainStop } from './explainStop.ts';
import { explainWaiting } from './explainWaiting.ts';
import type { LogTail } from './stopping/found.ts';

/** `UPDATE_GOLDEN=1` writes the expected texts anew; read the difference before committing it. */
const isUpdating = process.env['UPDATE_GOLDEN'] === '1';

interface Case {
  readonly objects: Partial<Record<ObjectsKey, readonly ClusterObject[]>>;
  readonly logs?: readonly LogTail[];
}

const queue = {
  apiVersion: 'scheduling.run.ai/v2',
  kind: 'Queue',
  metadata: { name: 'ml', uid: 'ml' },
  spec: { resources: { gpu: { quota: 4, limit: 4 } } },
};
const kai = { podGroups: [], queues: [queue], bindRequests: [] };
const nodes = [makeNode('gpu-01', 2), makeNode('gpu-02', 1)];
const plain: MadePod = { annotations: {}, labels: {}, container: { resources: { limits: { 'nvidia.com/gpu': '1' } } } };
const aboutPod = { kind: 'Pod', name: 'chat', uid: 'uid-chat' };

function withEvent(pod: MadePod, reason: string, message: string, source: string): Case {
  return { objects: { ...kai, nodes, pods: [makePod(pod)], events: [makeEvent(aboutPod, reason, message, source)] } };
}

function withGroup(reasons: readonly object[]): Case {
  const group = {
    apiVersion: 'scheduling.run.ai/v2alpha2',
    kind: 'PodGroup',
    metadata: { name: 'pg', namespace: 'team' },
    spec: { queue: 'ml' },
    status: { schedulingConditions: [{ type: 'UnschedulableOnNodePool', status: 'True', reasons }] },
  };
  const pods = [makePod({ annotations: { 'gpu-fraction': '0.5', 'pod-group-name': 'pg' } })];
  return { objects: { ...kai, nodes, events: [], podGroups: [group], pods } };
}

function onNode(status: object, pod: MadePod = {}, logs: readonly LogTail[] = []): Case {
  const spec = { nodeName: 'gpu-01', ...pod.spec };
  return {
    objects: { ...kai, nodes, pods: [makePod({ ...pod, spec, status: { phase: 'Running', ...status } })], events: [] },
    logs,
  };
}

function ended(end: object, restarts = 0): object {
  return { containerStatuses: [{ name: 'main', ready: false, restartCount: restarts, state: { terminated: end } }] };
}

function waitingContainer(reason: string, message: string): object {
  return {
    phase: 'Pending',
    containerStatuses: [{ name: 'main', ready: false, restartCount: 0, state: { waiting: { reason, message } } }],
  };
}

function notCreated(message: string): Case {
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'chat', namespace: 'team', uid: 'deployment' },
    spec: {
      replicas: 1,
      template: {
        metadata: { annotations: { 'gpu-fraction': '0.5' }, labels: { 'kai.scheduler/queue': 'ml' } },
        spec: { schedulerName: 'kai-scheduler', containers: [{ name: 'main', image: 'registry.example/llm:1' }] },
      },
    },
  };
  const events = [
    makeEvent({ kind: 'ReplicaSet', name: 'chat-5d9c7f6b8', uid: 'rs' }, 'FailedCreate', message, 'replicaset-controller'),
  ];
  return { objects: { ...kai, nodes, pods: [], owners: [owner as ClusterObject], events } };
}

const waits: Readonly<Record<string, Case>> = {
  'held back by a gate': {
    objects: {
      ...kai,
      nodes,
      events: [],
      pods: [makePod({ spec: { schedulingGates: [{ name: 'kueue.x-k8s.io/admission' }] } })],
    },
  },
  'not made: the quota of the namespace': notCreated(
    'pods "chat-5d9c7f6b8-" is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=1, used: requests.nvidia.com/gpu=4, limited: requests.nvidia.com/gpu=4',
  ),
  'not made: refused by KAI': notCreated(
    'admission webhook "validating-kai-admission.kai-scheduler.svc" denied the request: cannot have both GPU fraction request and whole GPU resource request/limit',
  ),
  'not made: a webhook that does not answer': notCreated(
    'Internal error occurred: failed calling webhook "kai-admission.kai-scheduler.svc": failed to call webhook: Post "https://kai-admission.kai-scheduler.svc:443/validate--v1-pod?timeout=10s": dial tcp 10.96.0.12:443: connect: connection refused',
  ),
  'KAI is not installed': { objects: { nodes, events: [], pods: [makePod()] } },
  'told to leave it alone': {
    objects: {
      ...kai,
      nodes,
      events: [],
      pods: [makePod({ annotations: { 'gpu-fraction': '0.5', 'kai.scheduler/skip-podgrouper': 'true' } })],
    },
  },
  'the podgrouper fails': withEvent(
    {},
    'PodGrouperWarning',
    'Multiple owner references found for Workflow/team/chat',
    'pod-grouper',
  ),
  'the plain scheduler refuses': withEvent(
    { ...plain, spec: { schedulerName: 'default-scheduler' } },
    'FailedScheduling',
    "0/5 nodes are available: 1 node(s) had untolerated taint {nvidia.com/gpu: present}, 2 Insufficient nvidia.com/gpu, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/5 nodes are available: 2 No preemption victims found for incoming pod, 3 Preemption is not helpful for scheduling.",
    'default-scheduler',
  ),
  'no device for its claim': withEvent(
    {
      annotations: {},
      labels: {},
      spec: { schedulerName: 'default-scheduler', resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'half' }] },
      container: { resources: { claims: [{ name: 'gpu' }], limits: { 'nvidia.com/gpu': '1' } } },
    },
    'FailedScheduling',
    '0/3 nodes are available: 3 cannot allocate all claims. still not schedulable, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    'default-scheduler',
  ),
  'HAMi refuses': withEvent(
    {
      annotations: {},
      labels: {},
      spec: { schedulerName: 'hami-scheduler' },
      container: { resources: { limits: { 'nvidia.com/gpu': '1', 'nvidia.com/gpumem': '60000' } } },
    },
    'FilteringFailed',
    'no available node, 2 nodes do not meet: 2 nodes CardInsufficientMemory(gpu-01,gpu-02)',
    'hami-scheduler',
  ),
  'another scheduler that is not known': withEvent(
    { ...plain, spec: { schedulerName: 'volcano' } },
    'FailedScheduling',
    'all nodes are unavailable: 2 node(s) resource fit failed.',
    'volcano',
  ),
  'a gang that has room for some': withGroup([
    {
      reason: 'PodSchedulingErrors',
      message:
        "Resources were found for 3 pods while 4 are required for gang scheduling. Additional pods cannot be scheduled due to: no nodes with enough resources were found: 2 node(s) didn't have enough resources: GPUs.",
    },
  ]),
  'bound: the reservation pod does not start': {
    objects: {
      ...kai,
      nodes,
      events: [],
      podGroups: [
        {
          apiVersion: 'scheduling.run.ai/v2alpha2',
          kind: 'PodGroup',
          metadata: { name: 'pg', namespace: 'team' },
          spec: { queue: 'ml' },
        } as ClusterObject,
      ],
      bindRequests: [
        {
          apiVersion: 'scheduling.run.ai/v1alpha2',
          kind: 'BindRequest',
          metadata: { name: 'chat', namespace: 'team' },
          spec: { podName: 'chat', selectedNode: 'gpu-01' },
          status: {
            phase: 'Failed',
            failedAttempts: 3,
            reason:
              'failed waiting for GPU reservation pod to allocate: kai-resource-reservation/gpu-reservation-35e6c689dab1bf1d',
          },
        } as ClusterObject,
      ],
      pods: [makePod({ annotations: { 'gpu-fraction': '0.5', 'pod-group-name': 'pg' } })],
    },
  },
  'a node without a memory label': {
    objects: {
      ...kai,
      events: [],
      nodes: [makeNode('gpu-03', 1, { labels: { 'nvidia.com/gpu.memory': undefined } })],
      pods: [makePod({ annotations: { 'gpu-memory': '8000' } })],
    },
  },
  'it waits before it may preempt': withGroup([
    {
      reason: 'PreemptionDelayNotElapsed',
      message: 'Workload is within its preemption delay window (5m0s) and may not trigger evictions before 2026-11-28T12:05:00Z',
    },
  ]),
  'a taint that it does not tolerate': {
    objects: {
      ...kai,
      events: [],
      nodes: [makeNode('gpu-01', 2, { spec: { taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }] } })],
      pods: [makePod()],
    },
  },
  'cordoned nodes only': {
    objects: { ...kai, events: [], nodes: [makeNode('gpu-01', 2, { spec: { unschedulable: true } })], pods: [makePod()] },
  },
  'an image that does not exist': onNode(
    waitingContainer(
      'ImagePullBackOff',
      'Back-off pulling image "registry.example/llm:2": ErrImagePull: failed to resolve reference "registry.example/llm:2": registry.example/llm:2: not found',
    ),
  ),
  "KAI's ConfigMap is missing": onNode(
    waitingContainer('CreateContainerConfigError', 'configmap "chat-7sgsznq-shared-gpu-0" not found'),
  ),
  'a Secret is missing': onNode(waitingContainer('CreateContainerConfigError', 'secret "hf-token" not found')),
};

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

function compare(name: string, text: string): void {
  const golden = new URL(`testdata/${name}.txt`, import.meta.url);
  if (isUpdating) writeFileSync(golden, text);
  assert.equal(text, readFileSync(golden, 'utf8'));
}

test('what is told of workloads that wait for what no recording has', () => {
  const texts = Object.entries(waits).map(([name, { objects }]) => {
    const read = readObjects(objects);
    const view = readClusterView(read);
    const told = view.workloads.map((workload) => `${workload.name} ${renderWait(explainWaiting(workload, read, view))}`);
    return [`== ${name}`, ...told, ''].join('\n');
  });
  compare('made-waits', texts.join('\n'));
});

test('what is told of workloads that stopped', () => {
  const texts = Object.entries(stops).map(([name, { objects, logs }]) => {
    const read = readObjects(objects);
    const view = readClusterView(read);
    const told = view.workloads.map((workload) => `${workload.name} ${renderStop(explainStop(workload, read, view, logs))}`);
    return [`== ${name}`, ...told, ''].join('\n');
  });
  compare('made-stops', texts.join('\n'));
});
