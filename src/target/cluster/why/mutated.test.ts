import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { replayTrace } from '../../../../test/support/kaiTrace.ts';
import { makeEvent, makeNode, makePod } from '../../../../test/support/madeCluster.ts';
import { known } from '../clusterObjects.ts';
import { readObjects } from '../readObjects.ts';
import { readClusterView } from '../view/readView.ts';
import { explainStop } from './explainStop.ts';
import { explainWaiting } from './explainWaiting.ts';

/** Texts that schedulers really wrote, and the reasons under which they came. */
const recorded = (['traces.jsonl', 'traces-evict.jsonl'] as const)
  .flatMap((file) => replayTrace(file))
  .flatMap(({ objects }) => known(objects.events))
  .map(({ reason, message }) => ({ reason, message }));
const written = [
  {
    reason: 'FailedScheduling',
    message: '0/5 nodes are available: 2 Insufficient nvidia.com/gpu, 3 cannot allocate all claims. preemption: none',
  },
  { reason: 'FilteringFailed', message: 'no available node, 2 nodes do not meet: 2 nodes CardInsufficientMemory(a,b)' },
  {
    reason: 'BindingError',
    message: 'Failed to bind pod a/b to node c: failed waiting for GPU reservation pod to allocate: d/e',
  },
];
const texts = [...recorded, ...written];
assert.ok(recorded.length > 20);

/** Cut, in another order, with other words between. */
const mutated = fc
  .record({
    text: fc.constantFrom(...texts),
    start: fc.nat(300),
    end: fc.nat(600),
    order: fc.integer({ min: 1, max: 7 }),
    word: fc.oneof(fc.string(), fc.constantFrom('<', '>: ', 'requested: ', '\n', '..', 'Unlimited', 'Node-Pool')),
  })
  .map(({ text: { reason, message }, start, end, order, word }) => {
    const words = message.split(' ');
    const turned = words.map((_, index) => words[(index * order) % words.length]).join(' ');
    return { reason, message: `${turned.slice(0, start)}${word}${turned.slice(start, start + end)}` };
  });

function explain(reason: string, message: string): { readonly waits: string; readonly stops: string } {
  const about = { kind: 'Pod', name: 'chat', uid: 'uid-chat' };
  const group = {
    apiVersion: 'scheduling.run.ai/v2alpha2',
    kind: 'PodGroup',
    metadata: { name: 'pg', namespace: 'team' },
    spec: { queue: 'ml' },
    status: { schedulingConditions: [{ type: 'UnschedulableOnNodePool', status: 'True', reasons: [{ reason, message }] }] },
  };
  const terminated = { exitCode: 1, reason: 'Error', message };
  const objects = readObjects({
    nodes: [makeNode('gpu-01', 1)],
    queues: [],
    podGroups: [group],
    bindRequests: [],
    events: [makeEvent(about, reason, message, 'kai-scheduler'), makeEvent({ kind: 'PodGroup', name: 'pg' }, 'Evict', message)],
    pods: [
      makePod({
        annotations: { 'gpu-fraction': '0.5', 'pod-group-name': 'pg' },
        status: { reason, message, containerStatuses: [{ name: 'main', ready: false, state: { terminated } }] },
      }),
    ],
  });
  const view = readClusterView(objects);
  const [workload] = view.workloads;
  assert.ok(workload);
  return {
    waits: JSON.stringify(explainWaiting(workload, objects, view).steps.map(({ verbatim }) => verbatim)),
    stops: JSON.stringify(explainStop(workload, objects, view).reasons.map(({ verbatim }) => verbatim)),
  };
}

test('whatever a text says, nothing throws and the text is shown whole', () => {
  fc.assert(
    fc.property(mutated, ({ reason, message }) => {
      const { waits, stops } = explain(reason, message);
      const whole = JSON.stringify(message).slice(1, -1);
      fc.pre(message.trim() !== '');
      assert.ok(waits.includes(whole), `${waits} lacks ${whole}`);
      assert.ok(stops.includes(whole), `${stops} lacks ${whole}`);
    }),
    { numRuns: 500 },
  );
});

test('absurd objects are explained without a throw', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.string(), (status, spec, text) => {
      const pod = { ...makePod(), status, spec: { containers: [], schedulerName: text, nodeSelector: spec, tolerations: spec } };
      const objects = readObjects({
        nodes: [{ ...makeNode('gpu-01', 1), spec: { taints: spec } } as never],
        events: [{ ...makeEvent({ kind: 'Pod', name: 'chat' }, text, text), message: status } as never],
        podGroups: [],
        queues: [{ apiVersion: 'v2', kind: 'Queue', metadata: { name: 'ml' }, spec, status } as never],
        bindRequests: [],
        pods: [pod],
      });
      const view = readClusterView(objects);
      for (const workload of view.workloads) {
        assert.notEqual(explainWaiting(workload, objects, view).headline, '');
        assert.notEqual(explainStop(workload, objects, view).headline, '');
      }
    }),
    { numRuns: 200 },
  );
});
