import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBinderProblem } from './binder.ts';
import { readCreationProblem } from './creation.ts';
import { readEviction, workloadOfGroup } from './eviction.ts';
import { readGroupReason } from './groupReason.ts';
import { readHami } from './hami.ts';
import { readKaiFit } from './kaiFit.ts';
import { readKubeScheduler } from './kubeScheduler.ts';
import { readRefusal } from './readRefusal.ts';

test('lines of KAI name the node and every detail with its numbers', () => {
  const { refused, rest } = readKaiFit(
    "\n<a>: Node didn't have enough resources: GPUs, requested: 2.46, used: 2, capacity: 2, Node didn't have enough resources: Each gpu on the node has a gpu memory capacity of 81500 Mib. 200000 Mib of gpu memory has been requested..\n<b>: node(s) pod number exceeded.\nno nodes with enough resources were found.",
  );
  assert.deepEqual(
    refused.map(({ node, refusal }) => ({ node, refusal })),
    [
      { node: 'a', refusal: { kind: 'resource', resource: 'GPUs', amounts: { requested: 2.46, used: 2, capacity: 2 } } },
      { node: 'a', refusal: { kind: 'gpuMemory', requestedMiB: 200000, capacityMiB: 81500 } },
      { node: 'b', refusal: { kind: 'podSlots' } },
    ],
  );
  assert.deepEqual(rest, []);
});

test('counts of KAI come behind heads that name the pod, the gang or the sub-group', () => {
  const counts =
    "no nodes with enough resources were found: 2 node(s) didn't have enough resources: GPU memory. \n1 node(s) didn't have enough of mig profile: 1g.10gb.";
  const heads = {
    'Resources were not found for pod team/a due to: ': undefined,
    'Resources were found for 3 pods while 4 are required for gang scheduling. Additional pods cannot be scheduled due to: ': {
      found: 3,
      required: 4,
    },
    'Resources were found for 1 pods from all sub-groups while sub-group decode requires 2 pods for gang scheduling. Additional pods cannot be scheduled in this sub-group due to: ':
      { found: 1, required: 2, subGroup: 'decode' },
  };
  for (const [head, gang] of Object.entries(heads)) {
    const report = readKaiFit(head + counts);
    assert.deepEqual(report.gang, gang);
    assert.deepEqual(
      report.refused.map(({ count, refusal }) => ({ count, refusal })),
      [
        { count: 2, refusal: { kind: 'resource', resource: 'GPU memory', amounts: {} } },
        { count: 1, refusal: { kind: 'mig', profile: '1g.10gb' } },
      ],
    );
  }
});

const refusals: Readonly<Record<string, object>> = {
  "Node didn't have enough resource: nvidia.com/mig-1g.10gb, requested: 1, used: 7, capacity: 7": {
    kind: 'resource',
    resource: 'nvidia.com/mig-1g.10gb',
    amounts: { requested: 1, used: 7, capacity: 7 },
  },
  "rack-1 didn't have enough resource(s): GPUs, requested: 4, available: Unlimited": {
    kind: 'resource',
    resource: 'GPUs',
    amounts: { requested: 4, available: -1 },
  },
  "Node didn't have enough resources: CPU cores, taking all considerations into account": {
    kind: 'resource',
    resource: 'CPU cores',
    amounts: {},
  },
  'node is not a gpu node or the gpu memory count on the node was not synced yet, task: <team/a>, node: <n>': {
    kind: 'memoryLabel',
  },
  'fractional/shared GPU pods are not yet supported on DRA-only nodes': { kind: 'draOnly' },
  "only whole gpu jobs can run on a node with MigStrategy='single'": { kind: 'migMode' },
  'MIG job cannot be scheduled on non-MIG node': { kind: 'migMode' },
  'node is not ready for fractional GPU scheduling. Condition gpu-fractioning.nvidia.com/Ready is Unknown. Reason: ConditionNotFound. Message: x':
    {
      kind: 'notReady',
      condition: 'gpu-fractioning.nvidia.com/Ready',
      status: 'Unknown',
      reason: 'ConditionNotFound',
    },
  'Insufficient nvidia.com/gpu': { kind: 'resource', resource: 'nvidia.com/gpu', amounts: {} },
  'Too many pods': { kind: 'podSlots' },
  'node(s) had untolerated taint {gpu: true}': { kind: 'taint', taint: 'gpu: true' },
  'node(s) had untolerated taint(s)': { kind: 'taint' },
  "node(s) didn't match Pod's node affinity/selector": { kind: 'nodeAffinity' },
  "node(s) didn't match pod anti-affinity rules": { kind: 'podAffinity' },
  "node(s) didn't satisfy existing pods anti-affinity rules": { kind: 'podAffinity' },
  "node(s) didn't match pod topology spread constraints": { kind: 'topologySpread' },
  'node(s) had volume node affinity conflict': { kind: 'volume' },
  'node(s) were unschedulable': { kind: 'cordoned' },
  'cannot allocate all claims': { kind: 'claims' },
  'something else': { kind: 'unknown' },
};

for (const [text, expected] of Object.entries(refusals)) {
  test(`${text.slice(0, 60)} is read as ${(expected as { kind: string }).kind}`, () =>
    assert.deepEqual(readRefusal(text), expected));
}

test("Kubernetes' scheduler counts nodes by reason, and says what preemption would do", () => {
  const report = readKubeScheduler(
    "0/5 nodes are available: 1 node(s) had untolerated taint {gpu: a, b}, 2 Insufficient nvidia.com/gpu, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling.",
  );
  assert.equal(report?.nodes, 5);
  assert.equal(report.preemption, '0/5 nodes are available: 5 Preemption is not helpful for scheduling.');
  assert.deepEqual(
    report.refused.map(({ count, refusal: { kind } }) => [count, kind]),
    [
      [1, 'taint'],
      [2, 'resource'],
      [2, 'nodeAffinity'],
    ],
  );
  const missing = readKubeScheduler(
    '0/3 nodes are available: persistentvolumeclaim "models" not found. still not schedulable, preemption: 0/3',
  );
  assert.deepEqual(missing?.refused[0]?.refusal, { kind: 'volume', claim: 'models' });
  assert.equal(readKubeScheduler('all nodes are unavailable'), undefined);
});

test('HAMi names nodes by reason and counts the cards of a node', () => {
  assert.deepEqual(
    readHami('2 nodes CardInsufficientMemory(a,b)').refused.map(({ node, count }) => [node, count]),
    [
      ['a', 1],
      ['b', 1],
    ],
  );
  assert.deepEqual(
    readHami('1/2 CardTypeMismatch, 1/2 CardUuidMismatch').refused.map(({ refusal }) => refusal),
    [
      { kind: 'card', reason: 'CardTypeMismatch', hit: 1, cards: 2 },
      { kind: 'card', reason: 'CardUuidMismatch', hit: 1, cards: 2 },
    ],
  );
  assert.deepEqual(readHami('no available node, 3 nodes do not meet'), { refused: [], rest: [], nodes: 3 });
  assert.deepEqual(readHami('other words').rest, ['other words']);
});

test('reasons of a PodGroup have their numbers, from the text or from beside it', () => {
  assert.deepEqual(
    readGroupReason({
      reason: 'NonPreemptibleOverQuota',
      message:
        'Non-preemptible workload is over quota. Workload requested 12 CPU cores, but ml quota is 8 cores, while 4 cores are already allocated for non-preemptible pods. Use a preemptible workload to go over quota.',
    }),
    { kind: 'overQueue', bound: 'quota', queue: 'ml', resource: 'cpu', requested: 12, allocated: 4, allowed: 8 },
  );
  assert.deepEqual(
    readGroupReason({
      reason: 'OverLimit',
      message:
        'ml quota has reached the allowable limit of memory. Limit is 64 GB, currently 60 GB allocated and workload requested 8 GB',
    }),
    { kind: 'overQueue', bound: 'limit', queue: 'ml', resource: 'memory', requested: 8, allocated: 60, allowed: 64 },
  );
  assert.deepEqual(
    readGroupReason({
      reason: 'OverLimit',
      message: 'worded in another way',
      queue: {
        name: 'ml',
        resources: {
          podGroupRequestedResources: { 'nvidia.com/gpu': '600m' },
          queueAllocatedResources: { 'nvidia.com/gpu': '1' },
          queueResourceLimits: { 'nvidia.com/gpu': '1500m' },
        },
      },
    }),
    { kind: 'overQueue', bound: 'limit', queue: 'ml', resource: 'gpu', requested: 0.6, allocated: 1, allowed: 1.5 },
  );
  assert.deepEqual(readGroupReason({ reason: '', message: 'Requested topology racks does not exist' }), {
    kind: 'noTopology',
    topology: 'racks',
  });
  assert.deepEqual(readGroupReason({ reason: 'New', message: 'never seen' }), { kind: 'unknown' });
});

test('an eviction says who, for whom and why', () => {
  assert.deepEqual(readEviction('Pod a/b was preempted and rescheduled due to bin packing (resource consolidation) procedure'), {
    kind: 'consolidated',
    victim: 'a/b',
  });
  assert.deepEqual(
    readEviction(
      "Workload doesn't meet the minimum required number of pods (4) in sub-group decode, evicting remaining pod: a/b",
    ),
    { kind: 'incomplete', victim: 'a/b', minimum: 4, subGroup: 'decode' },
  );
  assert.equal(readEviction('something else'), undefined);
});

test('the workload of a PodGroup is read from its name, where it is built so', () => {
  const names: Readonly<Record<string, string>> = {
    'evict/pg-sp-1-8b823daf-306c-4818-9540-743cdd8362ad': 'sp-1',
    'pg-chat-5d9c-8b823daf-306c-4818-9540-743cdd8362ad': 'chat-5d9c',
    'team/other': 'other',
  };
  for (const [group, name] of Object.entries(names)) assert.equal(workloadOfGroup(group), name);
});

const creations: Readonly<Record<string, object>> = {
  'pods "a-" is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=1,cpu=2, used: requests.nvidia.com/gpu=4,cpu=8, limited: requests.nvidia.com/gpu=4,cpu=8':
    {
      kind: 'quota',
      quota: 'gpus',
      requested: 'requests.nvidia.com/gpu=1,cpu=2',
      used: 'requests.nvidia.com/gpu=4,cpu=8',
      limited: 'requests.nvidia.com/gpu=4,cpu=8',
    },
  'admission webhook "w" denied the request: no\nreason': { kind: 'webhook', webhook: 'w', said: 'no\nreason' },
  'pods "a" is forbidden: violates PodSecurity "restricted:latest": privileged': {
    kind: 'podSecurity',
    said: '"restricted:latest": privileged',
  },
  'pods "a" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi': {
    kind: 'limitRange',
    said: 'maximum memory usage per Container is 1Gi, but limit is 2Gi',
  },
  'pods "a-" is forbidden: error looking up service account team/llm: serviceaccount "llm" not found': {
    kind: 'missing',
    what: 'serviceaccount',
    name: 'llm',
  },
  'pods "a" is forbidden: no PriorityClass with name urgent was found': {
    kind: 'missing',
    what: 'PriorityClass',
    name: 'urgent',
  },
  'Pod "a" is invalid: spec.containers[0].resources.limits[nvidia.com/gpu]: Invalid value: "0.4": must be an integer': {
    kind: 'invalid',
    fields: ['spec.containers[0].resources.limits[nvidia.com/gpu]'],
  },
  'never seen': { kind: 'unknown' },
};

for (const [text, expected] of Object.entries(creations)) {
  test(`a pod that is not made: ${text.slice(0, 70)}`, () => assert.deepEqual(readCreationProblem(text), expected));
}

const binders: Readonly<Record<string, object>> = {
  'failed waiting for GPU reservation pod to allocate: ns/name': { kind: 'reservation', pod: 'ns/name' },
  'failed to find annotation on reservation pod gpu-reservation-1': { kind: 'reservation', pod: 'gpu-reservation-1' },
  'failed to reserve GPUs for pod <a/b> in gpu group <g>: x': { kind: 'reservation' },
  'cluster is scaling up, could not create reservation pod': { kind: 'scalingUp' },
  'no desired configmap name found in pod a/b annotations': { kind: 'noWebhook' },
  'failed to get fraction container ref: x': { kind: 'container' },
  'failed to create env configmap: x': { kind: 'configMap' },
  'failed to bind pod <a/b> to node <n>: x': { kind: 'unknown' },
};

for (const [text, expected] of Object.entries(binders)) {
  test(`a binder that says: ${text}`, () => assert.deepEqual(readBinderProblem(text), expected));
}
