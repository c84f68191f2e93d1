import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readClusters, type RecordedPlacement } from '../../../manifest/oracle/recordedCluster.ts';
import { findWorkloads, type FoundWorkload } from '../../../manifest/requests.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import type { ObjectsKey } from '../clusterObjects.ts';
import { findFit } from './findFit.ts';
import { readClusterView } from '../view/readView.ts';
import { clusterOf, nodeObject, podObject } from '../testCluster.ts';

const recording = readFileSync(new URL('../../../../test/data/kai/placement.jsonl', import.meta.url), 'utf8');

function toPod({ pod }: RecordedPlacement, place?: { readonly node: string; readonly groups: readonly string[] }): ClusterObject {
  const [only, ...others] = place?.groups ?? [];
  const labels =
    others.length === 0
      ? { ...(only !== undefined && { 'runai-gpu-group': only }) }
      : Object.fromEntries((place?.groups ?? []).map((group) => [`runai-gpu-group/${group}`, group]));
  return podObject(pod.name, {
    ...(place && { node: place.node }),
    labels: { 'kai.scheduler/queue': 'q', ...labels },
    annotations: pod.annotations ?? {},
    spec: {
      nodeSelector: pod.nodeSelector ?? {},
      containers: [{ name: 'main', resources: { requests: pod.requests ?? {}, limits: pod.limits ?? {} } }],
    },
  });
}

function readOnly(object: ClusterObject): FoundWorkload {
  const [found] = findWorkloads(JSON.stringify(object));
  assert.ok(found);
  return found;
}

test('of every recorded pod it is said whether it fits, and where, as KAI did, on the cluster that its objects make', () => {
  let compared = 0;
  for (const { recorded } of readClusters(recording)) {
    const nodes = recorded.nodes.map(({ name, product, memoryMiB, gpus, cpu, ramGi }) =>
      nodeObject(name, {
        labels: {
          ...(typeof product === 'string' && { 'nvidia.com/gpu.product': product }),
          ...(typeof memoryMiB === 'number' && { 'nvidia.com/gpu.memory': String(memoryMiB) }),
        },
        allocatable: { 'nvidia.com/gpu': String(gpus), cpu: String(cpu), memory: `${ramGi}Gi`, pods: '110' },
      }),
    );
    const queues: readonly ClusterObject[] = [unbounded('q')];
    const pods = new Map<string, ClusterObject>();
    for (const step of recorded.steps) {
      if ('delete' in step) {
        pods.delete(step.delete);
        continue;
      }
      const objects = clusterOf({ nodes, queues, pods: [...pods.values()] });
      const fit = findFit(readOnly(toPod(step)), objects);
      const { outcome, pod } = step;
      assert.equal(
        fit.kind === 'fits',
        outcome.bound,
        `${recorded.scenario} ${pod.name}: ${fit.summary} ${JSON.stringify(fit.refusals)}`,
      );
      if (outcome.bound) {
        assert.ok(
          fit.places.some(({ node }) => node === outcome.node),
          pod.name,
        );
        pods.set(pod.name, toPod(step, outcome));
      }
      compared += 1;
    }
    for (const { gpus, forPlacement } of readClusterView(clusterOf({ nodes, pods: [...pods.values()] })).nodes) {
      assert.equal(gpus.length, forPlacement.gpus);
    }
  }
  assert.equal(compared, 567);
});

function unbounded(name: string): ClusterObject {
  const gpu = { quota: -1, limit: -1 };
  return { apiVersion: 'scheduling.run.ai/v2', kind: 'Queue', metadata: { name }, spec: { resources: { gpu } } };
}

const labels = { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3', 'nvidia.com/gpu.memory': '81559' };
const node = (name: string, more: object = {}): ClusterObject =>
  nodeObject(name, { labels, allocatable: { 'nvidia.com/gpu': '2' }, ...more });
const half = (name: string, on: string, group: string): ClusterObject =>
  podObject(name, { node: on, labels: { 'runai-gpu-group': group }, annotations: { 'gpu-fraction': '0.5' } });
const asking = (parts: Parameters<typeof podObject>[1]): ClusterObject =>
  podObject('asks', { labels: { 'kai.scheduler/queue': 'ml' }, ...parts });
const queue = (gpu: object, status: object = {}, more: object = {}): ClusterObject => ({
  apiVersion: 'scheduling.run.ai/v2',
  kind: 'Queue',
  metadata: { name: 'ml' },
  spec: { resources: { gpu }, ...more },
  status,
});
const free = queue({ quota: -1, limit: -1 });
const hamiCard = { id: 'GPU-1', count: 2, devmem: 40960, devcore: 100, health: true };
const hamiNode = nodeObject('n', {
  annotations: { 'hami.io/node-nvidia-register': JSON.stringify([hamiCard]) },
  allocatable: { 'nvidia.com/gpu': '2' },
});
const hamiPod = podObject('held', { node: 'n', annotations: { 'hami.io/vgpu-devices-allocated': 'GPU-1,NVIDIA,30000,60:;' } });
const migNode = nodeObject('n', { labels, allocatable: { 'nvidia.com/mig-1g.10gb': '7' } });
const migPod = podObject('held', { node: 'n', limits: { 'nvidia.com/mig-1g.10gb': '6' } });
const affinity = (key: string, values: readonly string[]): object => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values }] }],
    },
  },
});

const unready = { type: 'gpu-fractioning.nvidia.com/Ready', status: 'False', reason: 'GPUDriverVersionUnsupported' };
const kaiConfig = (gpuSharingMode: string): ClusterObject => ({
  apiVersion: 'kai.scheduler/v1',
  kind: 'Config',
  metadata: { name: 'kai-config' },
  spec: { global: { gpuSharingMode } },
});

type Objects = Partial<Record<ObjectsKey, readonly ClusterObject[]>>;

const cases: readonly (readonly [string, Objects, ClusterObject, string])[] = [
  [
    'a part that fits',
    { nodes: [node('a'), node('b')], queues: [free], pods: [half('h', 'a', 'g')] },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'fits on 4 of 4 GPUs now',
  ],
  [
    'a part that fits on some',
    { nodes: [node('a'), node('b')], queues: [free], pods: [half('h', 'a', 'g')] },
    asking({ annotations: { 'gpu-fraction': '0.7' } }),
    'fits on 3 of 4 GPUs now',
  ],
  [
    'no room',
    { nodes: [node('a')], queues: [free], pods: [half('h', 'a', 'g'), half('i', 'a', 'f')] },
    asking({ annotations: { 'gpu-fraction': '0.7' } }),
    'waits: a: no GPU with 70 % free',
  ],
  [
    'no room on several nodes',
    {
      nodes: [node('a'), node('b')],
      queues: [free],
      pods: ['a', 'b'].flatMap((on) => [half(`h${on}`, on, `g${on}`), half(`i${on}`, on, `f${on}`)]),
    },
    asking({ annotations: { 'gpu-fraction': '0.7' } }),
    'waits: no GPU with 70 % free: at most 50 %',
  ],
  [
    'more than any GPU has',
    { nodes: [node('a')], queues: [free] },
    asking({ annotations: { 'gpu-memory': '90000' } }),
    'cannot run here: a: a GPU has 81500 MiB, and 90000 MiB are asked',
  ],
  [
    'a queue at its limit',
    { nodes: [node('a')], queues: [queue({ quota: 0, limit: 1 }, { allocated: { 'nvidia.com/gpu': '750m' } })] },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'waits: queue "ml" is at its limit: 0.75 of 1 GPUs used, and 0.5 asked',
  ],
  [
    'work that is not preempted above the quota',
    { nodes: [node('a')], queues: [queue({ quota: 0, limit: -1 })] },
    asking({ annotations: { 'gpu-fraction': '0.5' }, labels: { 'kai.scheduler/queue': 'ml', priorityClassName: 'inference' } }),
    'waits: queue "ml" is over its quota: 0 of 0 GPUs used by work that is not preempted, and 0.5 asked',
  ],
  [
    'work that is preempted above the quota',
    { nodes: [node('a')], queues: [queue({ quota: 0, limit: -1 })] },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'fits on 2 of 2 GPUs now',
  ],
  [
    'a queue that is not there',
    { nodes: [node('a')], queues: [free] },
    asking({ annotations: { 'gpu-fraction': '0.5' }, labels: {} }),
    'waits: queue "default-queue" does not exist',
  ],
  [
    'the limit of a queue above',
    {
      nodes: [node('a')],
      queues: [
        queue({ quota: -1, limit: -1 }, {}, { parentQueue: 'org' }),
        { ...queue({ quota: -1, limit: 1 }, { allocated: { 'nvidia.com/gpu': '1' } }), metadata: { name: 'org' } },
      ],
    },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'waits: queue "org" is at its limit: 1 of 1 GPUs used, and 0.5 asked',
  ],
  [
    'a taint',
    { nodes: [node('a', { taints: [{ key: 'team', value: 'x', effect: 'NoSchedule' }] })], queues: [free] },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'cannot run here: a: taint "team=x:NoSchedule", which the pod does not tolerate',
  ],
  [
    'a free GPU on nodes without the CPU for it',
    {
      nodes: [node('a'), node('b')],
      queues: [free],
      pods: ['a', 'b'].map((on) => podObject(`busy-${on}`, { node: on, limits: { cpu: '63' } })),
    },
    asking({ annotations: { 'gpu-fraction': '0.5' }, limits: { cpu: '1500m' } }),
    'waits: none of 2 nodes takes it; a: 1 of its 64 CPU cores are free, and 1.5 are asked',
  ],
  [
    'a free GPU on nodes that are cordoned',
    { nodes: [node('a', { unschedulable: true }), node('b', { unschedulable: true })], queues: [free] },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'waits: none of 2 nodes takes it; a: cordoned: no new pods are placed here',
  ],
  [
    'hardly too little memory',
    { nodes: [node('a')], queues: [free] },
    asking({ annotations: { 'gpu-fraction': '0.5' }, limits: { memory: '549755813889' } }),
    'cannot run here: a: 549755813888 of its 549755813888 bytes of memory are free, and 549755813889 are asked',
  ],
  [
    'a taint that comes and goes by itself',
    { nodes: [node('a', { taints: [{ key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' }] })], queues: [free] },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'waits: a: taint "node.kubernetes.io/disk-pressure:NoSchedule", which the pod does not tolerate',
  ],
  [
    'a node that is not ready for fractions, where the mode asks for it',
    { nodes: [node('a', { conditions: [unready] })], queues: [free], kaiConfig: [kaiConfig('NvFractions')] },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'waits: a: not ready for fractions: GPUDriverVersionUnsupported',
  ],
  [
    'a node that is not ready for fractions, where the mode does not ask for it',
    { nodes: [node('a', { conditions: [unready] })], queues: [free], kaiConfig: [kaiConfig('HamiCore')] },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'fits on 2 of 2 GPUs now',
  ],
  [
    'a taint that is tolerated',
    { nodes: [node('a', { taints: [{ key: 'team', value: 'x', effect: 'NoSchedule' }] })], queues: [free] },
    asking({
      annotations: { 'gpu-fraction': '0.5' },
      spec: { tolerations: [{ key: 'team', operator: 'Exists' }], containers: [{ name: 'main' }] },
    }),
    'fits on 2 of 2 GPUs now',
  ],
  [
    'a node affinity',
    { nodes: [node('a'), node('b')], queues: [free] },
    asking({
      annotations: { 'gpu-fraction': '0.5' },
      spec: { affinity: affinity('kubernetes.io/hostname', ['b']), containers: [{ name: 'main' }] },
    }),
    'fits on 2 of 4 GPUs now',
  ],
  [
    'a cordoned node',
    { nodes: [node('a', { unschedulable: true })], queues: [free] },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'waits: a: cordoned: no new pods are placed here',
  ],
  [
    'whole GPUs without KAI',
    { nodes: [node('a')] },
    asking({ limits: { 'nvidia.com/gpu': '2' }, schedulerName: 'default-scheduler' }),
    'fits on 1 node now',
  ],
  [
    'more whole GPUs than a node has',
    { nodes: [node('a')] },
    asking({ limits: { 'nvidia.com/gpu': '3' }, schedulerName: 'default-scheduler' }),
    'cannot run here: a: 3 GPUs are asked, and it has 2',
  ],
  [
    'a part where nobody hands out parts',
    { nodes: [node('a')] },
    asking({ annotations: { 'gpu-fraction': '0.5' } }),
    'cannot run here: no node here hands out such GPUs',
  ],
  [
    'a MIG device',
    { nodes: [migNode], pods: [migPod] },
    asking({ limits: { 'nvidia.com/mig-1g.10gb': '1' } }),
    'fits on 1 node now',
  ],
  [
    'two MIG devices where one is left',
    { nodes: [migNode], pods: [migPod] },
    asking({ limits: { 'nvidia.com/mig-1g.10gb': '2' } }),
    'waits: n: 1 of its 7 × 1g.10gb are free, and 2 are asked',
  ],
  [
    'a MIG device on a node without the CPU for it',
    { nodes: [migNode] },
    asking({ limits: { 'nvidia.com/mig-1g.10gb': '1', cpu: '100' } }),
    'cannot run here: n: 64 of its 64 CPU cores are free, and 100 are asked',
  ],
  [
    'a profile that nobody has',
    { nodes: [migNode] },
    asking({ limits: { 'nvidia.com/mig-2g.20gb': '1' } }),
    'cannot run here: n: 0 of its 0 × 2g.20gb are free, and 1 are asked',
  ],
  [
    'memory of a HAMi card',
    { nodes: [hamiNode], pods: [hamiPod] },
    asking({ limits: { 'nvidia.com/gpu': '1', 'nvidia.com/gpumem': '10000' }, schedulerName: 'hami-scheduler' }),
    'fits on its only GPU now',
  ],
  [
    'more memory than a HAMi card has left',
    { nodes: [hamiNode], pods: [hamiPod] },
    asking({ limits: { 'nvidia.com/gpumem': '20000' }, schedulerName: 'hami-scheduler' }),
    'waits: n: 10960 MiB of memory free, and 20000 MiB asked',
  ],
  [
    'more cores than a HAMi card has left',
    { nodes: [hamiNode], pods: [hamiPod] },
    asking({ limits: { 'nvidia.com/gpumem': '1000', 'nvidia.com/gpucores': '50' }, schedulerName: 'hami-scheduler' }),
    'waits: n: 40 % of its cores free, and 50 % asked',
  ],
];

for (const [name, objects, asks, expected] of cases) {
  test(`fit: ${name}`, () => {
    const fit = findFit(readOnly(asks), clusterOf(objects));
    assert.equal(fit.summary, expected, JSON.stringify(fit.refusals));
  });
}

test('what may not be read promises nothing', () => {
  const objects = clusterOf({ nodes: [node('a')], queues: [free] });
  const found = readOnly(asking({ annotations: { 'gpu-fraction': '0.5' } }));
  const forbidden = { state: 'forbidden', message: 'no' } as const;
  const part = { state: 'known', items: [], namespaces: ['team'] } as const;
  const told = [
    findFit(found, { ...objects, nodes: forbidden }),
    findFit(found, { ...objects, pods: forbidden }),
    findFit(found, { ...objects, pods: part }),
  ];
  assert.deepEqual(
    told.map(({ kind, summary }) => `${kind}: ${summary}`),
    ['the nodes may not be read', 'the pods may not be read', 'what others hold in other namespaces may not be read'].map(
      (why) => `unknown: whether it fits cannot be told: ${why}`,
    ),
  );
});
