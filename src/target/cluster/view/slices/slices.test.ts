import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../../api/clusterApi.ts';
import type { ObjectsKey } from '../../clusterObjects.ts';
import { readClusterView } from '../readView.ts';
import { clusterOf, describeGpu, nodeObject, podObject, viewOfNode } from '../../testCluster.ts';

type Objects = Partial<Record<ObjectsKey, readonly ClusterObject[]>>;

const h100 = { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3', 'nvidia.com/gpu.memory': '81559' };
const queue: ClusterObject = { apiVersion: 'scheduling.run.ai/v2', kind: 'Queue', metadata: { name: 'ml' } };
const kaiNode = nodeObject('n', { labels: h100, allocatable: { 'nvidia.com/gpu': '2' } });

function reservation(group: string, gpu: string | undefined, status: object = {}): ClusterObject {
  return podObject(`gpu-reservation-${group}`, {
    namespace: 'kai-resource-reservation',
    node: 'n',
    labels: { app: 'kai-resource-reservation', 'runai-gpu-group': group },
    annotations: gpu === undefined ? {} : { 'run.ai/reserve_for_gpu_index': gpu },
    limits: { 'nvidia.com/gpu': '1' },
    status,
  });
}

function fraction(
  name: string,
  annotations: Readonly<Record<string, string>>,
  groups: readonly string[],
  more: object = {},
): ClusterObject {
  const [only] = groups;
  const labels =
    groups.length === 1
      ? { 'runai-gpu-group': only ?? '' }
      : Object.fromEntries(groups.map((group) => [`runai-gpu-group/${group}`, group]));
  return podObject(name, { node: 'n', labels, annotations, ...more });
}

const kaiConfig = (spec: object): ClusterObject => ({
  apiVersion: 'kai.scheduler/v1',
  kind: 'Config',
  metadata: { name: 'kai-config' },
  spec,
});

const kai: readonly (readonly [string, Objects, readonly string[]])[] = [
  ['a node that nobody uses', { nodes: [kaiNode], queues: [queue] }, ['free free-0 81500 free 1', 'free free-1 81500 free 1']],
  [
    'two pods on one GPU by share and by memory',
    {
      nodes: [kaiNode],
      pods: [
        reservation('g', 'GPU-1'),
        fraction('a', { 'gpu-fraction': '0.5' }, ['g']),
        fraction('b', { 'gpu-memory': '8192' }, ['g']),
      ],
    },
    ['shared g 32558 free 0.3994: team/a/main 0.5 40750 none; team/b/main 0.11 8192 none', 'free free-0 81500 free 1'],
  ],
  [
    'a pod with a part of two GPUs, and one with a whole one: more than there is',
    {
      nodes: [kaiNode],
      pods: [
        fraction('a', { 'gpu-fraction': '0.4', 'gpu-fraction-num-devices': '2' }, ['g', 'h']),
        podObject('b', { node: 'n', limits: { 'nvidia.com/gpu': '1' } }),
      ],
    },
    [
      'shared g 48900 free 0.6: team/a/main 0.4 32600 none',
      'shared h 48900 free 0.6: team/a/main 0.4 32600 none',
      'whole team/b#0 0 free 0: team/b/main 1 81500 driver',
    ],
  ],
  [
    'more held of a GPU than it has',
    { nodes: [kaiNode], pods: ['a', 'b', 'c'].map((name) => fraction(name, { 'gpu-fraction': '0.4' }, ['g'])) },
    [
      'shared g 0 free 0: team/a/main 0.4 32600 none; team/b/main 0.4 32600 none; team/c/main 0.4 32600 none',
      'free free-0 81500 free 1',
    ],
  ],
  [
    'pods that have ended hold nothing, those that end still do',
    {
      nodes: [kaiNode],
      pods: [
        fraction('a', { 'gpu-fraction': '0.5' }, ['g'], { phase: 'Succeeded' }),
        fraction('b', { 'gpu-fraction': '0.25' }, ['g'], { metadata: { deletionTimestamp: '2026-11-28T10:00:00Z' } }),
      ],
    },
    ['shared g 61125 free 0.75: team/b/main 0.25 20375 none', 'free free-0 81500 free 1'],
  ],
  [
    'a bound fraction whose group no label names has a GPU that nobody else can have',
    { nodes: [kaiNode], queues: [queue], pods: [podObject('a', { node: 'n', annotations: { 'gpu-fraction': '0.5' } })] },
    [
      'shared unknown:team/a#0 0 free 0 (no label of its pod tells which GPU it is): team/a/main 0.5 40750 none',
      'free free-0 81500 free 1',
    ],
  ],
  [
    'a pod that KAI has chosen a place for, before it has a node',
    {
      nodes: [kaiNode],
      pods: [podObject('a', { annotations: { 'gpu-fraction': '0.5' } })],
      bindRequests: [
        {
          apiVersion: 'scheduling.run.ai/v1alpha2',
          kind: 'BindRequest',
          metadata: { name: 'a', namespace: 'team' },
          spec: { podName: 'a', selectedNode: 'n', selectedGPUGroups: ['g'], receivedGPU: { count: 1, portion: '0.50' } },
        },
      ],
    },
    ['shared g 40750 free 0.5: team/a/main 0.5 40750 none', 'free free-0 81500 free 1'],
  ],
  [
    'a reservation pod without a GPU',
    {
      nodes: [kaiNode],
      pods: [
        reservation('g', undefined, {
          phase: 'Pending',
          containerStatuses: [{ name: 'main', state: { waiting: { reason: 'CreateContainerError' } } }],
        }),
        fraction('a', { 'gpu-fraction': '0.5' }, ['g']),
      ],
    },
    [
      'shared g 40750 free 0.5 (its reservation pod gpu-reservation-g has no GPU yet: CreateContainerError): team/a/main 0.5 40750 none',
      'free free-0 81500 free 1',
    ],
  ],
  [
    'NvFractions: held by the driver to the limit, and one GPU by its UUID and by its group',
    {
      nodes: [kaiNode],
      kaiConfig: [kaiConfig({ global: { gpuSharingMode: 'NvFractions' } })],
      pods: [
        reservation('g', 'GPU-1'),
        fraction('a', { 'nvidia.com/container.main.gpu-memory.request': '8Gi' }, ['g']),
        podObject('b', {
          node: 'n',
          annotations: {
            'nvidia.com/container.main.gpu-memory.request': '4Gi',
            'nvidia.com/container.main.gpu-compute.mode': 'sm-sharing',
            'nvidia.com/container.main.gpus.devices': 'GPU-1',
          },
        }),
      ],
    },
    ['shared g 69212 free 0.8492: team/a/main 0.11 8192 driver; team/b/main 0.06 4096 mps', 'free free-0 81500 free 1'],
  ],
  [
    'HAMi-core in KAI, and a pod that is left out of it',
    {
      nodes: [kaiNode],
      kaiConfig: [kaiConfig({ global: { gpuSharingMode: 'HamiCore' } })],
      pods: [
        fraction('a', { 'gpu-fraction': '0.5' }, ['g']),
        fraction('b', { 'gpu-fraction': '0.25', 'kai-resource-isolator.io/inject': 'false' }, ['g']),
        fraction('c', { 'gpu-fraction': '0.1', mps: 'true' }, ['g']),
      ],
    },
    [
      'shared g 12225 free 0.15: team/a/main 0.5 40750 interception; team/b/main 0.25 20375 none; team/c/main 0.1 8150 mps',
      'free free-0 81500 free 1',
    ],
  ],
  [
    'without a memory label shares are known, memory is not',
    {
      nodes: [nodeObject('n', { allocatable: { 'nvidia.com/gpu': '1' } })],
      pods: [fraction('a', { 'gpu-fraction': '0.5' }, ['g'])],
    },
    ['shared g - free 0.5: team/a/main 0.5 none'],
  ],
];

for (const [name, objects, expected] of kai) {
  test(`KAI: ${name}`, () => {
    const view = viewOfNode(objects);
    assert.equal(view.sharing, 'kai');
    assert.deepEqual(view.gpus.map(describeGpu), expected);
  });
}

test('one group on two nodes, which cannot be, is drawn on both', () => {
  const nodes = ['n', 'm'].map((name) => nodeObject(name, { labels: h100, allocatable: { 'nvidia.com/gpu': '1' } }));
  const pods = [fraction('a', { 'gpu-fraction': '0.5' }, ['g']), fraction('b', { 'gpu-fraction': '0.5' }, ['g'], { node: 'm' })];
  const views = readClusterView(clusterOf({ nodes, pods })).nodes;
  assert.deepEqual(
    views.map(({ name, gpus }) => `${name}: ${gpus.map(describeGpu).join(', ')}`),
    ['m: shared g 40750 free 0.5: team/b/main 0.5 40750 none', 'n: shared g 40750 free 0.5: team/a/main 0.5 40750 none'],
  );
});

const mixed = nodeObject('n', {
  labels: { ...h100, 'nvidia.com/mig.strategy': 'mixed', 'nvidia.com/gpu.count': '2', 'nvidia.com/mig-1g.10gb.memory': '9856' },
  allocatable: { 'nvidia.com/mig-1g.10gb': '7', 'nvidia.com/gpu': '1' },
});
const single = nodeObject('n', {
  labels: {
    'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3-MIG-3g.40gb',
    'nvidia.com/gpu.memory': '40192',
    'nvidia.com/mig.strategy': 'single',
  },
  allocatable: { 'nvidia.com/gpu': '4' },
});
const sliced = {
  ...h100,
  'nvidia.com/gpu.sharing-strategy': 'time-slicing',
  'nvidia.com/gpu.replicas': '4',
  'nvidia.com/gpu.count': '2',
};

const plugin: readonly (readonly [string, Objects, string, readonly string[]])[] = [
  [
    'whole GPUs; a fraction that nobody reads has none',
    {
      nodes: [nodeObject('n', { labels: h100, allocatable: { 'nvidia.com/gpu': '3' } })],
      pods: [
        podObject('a', { node: 'n', limits: { 'nvidia.com/gpu': '2' }, schedulerName: 'default-scheduler' }),
        podObject('b', { node: 'n', annotations: { 'gpu-fraction': '0.5' }, schedulerName: 'default-scheduler' }),
      ],
    },
    'devicePlugin',
    [
      'whole team/a#0 0 free 0: team/a/main 1 81500 driver',
      'whole team/a#1 0 free 0: team/a/main 1 81500 driver',
      'free free-0 81500 free 1',
    ],
  ],
  [
    'MIG devices beside a whole GPU, with KAI',
    {
      nodes: [mixed],
      queues: [queue],
      pods: [podObject('a', { node: 'n', limits: { 'nvidia.com/mig-1g.10gb': '2' } })],
    },
    'mig',
    ['partitioned mig 5/7 1g.10gb free 0.1209: team/a/main/1g.10gb 19712 2 × mig-1g.10gb driver', 'free free-0 81500 free 1'],
  ],
  [
    'MIG with strategy single',
    {
      nodes: [single],
      pods: [podObject('a', { node: 'n', limits: { 'nvidia.com/gpu': '1' }, schedulerName: 'default-scheduler' })],
    },
    'mig',
    ['partitioned mig 3/4 3g.40gb free 0.4285: team/a/main/3g.40gb 40192 mig-3g.40gb driver'],
  ],
  [
    'time slices, renamed',
    {
      nodes: [nodeObject('n', { labels: sliced, allocatable: { 'nvidia.com/gpu.shared': '8' } })],
      pods: [podObject('a', { node: 'n', limits: { 'nvidia.com/gpu.shared': '1' } })],
    },
    'timeSlicing',
    ['replicas replicas 7/8 nvidia.com/gpu.shared free 0.25: team/a/main 1 of 4 replicas none'],
  ],
  [
    'MPS in equal parts',
    {
      nodes: [
        nodeObject('n', {
          labels: { ...sliced, 'nvidia.com/gpu.sharing-strategy': 'mps' },
          allocatable: { 'nvidia.com/gpu': '8' },
        }),
      ],
      pods: [podObject('a', { node: 'n', limits: { 'nvidia.com/gpu': '1' } })],
    },
    'mps',
    ['replicas replicas 7/8 nvidia.com/gpu free 0.25: team/a/main 0.25 20375 1 of 4 replicas mps'],
  ],
];

for (const [name, objects, sharing, expected] of plugin) {
  test(`device plugin: ${name}`, () => {
    const view = viewOfNode(objects);
    assert.equal(view.sharing, sharing);
    assert.deepEqual(view.gpus.map(describeGpu), expected);
  });
}
