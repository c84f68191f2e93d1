import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../api/clusterApi.ts';
import type { ObjectsKey } from '../clusterObjects.ts';
import type { WorkloadView } from '../clusterView.ts';
import { readClusterView } from './readView.ts';
import { clusterOf, podObject } from '../testCluster.ts';

type Objects = Partial<Record<ObjectsKey, readonly ClusterObject[]>>;

const half = { annotations: { 'gpu-fraction': '0.5' } };

function ownerObject(
  kind: string,
  name: string,
  parts: {
    readonly spec?: object;
    readonly status?: object;
    readonly owner?: readonly [string, string];
    readonly labels?: object;
  } = {},
): ClusterObject {
  const { spec, status, owner, labels } = parts;
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace: 'team',
      uid: `uid-${kind}-${name}`,
      labels,
      ...(owner && {
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: owner[0], name: owner[1], uid: `uid-${owner[0]}-${owner[1]}`, controller: true },
        ],
      }),
    },
    spec,
    status,
  };
}

function describe({ id, state, ready, desired, queue, requestText }: WorkloadView): string {
  return `${id} ${state} ${ready}/${desired ?? '?'}${queue === undefined ? '' : ` in ${queue}`}: ${requestText}`;
}

const template = { metadata: half, spec: { schedulerName: 'kai-scheduler', containers: [{ name: 'main' }] } };
const deployment = ownerObject('Deployment', 'chat', { spec: { replicas: 2, template } });
const replicaSet = ownerObject('ReplicaSet', 'chat-7f9c', { owner: ['Deployment', 'chat'], spec: { replicas: 2 } });
const ofSet = { ...half, owner: { kind: 'ReplicaSet', name: 'chat-7f9c' }, labels: { 'pod-template-hash': '7f9c' } };
const minute = Math.round(Date.parse('2026-11-28T09:00:00Z') / 60_000);
const lwsLabels = (group: number, worker: number): Readonly<Record<string, string>> => ({
  'leaderworkerset.sigs.k8s.io/name': 'big',
  'leaderworkerset.sigs.k8s.io/group-index': String(group),
  'leaderworkerset.sigs.k8s.io/worker-index': String(worker),
});
const lwsPod = (group: number, worker: number, isReady: boolean): ClusterObject => {
  const name = worker === 0 ? `big-${group}` : `big-${group}-${worker}`;
  return podObject(name, {
    ...(isReady && { node: 'n', isReady }),
    labels: lwsLabels(group, worker),
    annotations: { 'gpu-fraction': '0.5', 'leaderworkerset.sigs.k8s.io/size': '2' },
    owner: { kind: 'StatefulSet', name: worker === 0 ? 'big' : `big-${group}` },
  });
};
const lwsOwners = [
  ownerObject('LeaderWorkerSet', 'big', { spec: { replicas: 2 }, owner: ['NIMService', 'nim'] }),
  ownerObject('NIMService', 'nim', { spec: { replicas: 2 } }),
  ownerObject('StatefulSet', 'big', { spec: { replicas: 2 }, owner: ['LeaderWorkerSet', 'big'] }),
  ...[0, 1].map((group) => ownerObject('StatefulSet', `big-${group}`, { spec: { replicas: 1 }, owner: ['Pod', `big-${group}`] })),
].map((object) => {
  const [reference] = (object.metadata['ownerReferences'] ?? []) as readonly { kind: string; name: string; uid: string }[];
  return reference?.kind === 'Pod'
    ? { ...object, metadata: { ...object.metadata, ownerReferences: [{ ...reference, uid: `uid-team-${reference.name}` }] } }
    : object;
});
const lwsPods = [lwsPod(0, 0, true), lwsPod(0, 1, true), lwsPod(1, 0, true), lwsPod(1, 1, false)];
const gone = { phase: 'Failed', status: { reason: 'Evicted' } };

const cases: readonly (readonly [string, Objects, readonly string[]])[] = [
  ['a pod of nobody', { pods: [podObject('a', half)] }, ['Pod/team/a waiting 0/1 in default-queue: half of one GPU']],
  [
    'a Deployment by its ReplicaSet',
    { owners: [deployment, replicaSet], pods: [podObject('a', { ...ofSet, node: 'n', isReady: true }), podObject('b', ofSet)] },
    ['Deployment/team/chat degraded 1/2 in default-queue: half of one GPU'],
  ],
  [
    'the same where ReplicaSets may not be read',
    {
      owners: [deployment],
      pods: [podObject('a', { ...ofSet, node: 'n', isReady: true }), podObject('b', { ...ofSet, node: 'n', isReady: true })],
    },
    ['Deployment/team/chat running 2/2 in default-queue: half of one GPU'],
  ],
  [
    'the same where no owners may be read',
    { pods: [podObject('a', { ...ofSet, node: 'n', isReady: true })] },
    ['Deployment/team/chat running 1/? in default-queue: half of one GPU'],
  ],
  [
    'an owner whose pods were not made',
    { owners: [deployment] },
    ['Deployment/team/chat waiting 0/2 in default-queue: half of one GPU'],
  ],
  [
    'one that is scaled to nothing',
    { owners: [ownerObject('Deployment', 'chat', { spec: { replicas: 0, template } })] },
    ['Deployment/team/chat suspended 0/0 in default-queue: half of one GPU'],
  ],
  [
    'an evicted pod beside its successor',
    { owners: [deployment, replicaSet], pods: [podObject('a', { ...ofSet, ...gone }), podObject('b', ofSet)] },
    ['Deployment/team/chat waiting 0/2 in default-queue: half of one GPU'],
  ],
  [
    'a Job of a CronJob by the minute in its name, and one whose name only looks so',
    {
      pods: [
        podObject('a', { ...half, owner: { kind: 'Job', name: `nightly-${minute}` }, phase: 'Succeeded' }),
        podObject('b', { ...half, owner: { kind: 'Job', name: 'train-20261128' }, phase: 'Failed' }),
      ],
    },
    [
      'CronJob/team/nightly finished 0/? in default-queue: half of one GPU',
      'Job/team/train-20261128 failed 0/? in default-queue: half of one GPU',
    ],
  ],
  [
    'a suspended Job',
    { owners: [ownerObject('Job', 'train', { spec: { suspend: true, parallelism: 4, template } })] },
    ['Job/team/train suspended 0/4 in default-queue: half of one GPU'],
  ],
  [
    'a Job of which some pods are done',
    {
      owners: [ownerObject('Job', 'train', { spec: { parallelism: 2 } })],
      pods: [
        podObject('a', { ...half, owner: { kind: 'Job', name: 'train' }, phase: 'Succeeded' }),
        podObject('b', { ...half, owner: { kind: 'Job', name: 'train' }, node: 'n', isReady: true }),
      ],
    },
    ['Job/team/train running 1/2 in default-queue: half of one GPU'],
  ],
  [
    'a NIMService of several nodes: groups count',
    { owners: lwsOwners, pods: lwsPods },
    ['NIMService/team/nim degraded 1/2 in default-queue: half of one GPU'],
  ],
  [
    'its LeaderWorkerSet where no owners may be read',
    { pods: lwsPods },
    ['LeaderWorkerSet/team/big degraded 1/? in default-queue: half of one GPU'],
  ],
  [
    'a graph of two components that ask for different things',
    {
      owners: [
        ownerObject('DynamoGraphDeployment', 'graph'),
        ownerObject('PodClique', 'decode', { spec: { replicas: 1 }, owner: ['DynamoGraphDeployment', 'graph'] }),
        ownerObject('PodClique', 'prefill', { spec: { replicas: 2 }, owner: ['DynamoGraphDeployment', 'graph'] }),
      ],
      pods: [
        podObject('d', { ...half, owner: { kind: 'PodClique', name: 'decode' }, node: 'n', isReady: true }),
        podObject('p', {
          limits: { 'nvidia.com/gpu': '1' },
          owner: { kind: 'PodClique', name: 'prefill' },
          node: 'n',
          isReady: true,
        }),
      ],
    },
    ['DynamoGraphDeployment/team/graph degraded 2/3 in default-queue: half of one GPU; one GPU'],
  ],
  [
    'a container that cannot start',
    {
      pods: [
        podObject('a', {
          ...half,
          node: 'n',
          phase: 'Pending',
          status: { containerStatuses: [{ name: 'main', state: { waiting: { reason: 'ImagePullBackOff' } } }] },
        }),
      ],
    },
    ['Pod/team/a failed 0/1 in default-queue: half of one GPU'],
  ],
  [
    'the queue of the group, of the owner, of the project',
    {
      owners: [ownerObject('Deployment', 'chat', { labels: { 'kai.scheduler/queue': 'of-owner' } })],
      podGroups: [
        {
          apiVersion: 'scheduling.run.ai/v2alpha2',
          kind: 'PodGroup',
          metadata: { name: 'pg', namespace: 'team' },
          spec: { queue: 'of-group' },
        },
      ],
      pods: [
        podObject('a', {
          annotations: { 'gpu-fraction': '0.5', 'pod-group-name': 'pg' },
          labels: { 'kai.scheduler/queue': 'own' },
        }),
        podObject('b', { ...ofSet, labels: { 'pod-template-hash': '7f9c', 'kai.scheduler/queue': 'own' } }),
        podObject('c', { ...half, labels: { project: 'vision', 'kai.scheduler/node-pool': 'h100' } }),
        podObject('d', { ...half, schedulerName: 'default-scheduler' }),
      ],
    },
    [
      'Pod/team/a waiting 0/1 in of-group: half of one GPU',
      'Pod/team/c waiting 0/1 in vision-h100: half of one GPU',
      'Deployment/team/chat waiting 0/? in of-owner: half of one GPU',
      'Pod/team/d waiting 0/1: half of one GPU',
    ],
  ],
  ['what asks for no GPU is not shown', { pods: [podObject('a'), podObject('b', { limits: { cpu: '1' } })] }, []],
];

for (const [name, objects, expected] of cases) {
  test(`workload: ${name}`, () => {
    assert.deepEqual(readClusterView(clusterOf(objects)).workloads.map(describe), expected);
  });
}

test('pods of several nodes have their role and group', () => {
  const [workload] = readClusterView(clusterOf({ owners: lwsOwners, pods: lwsPods })).workloads;
  assert.deepEqual(
    workload?.pods.map(({ pod, role, group }) => `${pod.name} ${role} ${group}`),
    ['big-0 leader 0', 'big-0-1 worker 0', 'big-1 leader 1', 'big-1-1 worker 1'],
  );
});

test('an autoscaler is shown with its targets, values and last event, also one on what stands between', () => {
  const target = { kind: 'Deployment', name: 'chat' };
  const cpu = (amount: object, field: string): object => ({ type: 'Resource', resource: { name: 'cpu', [field]: amount } });
  const queue = (amount: object, field: string): object => ({
    type: 'Pods',
    pods: { metric: { name: 'queue' }, [field]: amount },
  });
  const hpa = ownerObject('HorizontalPodAutoscaler', 'chat-hpa', {
    spec: {
      scaleTargetRef: target,
      maxReplicas: 5,
      metrics: [cpu({ averageUtilization: 80 }, 'target'), queue({ averageValue: '4' }, 'target')],
    },
    status: { currentMetrics: [cpu({ averageUtilization: 35 }, 'current'), queue({ averageValue: '1500m' }, 'current')] },
  });
  const event = (name: string, at: string, message: string): ClusterObject => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: 'team' },
    reason: 'SuccessfulRescale',
    message,
    lastTimestamp: at,
    involvedObject: { kind: 'HorizontalPodAutoscaler', namespace: 'team', name: 'chat-hpa' },
  });
  const owners = [hpa, ownerObject('Deployment', 'chat', { spec: { replicas: 2 }, owner: ['NIMService', 'nim'] }), replicaSet];
  const events = [event('a', '2026-11-28T09:00:00Z', 'New size: 1'), event('b', '2026-11-28T10:00:00Z', 'New size: 2')];
  const [workload] = readClusterView(clusterOf({ owners, events, pods: [podObject('a', ofSet)] })).workloads;
  assert.equal(workload?.id, 'NIMService/team/nim');
  assert.deepEqual(workload?.scaling, {
    min: 1,
    max: 5,
    metrics: [
      { name: 'cpu', target: '80 %', value: '35 %' },
      { name: 'queue', target: '4', value: '1500m' },
    ],
    lastScale: { text: 'New size: 2', at: Date.parse('2026-11-28T10:00:00Z') },
  });
});

test('since when it waits, runs or has ended is told by its pods', () => {
  const since = (pod: ClusterObject): number | undefined => readClusterView(clusterOf({ pods: [pod] })).workloads[0]?.since;
  assert.equal(since(podObject('a', half)), Date.parse('2026-11-28T09:00:00Z'));
  assert.equal(since(podObject('a', { ...half, node: 'n', isReady: true })), Date.parse('2026-11-28T10:00:00Z'));
  const ended = { state: { terminated: { exitCode: 1, finishedAt: '2026-11-28T11:00:00Z' } } };
  assert.equal(
    since(podObject('a', { ...half, node: 'n', phase: 'Failed', status: { containerStatuses: [ended] } })),
    Date.parse('2026-11-28T11:00:00Z'),
  );
});
