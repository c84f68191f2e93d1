import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../api/clusterApi.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import { readClusterView } from './readView.ts';
import { clusterOf, nodeObject, podObject } from '../testCluster.ts';

type Parts = Parameters<typeof nodeObject>[1];

const labels = { 'nvidia.com/gpu.memory': '81559' };
const allocatable = { 'nvidia.com/gpu': '1' };
const queue: ClusterObject = { apiVersion: 'scheduling.run.ai/v2', kind: 'Queue', metadata: { name: 'ml' } };
const condition = (type: string, status: string, more: object = {}): object => ({ type, status, ...more });

const cases: readonly (readonly [string, Parts, readonly string[]])[] = [
  ['all is well', { labels, allocatable, conditions: [condition('Ready', 'True')] }, []],
  [
    'not ready',
    { labels, allocatable, conditions: [condition('Ready', 'Unknown', { message: 'Kubelet stopped posting node status.' })] },
    ['not ready: Kubelet stopped posting node status.'],
  ],
  [
    'cordoned',
    { labels, allocatable, unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] },
    ['cordoned: no new pods are placed here'],
  ],
  [
    'no memory label',
    { allocatable },
    ['no label nvidia.com/gpu.memory: shares (gpu-fraction) can be had here, memory (gpu-memory) cannot'],
  ],
  [
    'an odd memory label',
    { labels: { 'nvidia.com/gpu.memory': '80GB' }, allocatable },
    ['label nvidia.com/gpu.memory "80GB" is no number of MiB: memory (gpu-memory) cannot be had here'],
  ],
  [
    'a memory label below what is counted',
    { labels: { 'nvidia.com/gpu.memory': '-81559' }, allocatable },
    ['label nvidia.com/gpu.memory "-81559" is no number of MiB: memory (gpu-memory) cannot be had here'],
  ],
  [
    'bytes in the memory label',
    { labels: { 'nvidia.com/gpu.memory': '85520809984' }, allocatable },
    ['label nvidia.com/gpu.memory "85520809984" is read as bytes, for it is too large for MiB'],
  ],
  [
    'MIG on its way',
    { labels: { ...labels, 'nvidia.com/mig.config': 'all-1g.10gb', 'nvidia.com/mig.config.state': 'pending' }, allocatable },
    ['MIG is being configured: all-1g.10gb'],
  ],
  [
    'MIG that failed',
    { labels: { ...labels, 'nvidia.com/mig.config': 'all-1g.10gb', 'nvidia.com/mig.config.state': 'failed' }, allocatable },
    ['MIG could not be configured: all-1g.10gb'],
  ],
  [
    'not ready for fractions',
    {
      labels,
      allocatable,
      conditions: [
        condition('gpu-fractioning.nvidia.com/Ready', 'False', { reason: 'GPUDriverVersionUnsupported', message: 'driver 570' }),
      ],
    },
    ['not ready for fractions: GPUDriverVersionUnsupported: driver 570'],
  ],
  [
    'a plugin that offers nothing',
    { labels: { ...labels, 'nvidia.com/gpu.present': 'true', 'nvidia.com/gpu.count': '8' } },
    ['label nvidia.com/gpu.count says 8, and no device plugin offers any GPU'],
  ],
  [
    'taints',
    {
      labels,
      allocatable,
      taints: [
        { key: 'nvidia.com/gpu', effect: 'NoSchedule' },
        { key: 'team', value: 'x', effect: 'NoSchedule' },
      ],
    },
    ['taint team=x:NoSchedule'],
  ],
  [
    'a silent HAMi',
    {
      annotations: { 'hami.io/node-nvidia-register': 'nothing', 'hami.io/node-handshake': 'Requesting_2026.11.28 10:00:00' },
      allocatable,
    },
    [
      "HAMi's device plugin has not answered since 2026.11.28 10:00:00",
      'annotation hami.io/node-nvidia-register names no card that can be read',
    ],
  ],
];

for (const [name, parts, expected] of cases) {
  test(`notes of a node: ${name}`, () => {
    const { nodes } = readClusterView(clusterOf({ nodes: [nodeObject('n', parts)], queues: [queue] }));
    assert.deepEqual(nodes[0]?.notes, expected);
  });
}

test('notes of a node: more handed out than there is', () => {
  const pods = ['a', 'b'].map((name) => podObject(name, { node: 'n', limits: { 'nvidia.com/gpu': '1' } }));
  const { nodes } = readClusterView(clusterOf({ nodes: [nodeObject('n', { labels, allocatable })], queues: [queue], pods }));
  assert.deepEqual(nodes[0]?.notes, ['2 GPUs are handed out, and it has 1']);
  assert.equal(nodes[0]?.freeGpus, 0);
});

test('each kind that cannot be read is told once, with what follows', () => {
  const objects: ClusterObjects = {
    ...clusterOf({}),
    pods: { state: 'known', items: known(clusterOf({}).pods), namespaces: ['a', 'b'] },
    queues: { state: 'forbidden', message: 'no' },
    podGroups: { state: 'forbidden', message: 'no' },
    owners: { state: 'failed', message: 'the server broke the connection' },
  };
  assert.deepEqual(
    readClusterView(objects).gaps.map(({ what, message }) => `${what}: ${message}`),
    [
      'pods: pods: permitted only in a, b; what others hold is not known, and looks free',
      'queues: queues and pod groups of KAI: not permitted; whether a queue has room is not known',
      'workloads: what owns pods: the server broke the connection; workloads are named after the owners that their pods tell, without wanted replicas',
    ],
  );
});
