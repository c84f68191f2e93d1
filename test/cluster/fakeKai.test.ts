import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { ClusterObject } from '../../src/target/cluster/api/clusterApi.ts';
import { readEvent } from '../../src/target/cluster/objects/event.ts';
import { readPodGroup } from '../../src/target/cluster/objects/kai.ts';
import { readPod, type PodObject } from '../../src/target/cluster/objects/pod.ts';
import { gpuUuid } from './rig/nodes.ts';
import { useRig } from './rig/useRig.ts';
import { eventually, listObjects, objectsWhen } from './support/rigObjects.ts';

const rig = await useRig();
const reservations = 'kai-resource-reservation';
const open = { quota: -1, limit: -1, overQuotaWeight: 1 };

/** A node with some H100 and a queue that only one test uses, with pods for them. */
async function useGpus(count: number, gpu: { readonly quota: number; readonly limit: number } = open) {
  await using resources = new AsyncDisposableStack();
  const name = `kai-${randomBytes(3).toString('hex')}`;
  const pool = { 'test-pool': name };
  const gpus = { product: 'NVIDIA-H100-80GB-HBM3', count, sharing: { kind: 'whole' } } as const;
  resources.use(await rig.addNodes([{ name, gpus, labels: pool }]));
  const resourcesOf = { gpu: { ...gpu, overQuotaWeight: 1 }, cpu: open, memory: open };
  await rig.apply([{ apiVersion: 'scheduling.run.ai/v2', kind: 'Queue', metadata: { name }, spec: { resources: resourcesOf } }]);
  resources.defer(async () => void (await rig.kubectl(['delete', 'queue', name, '--wait=false'])));
  const { name: namespace } = resources.use(await rig.namespace('kai'));
  const newPod = (pod: string, annotations: object, spec: object = {}): ClusterObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace, labels: { 'kai.scheduler/queue': name }, annotations },
    spec: {
      schedulerName: 'kai-scheduler',
      nodeSelector: pool,
      containers: [{ name: 'main', image: 'registry.example/llm:1' }],
      terminationGracePeriodSeconds: 0,
      ...spec,
    },
  });
  const owned = resources.move();
  return {
    node: name,
    queue: name,
    namespace,
    newPod,
    pods: (count: number, isSo: (pod: PodObject) => boolean) => podsWhen(namespace, count, isSo),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function podsWhen(namespace: string, count: number, isSo: (pod: PodObject) => boolean): Promise<readonly PodObject[]> {
  const objects = await objectsWhen(rig, 'pods', namespace, count, (object) => {
    const pod = readPod(object);
    return pod !== undefined && isSo(pod);
  });
  return objects.flatMap((object) => readPod(object) ?? []);
}

const isRunning = ({ phase }: PodObject): boolean => phase === 'Running';
const refusalOf = ({ conditions }: PodObject): string | undefined =>
  conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False')?.message;

test('two halves share a GPU, a third waits with the words of the real one and starts when a half goes; the GPU is free with the last', async () => {
  await using gpus = await useGpus(1);
  const { node, namespace, newPod } = gpus;
  await rig.apply([newPod('one', { 'gpu-fraction': '0.5' }), newPod('two', { 'gpu-fraction': '0.5' })]);
  const halves = await gpus.pods(2, isRunning);
  const groups = new Set(halves.map(({ labels }) => labels['runai-gpu-group']));
  assert.equal(groups.size, 1);
  const [group] = groups;

  const held = async () =>
    (await listObjects(rig, 'pods', reservations))
      .flatMap((pod) => readPod(pod) ?? [])
      .filter(({ nodeName }) => nodeName === node);
  const [reservation, ...others] = await held();
  assert.deepEqual(others, []);
  assert.equal(reservation?.labels['runai-gpu-group'], group);
  assert.equal(reservation?.annotations['run.ai/reserve_for_gpu_index'], gpuUuid(node, 0));
  const maps = (await listObjects(rig, 'configmaps', namespace)).map(({ data }) => data as Record<string, string> | undefined);
  const values = maps.filter((data) => data?.['GPU_PORTION'] !== undefined);
  assert.deepEqual(
    values,
    Array(2).fill({ NVIDIA_VISIBLE_DEVICES: gpuUuid(node, 0), GPU_PORTION: '0.50', RUNAI_NUM_OF_GPUS: '0.50' }),
  );

  await rig.apply([newPod('three', { 'gpu-fraction': '0.5' })]);
  const [, waiting] = (await gpus.pods(3, (pod) => isRunning(pod) || refusalOf(pod) !== undefined)).toSorted((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  assert.match(
    refusalOf(waiting as PodObject) ?? '',
    new RegExp(`\n<${node}>: Node didn't have enough resources: GPUs, requested: 0\\.5, used: 1, capacity: 1\\.\n`),
  );
  const said = (await listObjects(rig, 'events', namespace)).flatMap((event) => readEvent(event) ?? []);
  const sources = new Set(
    said.filter(({ reason }) => ['Scheduled', 'Bound', 'Unschedulable'].includes(reason)).map(({ source }) => source),
  );
  assert.deepEqual([...sources].toSorted(), ['binder (stand-in)', 'kai-scheduler (stand-in)']);

  await rig.kubectl(['delete', 'pod', 'one', '-n', namespace]);
  const after = await gpus.pods(2, isRunning);
  assert.deepEqual([...new Set(after.map(({ labels }) => labels['runai-gpu-group']))], [group]);
  await rig.kubectl(['delete', 'pods', '--all', '-n', namespace]);
  await eventually(async () => ((await held()).length === 0 ? true : undefined), held);
});

test('a pod that KAI refuses is refused with its words, and one of another scheduler is left alone', async () => {
  await using gpus = await useGpus(1);
  const { namespace, newPod } = gpus;
  await assert.rejects(
    rig.apply([newPod('wrong', { 'gpu-fraction': '1.5' })]),
    /gpu-fraction annotation value must be a positive number smaller than 1\.0/,
  );
  await assert.rejects(
    rig.apply([newPod('lost', { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'gone' })]),
    /failed to get fraction container ref: container with name gone not found for fraction request/,
  );
  await rig.apply([newPod('other', { 'gpu-fraction': '1.5' }, { schedulerName: 'default-scheduler' })]);
  const [other] = await gpus.pods(1, isRunning);
  assert.deepEqual(Object.keys(other?.annotations ?? {}), ['gpu-fraction']);
  assert.deepEqual(await listObjects(rig, 'podgroups', namespace), []);
});

test('a queue holds its pods to its limit and says so with its numbers', async () => {
  await using gpus = await useGpus(2, { quota: 0, limit: 0.5 });
  const { queue, namespace, newPod } = gpus;
  await rig.apply([newPod('fits', { 'gpu-fraction': '0.4' })]);
  await gpus.pods(1, isRunning);
  await rig.apply([newPod('more', { 'gpu-fraction': '0.2' })]);
  const message = `${queue} quota has reached the allowable limit of GPUs. Limit is 0.5 GPUs, currently 0.4 GPUs allocated and workload requested 0.2 GPUs`;
  await gpus.pods(2, (pod) => isRunning(pod) || refusalOf(pod) === `OverLimit: ${message}.`);
  const groups = (await listObjects(rig, 'podgroups', namespace)).flatMap((group) => readPodGroup(group) ?? []);
  const [reason] = groups.flatMap(({ conditions }) => conditions.flatMap(({ reasons }) => reasons));
  assert.deepEqual([reason?.reason, reason?.message, reason?.queue?.name], ['OverLimit', message, queue]);
  assert.equal(reason?.queue?.resources['queueAllocatedResources']?.['nvidia.com/gpu'], '400m');
});

test('work of a higher priority takes the place of what can be preempted, and says whose', async () => {
  await using gpus = await useGpus(1);
  const { node, namespace, newPod } = gpus;
  await rig.apply([newPod('training', {}, { priorityClassName: 'train', containers: [whole] })]);
  await gpus.pods(1, isRunning);
  await rig.apply([newPod('serving', {}, { priorityClassName: 'inference', containers: [whole] })]);
  const [serving] = await gpus.pods(1, (pod) => isRunning(pod) && pod.name === 'serving');
  assert.equal(serving?.nodeName, node);
  const events = (await listObjects(rig, 'events', namespace)).flatMap((event) => readEvent(event) ?? []);
  const evicted = events.find(({ reason }) => reason === 'Evict');
  assert.match(
    evicted?.message ?? '',
    new RegExp(`^Pod ${namespace}/training was preempted by higher priority workload ${namespace}/pg-serving-`),
  );
});

const whole = { name: 'main', image: 'registry.example/llm:1', resources: { limits: { 'nvidia.com/gpu': '1' } } };
