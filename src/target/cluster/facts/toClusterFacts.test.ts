import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../api/clusterApi.ts';
import { known, nothingRead } from '../clusterObjects.ts';
import { clusterOf, nodeObject, podObject } from '../testCluster.ts';
import { toClusterFacts } from './toClusterFacts.ts';

const deployment = (name: string, image: string): ClusterObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'system' },
  spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
});
const labels = { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3', 'nvidia.com/gpu.memory': '81559' };
const node = nodeObject('n', { labels, allocatable: { 'nvidia.com/gpu': '4' } });

test('the rules are told what the objects say', () => {
  const objects = clusterOf({
    nodes: [
      node,
      nodeObject('m', {
        labels: { ...labels, 'nvidia.com/gpu.sharing-strategy': 'time-slicing', 'nvidia.com/gpu.replicas': '4' },
        allocatable: { 'nvidia.com/gpu.shared': '8' },
      }),
      nodeObject('cpu', {}),
    ],
    owners: [
      deployment('kai-scheduler-default', 'ghcr.io/kai-scheduler/kai-scheduler/scheduler:v0.17.2'),
      deployment('hami-scheduler', 'docker.io/projecthami/hami:v2.10.0@sha256:abc'),
      deployment('kai-chat', 'registry.example/chat:v9.9.9'),
    ],
    queues: [
      {
        apiVersion: 'scheduling.run.ai/v2',
        kind: 'Queue',
        metadata: { name: 'ml' },
        spec: { parentQueue: 'org', resources: { gpu: { quota: 4, limit: -1 } } },
      },
    ],
    kaiConfig: [
      {
        apiVersion: 'kai.scheduler/v1',
        kind: 'Config',
        metadata: { name: 'kai-config' },
        spec: { global: { gpuSharingMode: 'HamiCore', queueLabelKey: 'acme/queue' } },
      },
    ],
    priorityClasses: [{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'train' }, value: 50 }],
    deviceClasses: [{ apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass', metadata: { name: 'gpu.nvidia.com' } }],
  });
  assert.deepEqual(toClusterFacts({ ...objects, version: 'v1.37.2' }), {
    kubernetes: { major: 1, minor: 37, patch: 2 },
    kai: { major: 0, minor: 17, patch: 2 },
    hami: { major: 2, minor: 10, patch: 0 },
    sharing: 'HamiCore',
    queueLabel: 'acme/queue',
    queues: [{ name: 'ml', parent: 'org', gpuQuota: 4, gpuLimit: -1 }],
    priorityClasses: [{ name: 'train', value: 50 }],
    deviceClasses: ['gpu.nvidia.com'],
    nodes: [
      {
        name: 'm',
        product: 'NVIDIA-H100-80GB-HBM3',
        memoryMiB: 81559,
        gpus: 2,
        sharing: 'timeSlicing',
        resources: { 'nvidia.com/gpu.shared': 8 },
      },
      {
        name: 'n',
        product: 'NVIDIA-H100-80GB-HBM3',
        memoryMiB: 81559,
        gpus: 4,
        sharing: 'kai',
        resources: { 'nvidia.com/gpu': 4 },
      },
    ],
  });
});

test('what could not be read is unknown, what the cluster does not serve is none', () => {
  assert.deepEqual(toClusterFacts(nothingRead), {});
  assert.deepEqual(toClusterFacts({ ...nothingRead, queues: { state: 'forbidden', message: 'no' } }), {});
  const plain = toClusterFacts(clusterOf({}));
  assert.equal(plain.kai, null);
  assert.deepEqual([plain.nodes, plain.queues, plain.priorityClasses], [[], [], undefined]);
});

test('facts are the same value while only pods come and go', () => {
  const objects = clusterOf({ nodes: [node], priorityClasses: [], pods: [] });
  const before = toClusterFacts(objects);
  const [pod] = known(clusterOf({ pods: [podObject('a', { node: 'n', limits: { 'nvidia.com/gpu': '1' } })] }).pods);
  assert.ok(pod);
  assert.equal(toClusterFacts({ ...objects, pods: { state: 'known', items: [pod] } }), before);
});
