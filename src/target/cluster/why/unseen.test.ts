import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeNode, makePod } from '../../../../test/support/madeCluster.ts';
import type { ClusterObjects, ObjectsKey } from '../clusterObjects.ts';
import { readObjects } from '../readObjects.ts';
import { readClusterView } from '../view/readView.ts';
import { explainStop } from './explainStop.ts';
import { explainWaiting } from './explainWaiting.ts';

const pod = makePod({ annotations: { 'gpu-fraction': '0.5', 'pod-group-name': 'pg' } });
const group = {
  apiVersion: 'scheduling.run.ai/v2alpha2',
  kind: 'PodGroup',
  metadata: { name: 'pg', namespace: 'team' },
  spec: { queue: 'ml' },
};
const all = readObjects({
  pods: [pod],
  nodes: [makeNode('gpu-01', 1)],
  events: [],
  podGroups: [group],
  queues: [],
  bindRequests: [],
});

function without(...keys: readonly ObjectsKey[]): ClusterObjects {
  const hidden = keys.map((key) => [key, { state: 'forbidden', message: `${key} is forbidden: User "dev" cannot list` }]);
  return { ...all, ...Object.fromEntries(hidden) };
}

const hidden: Readonly<Record<string, { readonly keys: readonly ObjectsKey[]; readonly step: string }>> = {
  PodGroups: { keys: ['podGroups'], step: 'grouping' },
  BindRequests: { keys: ['bindRequests'], step: 'bindRequest' },
  events: { keys: ['events'], step: 'events' },
  nodes: { keys: ['nodes'], step: 'fit' },
  queues: { keys: ['queues'], step: 'podGroup' },
};

for (const [what, { keys, step }] of Object.entries(hidden)) {
  test(`without a right to read ${what} the explanation says what it could not see`, () => {
    const objects = without(...keys);
    const view = readClusterView(objects);
    const [workload] = view.workloads;
    assert.ok(workload);
    const { steps, headline } = explainWaiting(workload, objects, view);
    const unseen = steps.filter(({ state }) => state === 'unseen');
    assert.deepEqual(
      unseen.map(({ kind, verbatim }) => ({ kind, verbatim })),
      [{ kind: step, verbatim: `${keys[0]} is forbidden: User "dev" cannot list` }],
    );
    assert.notEqual(headline, '');
  });
}

test('without any right but to read pods there is still an explanation of what is not known', () => {
  const objects = without('podGroups', 'queues', 'bindRequests', 'events', 'nodes', 'owners', 'priorityClasses', 'kaiConfig');
  const view = readClusterView(objects);
  const [workload] = view.workloads;
  assert.ok(workload);
  const waiting = explainWaiting(workload, objects, view);
  assert.deepEqual(
    waiting.steps.filter(({ state }) => state === 'unseen').map(({ kind }) => kind),
    ['grouping', 'bindRequest', 'events', 'fit'],
  );
  assert.deepEqual(
    explainStop(workload, objects, view).reasons.map(({ kind }) => kind),
    ['unseen'],
  );
});

test('where only some namespaces may be read, nothing is said of what is free', () => {
  const { pods } = all;
  assert.ok(pods.state === 'known');
  const objects: ClusterObjects = { ...all, pods: { ...pods, namespaces: ['team'] } };
  const view = readClusterView(objects);
  const [workload] = view.workloads;
  assert.ok(workload);
  const { steps, cures } = explainWaiting(workload, objects, view);
  assert.deepEqual(
    steps.filter(({ kind }) => kind === 'fit').map(({ state, text }) => ({ state, text })),
    [
      {
        state: 'unseen',
        text: 'What is free on the GPUs is not known: you may read the pods of team only, and others may use them too.',
      },
    ],
  );
  assert.ok(!cures.some(({ kind }) => kind === 'setFraction'));
});

test('what is not read yet is told as such, and not as missing', () => {
  const objects: ClusterObjects = { ...all, podGroups: { state: 'loading' }, nodes: { state: 'loading' } };
  const view = readClusterView(all);
  const [workload] = view.workloads;
  assert.ok(workload);
  const { steps } = explainWaiting(workload, objects, view);
  assert.deepEqual(
    steps.filter(({ state }) => state === 'unseen').map(({ text }) => text),
    ['PodGroups: not read yet.', 'Nodes: not read yet.'],
  );
});
