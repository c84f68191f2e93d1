import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeEvent, makeNode, makePod, type MadePod } from '../../../../test/support/madeCluster.ts';
import { readObjects } from '../readObjects.ts';
import { readClusterView } from '../view/readView.ts';
import { explainStop } from './explainStop.ts';
import { explainWaiting } from './explainWaiting.ts';
import { rankHeadlines } from './rankHeadlines.ts';

const owner = { kind: 'StatefulSet', name: 'chat', uid: 'set' };
const refused = { reason: 'FailedScheduling', message: '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.' };
const plain: MadePod = {
  owner,
  annotations: {},
  labels: {},
  spec: { schedulerName: 'default-scheduler' },
  container: { resources: { limits: { 'nvidia.com/gpu': '4' } } },
};

function readPods(pods: readonly MadePod[], podsWithEvent: readonly string[] = []) {
  const objects = readObjects({
    nodes: [makeNode('gpu-01', 2)],
    events: podsWithEvent.map((name) => makeEvent({ kind: 'Pod', name }, refused.reason, refused.message, 'default-scheduler')),
    pods: pods.map(makePod),
  });
  const view = readClusterView(objects);
  const [workload] = view.workloads;
  assert.ok(workload && view.workloads.length === 1);
  return { workload, objects, view };
}

test('pods of a workload that wait for the same reason are told once', () => {
  const names = ['chat-0', 'chat-1', 'chat-2'];
  const { workload, objects, view } = readPods(
    names.map((name) => ({ ...plain, name })),
    names,
  );
  const { headline, steps } = explainWaiting(workload, objects, view);
  assert.equal(headline, 'no node has 4 GPUs: the most is 2');
  assert.deepEqual(
    steps.map(({ kind }) => kind),
    ['scheduler', 'events', 'fit'],
  );
});

test('of several reasons the one of most pods is told, with how many have it', () => {
  const gated = { ...plain, spec: { ...plain.spec, schedulingGates: [{ name: 'grove.io/podclique' }] } };
  const { workload, objects, view } = readPods([
    { ...gated, name: 'chat-0' },
    { ...gated, name: 'chat-1' },
    { ...plain, name: 'chat-2' },
  ]);
  assert.equal(explainWaiting(workload, objects, view).headline, 'held back by Grove (2 of 3 pods)');
});

test('pods that run say nothing of why others wait', () => {
  const running = { phase: 'Running', containerStatuses: [{ name: 'main', ready: true, state: { running: {} } }] };
  const { workload, objects, view } = readPods([
    { ...plain, name: 'chat-0', spec: { ...plain.spec, nodeName: 'gpu-01' }, status: running },
    { ...plain, name: 'chat-1' },
  ]);
  const { steps } = explainWaiting(workload, objects, view);
  assert.ok(!steps.some(({ kind }) => kind === 'start'));
});

test('what stopped the pods is told once, the worst first', () => {
  const killed = { terminated: { exitCode: 137, reason: 'OOMKilled' } };
  const failed = { terminated: { exitCode: 1, reason: 'Error' } };
  const { workload, objects, view } = readPods(
    [killed, killed, failed].map((state, index) => ({
      ...plain,
      name: `chat-${index}`,
      status: { phase: 'Failed', containerStatuses: [{ name: 'main', ready: false, state }] },
    })),
  );
  const { headline, reasons } = explainStop(workload, objects, view);
  assert.equal(headline, "out of the node's memory");
  assert.deepEqual(
    reasons.map(({ kind }) => kind),
    ['outOfHostMemory', 'exited'],
  );
});

test('headlines are ranked by how many have them; of equals the first', () => {
  const rows: readonly (readonly [readonly string[], string])[] = [
    [[], ''],
    [['a'], 'a'],
    [['a', 'a'], 'a'],
    [['a', 'b', 'b'], 'b (2 of 3 pods)'],
    [['b', 'a'], 'b (1 of 2 pods)'],
  ];
  for (const [headlines, expected] of rows) assert.equal(rankHeadlines(headlines), expected);
});
