import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replayTrace, type TraceInstant } from '../../../../test/support/kaiTrace.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { ClusterView } from '../clusterView.ts';
import { isReservation, readGroups } from './heldPod.ts';
import { readClusterView } from './readView.ts';

/** Nodes are not recorded: these have as many GPUs as the messages there tell. */
function replay(): readonly TraceInstant[] {
  return [
    ...replayTrace('traces.jsonl', [nodeOf('trace-a', 2), nodeOf('trace-b', 1)]),
    ...replayTrace('traces-evict.jsonl', [nodeOf('evict-a', 1), nodeOf('evict-b', 1)]),
  ];
}

const recorded = replay();

function nodeOf(name: string, gpus: number): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3', 'nvidia.com/gpu.memory': '81559' } },
    status: { allocatable: { 'nvidia.com/gpu': String(gpus), cpu: '64', memory: '512Gi', pods: '110' } },
  };
}

/** `<pod> <node> <group> <portion>` of every pod that KAI has bound, from its own BindRequests and labels. */
function sayAsKai({ pods, bindRequests }: ClusterObjects): readonly string[] {
  return known(pods).flatMap((pod) => {
    if (pod.nodeName === undefined || isReservation(pod)) return [];
    const bind = known(bindRequests).find(({ namespace, podName }) => namespace === pod.namespace && podName === pod.name);
    const groups = readGroups(pod);
    const holds = groups.length > 0 ? groups : Array.from({ length: bind?.count ?? 1 }, () => 'whole');
    return holds.map((group) => `${pod.name} ${pod.nodeName} ${group} ${bind?.portion ?? '1.00'}`);
  });
}

function sayAsWe({ nodes }: ClusterView): readonly string[] {
  return nodes.flatMap(({ name, gpus }) =>
    gpus.flatMap(({ group, slices }) =>
      slices.map(({ pod, share }) => `${pod.name} ${name} ${group ?? 'whole'} ${share?.toFixed(2)}`),
    ),
  );
}

test('every recorded slice is where KAI said, on its group and with its share, at the end of each case', () => {
  let compared = 0;
  for (const { case: name, objects } of recorded) {
    const expected = sayAsKai(objects);
    assert.deepEqual(sayAsWe(readClusterView(objects)).toSorted(), expected.toSorted(), name);
    compared += expected.length;
  }
  assert.ok(compared > 50, `${compared} compared`);
});

test('in recordings no GPU is handed out twice, and what is held and free is what there is', () => {
  for (const { case: name, objects } of recorded) {
    for (const { name: node, gpus, forPlacement } of readClusterView(objects).nodes) {
      assert.equal(gpus.length, forPlacement.gpus, `${name}, ${node}`);
      assert.equal(new Set(gpus.map(({ id }) => id)).size, gpus.length, `${name}, ${node}`);
      for (const { countedMiB = 0, freeMiB = 0, slices, kind } of gpus) {
        const used = slices.reduce((sum, { requestMiB = 0 }) => sum + requestMiB, 0);
        assert.equal(used + freeMiB, countedMiB, `${name}, ${node}`);
        assert.equal(kind === 'free', slices.length === 0, `${name}, ${node}`);
      }
    }
  }
});

test('a queue has the numbers of its recorded status, and the workloads that wait in it', () => {
  let waiting = 0;
  for (const { case: name, objects } of recorded) {
    const { queues, workloads } = readClusterView(objects);
    for (const queue of known(objects.queues)) {
      const shown = queues.find((each) => each.name === queue.name);
      assert.ok(shown, name);
      assert.deepEqual(
        [shown.quota, shown.limit, shown.allocated, shown.requested],
        [queue.gpu.quota, queue.gpu.limit, queue.allocatedGpus, queue.requestedGpus],
      );
      const pods = known(objects.pods).filter(
        ({ labels, nodeName, schedulerName, phase }) =>
          labels['kai.scheduler/queue'] === queue.name &&
          nodeName === undefined &&
          schedulerName === 'kai-scheduler' &&
          phase === 'Pending',
      );
      assert.equal(shown.waiting, pods.length, `${name}, ${queue.name}`);
      waiting += pods.length;
    }
    const held = workloads.flatMap(({ pods }) => pods.flatMap(({ places }) => places));
    assert.equal(held.length, sayAsKai(objects).length, name);
    assert.equal(
      workloads.some(({ namespace }) => namespace === 'kai-resource-reservation'),
      false,
    );
  }
  assert.ok(waiting > 10, `${waiting} waiting`);
});

test('without the right to read nodes the same slices are shown, from pods alone', () => {
  for (const { case: name, objects } of recorded) {
    const view = readClusterView({ ...objects, nodes: { state: 'forbidden', message: 'nodes is forbidden' } });
    assert.deepEqual(view.nodes, []);
    const held = view.workloads.flatMap(({ pods }) =>
      pods.flatMap(({ pod, places }) => places.map(({ node, slice }) => `${pod.name} ${node} ${slice.container}`)),
    );
    const expected = known(objects.pods).filter((pod) => pod.nodeName !== undefined && !isReservation(pod));
    assert.deepEqual(
      [...new Set(held.map((each) => each.split(' ', 2).join(' ')))].toSorted(),
      expected.map((pod) => `${pod.name} ${pod.nodeName}`).toSorted(),
      name,
    );
    assert.equal(view.strayWorkloads.length, expected.length, name);
    assert.match(view.gaps[0]?.message ?? '', /^nodes: not permitted; slices are shown from pods$/);
  }
});

test('the container that holds a recorded fraction is the one that is named, else the first', () => {
  const cases: Readonly<Record<string, string>> = {
    'fraction in the second container': 'two-c llm',
    'fraction without a container name in two containers': 'two-d proxy',
  };
  for (const [name, expected] of Object.entries(cases)) {
    const { objects } = recorded.find((each) => each.case === name) ?? assert.fail(name);
    const held = readClusterView(objects).nodes.flatMap(({ gpus }) =>
      gpus.flatMap(({ slices }) => slices.map(({ pod, container }) => `${pod.name} ${container}`)),
    );
    assert.ok(held.includes(expected), held.join());
  }
});

test('rows of what did not change are the same values again', () => {
  const { objects } = replay().find(({ case: name }) => name === 'two devices') ?? assert.fail();
  const before = readClusterView(objects);
  assert.equal(readClusterView(objects), before);
  const changed = known(objects.pods).map((pod) => (pod.name === 'two-1' ? { ...pod, resourceVersion: 'next' } : pod));
  const after = readClusterView({ ...objects, pods: { state: 'known', items: changed } });
  const same = (name: string): boolean =>
    after.nodes.find((node) => node.name === name) === before.nodes.find((node) => node.name === name);
  assert.deepEqual([same('trace-a'), same('trace-b')], [false, true]);
  for (const workload of after.workloads) {
    assert.equal(before.workloads.includes(workload), workload.name !== 'two-1', workload.name);
  }
});
