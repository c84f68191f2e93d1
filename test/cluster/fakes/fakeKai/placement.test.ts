import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { readClusters, type RecordedCluster, type RecordedPlacement } from '../../../../src/manifest/oracle/recordedCluster.ts';
import { asList, asRecord, asText } from '../../../../src/target/cluster/objects/fields.ts';
import { decideKai } from './decide.ts';
import { readKaiState } from './kaiState.ts';
import { MemoryCluster } from './memoryCluster.ts';

const text = readFileSync(new URL('../../../data/kai/placement.jsonl', import.meta.url), 'utf8');
const clusters = readClusters(text).map(({ recorded }) => recorded);

function newNode({ name, memoryMiB, gpus, cpu, ramGi }: RecordedCluster['nodes'][number]): ClusterObject {
  const memory = typeof memoryMiB === 'number' ? { 'nvidia.com/gpu.memory': String(memoryMiB) } : {};
  const allocatable = { 'nvidia.com/gpu': String(gpus), cpu: String(cpu), memory: `${ramGi}Gi` };
  const labels = { 'kubernetes.io/hostname': name, ...memory };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {}, status: { allocatable } };
}

function newPod({ name, annotations, requests, limits, nodeSelector }: RecordedPlacement['pod']): ClusterObject {
  const resources = { requests: requests ?? {}, limits: limits ?? {} };
  const metadata = { name, namespace: 'here', annotations: annotations ?? {}, labels: { 'kai.scheduler/queue': 'open' } };
  const spec = { schedulerName: 'kai-scheduler', nodeSelector: nodeSelector ?? {}, containers: [{ name: 'main', resources }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec };
}

/** The pod as it is where KAI bound it, outside of what fakeKai still has to do. */
function place({ pod, outcome }: RecordedPlacement & { readonly outcome: { readonly bound: true } }): ClusterObject {
  const { metadata, spec, ...rest } = newPod(pod);
  const { groups, node } = outcome;
  const labels = Object.fromEntries(
    groups.map((group) => [groups.length === 1 ? 'runai-gpu-group' : `runai-gpu-group/${group}`, group]),
  );
  const annotations = { ...asRecord(metadata['annotations']), 'pod-group-name': 'of-before' };
  return {
    ...rest,
    metadata: { ...metadata, labels, annotations },
    spec: { ...asRecord(spec), nodeName: node },
    status: { phase: 'Running' },
  };
}

const unbounded = { quota: -1, limit: -1, overQuotaWeight: 1 };

/** What fakeKai makes of one pod on a cluster: its node, or its words. */
function play(nodes: readonly ClusterObject[], bound: readonly ClusterObject[], pod: ClusterObject) {
  const cluster = new MemoryCluster();
  [...nodes, ...bound, pod].forEach((object) => cluster.add(object));
  const resources = { gpu: unbounded, cpu: unbounded, memory: unbounded };
  cluster.add({ apiVersion: 'scheduling.run.ai/v2', kind: 'Queue', metadata: { name: 'open' }, spec: { resources } });
  let drawn = 0;
  const next = (): string => String((drawn += 1));
  const context = {
    now: () => '',
    newId: () => `new-${next()}`,
    newSuffix: next,
    uuidOf: (_: string, index: number) => String(index),
  };
  for (let step = 0; step < 20; step += 1) {
    const writes = decideKai(readKaiState(cluster.objects), context);
    if (writes.length === 0) break;
    writes.forEach((write) => cluster.apply(write));
  }
  const after = cluster.objects.find(({ kind, metadata }) => kind === 'Pod' && metadata.name === pod.metadata.name);
  const conditions = asList(asRecord(after?.['status'])['conditions']).map(asRecord);
  const refusal = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return {
    node: asText(asRecord(after?.['spec'])['nodeName']),
    lines: asText(refusal?.['message'])?.split('\n').filter(Boolean),
  };
}

test('on every recorded cluster fakeKai binds what KAI bound, and says of the nodes what KAI said', () => {
  let [judged, told] = [0, 0];
  for (const { nodes: recordedNodes, steps } of clusters) {
    const nodes = recordedNodes.map(newNode);
    let bound: readonly ClusterObject[] = [];
    for (const step of steps) {
      if ('delete' in step) {
        bound = bound.filter(({ metadata }) => metadata.name !== step.delete);
        continue;
      }
      const { pod, outcome } = step;
      const { node, lines = [] } = play(nodes, bound, newPod(pod));
      judged += 1;
      assert.equal(node !== undefined, outcome.bound, `${pod.name}: ${lines.join('\n')}`);
      if (outcome.bound) {
        bound = [...bound, place({ pod, outcome })];
      } else {
        told += 1;
        assert.deepEqual(lines, outcome.perNode, pod.name);
      }
    }
  }
  assert.deepEqual([judged, told], [567, 140]);
});
