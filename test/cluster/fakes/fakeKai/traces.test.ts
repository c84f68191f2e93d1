import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asList, asRecord } from '../../../../src/target/cluster/objects/fields.ts';
import type { StandInContext } from '../standIn.ts';
import { mutatePod, type SentPod } from './admission.ts';
import { comparable } from './comparable.ts';
import { decideKai } from './decide.ts';
import { readKaiState } from './kaiState.ts';
import { idOf, MemoryCluster } from './memoryCluster.ts';
import { deletionsOf, readCases, requestsOf, type RecordedCase, type TraceFile } from './recordedCases.ts';

/** The nodes were not recorded; their GPUs are known from the texts. Of one, where others ran, no label told the memory. */
const pools: Readonly<Record<TraceFile, Readonly<Record<string, number>>>> = {
  'traces.jsonl': { 'trace-a': 2, 'trace-b': 1 },
  'traces-evict.jsonl': { 'evict-a': 1, 'evict-b': 1 },
};

function newNode(name: string, gpus: number, labels: object): ClusterObject {
  const allocatable = { 'nvidia.com/gpu': String(gpus), cpu: '64', memory: '256Gi', pods: '110' };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {}, status: { allocatable } };
}

function prepare(file: TraceFile): MemoryCluster {
  const cluster = new MemoryCluster();
  for (const [name, gpus] of Object.entries(pools[file])) {
    cluster.add(newNode(name, gpus, { pool: name.split('-')[0], 'nvidia.com/gpu.memory': '81559' }));
  }
  cluster.add(newNode('kwok-a', 1, {}));
  cluster.add({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'of-others', namespace: 'others' },
    spec: { nodeName: 'kwok-a', containers: [{ name: 'main', resources: { limits: { 'nvidia.com/gpu': '1' } } }] },
    status: { phase: 'Running' },
  });
  for (const [name, value] of Object.entries({ train: 50, 'build-preemptible': 75, build: 100, inference: 125 })) {
    cluster.add({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value });
  }
  return cluster;
}

/** The recorded objects of a case, and what of chance was drawn in it. */
function recordedOf({ lines }: RecordedCase) {
  const added = (kind: string): readonly ClusterObject[] =>
    lines.filter((line) => line.type === 'ADDED' && line.kind === kind).map(({ object }) => object);
  return { added, pod: (name: string) => added('pod').find(({ metadata }) => metadata.name === name) };
}

/** Everything that is drawn or named is what was drawn and named then. */
function contextOf(cases: readonly RecordedCase[]): StandInContext {
  const binds = cases.flatMap(({ lines }) => lines.filter(({ type, kind }) => type === 'ADDED' && kind === 'bindrequest'));
  const drawn = binds.flatMap(({ object }) => (object['spec'] as { selectedGPUGroups?: string[] }).selectedGPUGroups ?? []);
  const ids = new Set(drawn).values();
  let suffix = 0;
  return {
    now: () => '2026-01-01T00:00:00Z',
    newId: () => ids.next().value ?? 'more groups than were recorded',
    newSuffix: () => String((suffix += 1)),
    uuidOf: (_, index) => String(index),
  };
}

function send(cluster: MemoryCluster, request: ClusterObject, recorded: RecordedCase): void {
  const created = recordedOf(recorded).pod(request.metadata.name);
  assert.ok(created, request.metadata.name);
  const prefix = (created.metadata['annotations'] as Record<string, string> | undefined)?.['runai/shared-gpu-configmap'];
  const random = /-([a-z0-9]{7})-shared-gpu$/.exec(prefix ?? '')?.[1] ?? '';
  const admission = mutatePod(request as unknown as SentPod, random);
  assert.ok(admission.isAllowed);
  const { uid, namespace } = created.metadata;
  const pod = admission.pod as unknown as ClusterObject;
  cluster.add({
    ...pod,
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...pod.metadata, ...(uid && { uid }), ...(namespace && { namespace }) },
  });
}

function settle(cluster: MemoryCluster, context: StandInContext): void {
  for (let step = 0; step < 100; step += 1) {
    const writes = decideKai(readKaiState(cluster.objects), context);
    writes.forEach((write) => cluster.apply(write));
    cluster.runPods();
    if (writes.length === 0) return;
  }
  assert.fail('fakeKai does not come to rest');
}

interface Played {
  /** By object: its versions as far as KAI writes them; only the end of one that went. */
  readonly versions: Readonly<Record<string, readonly (object | null)[]>>;
  readonly events: readonly unknown[];
  /** What conditions said of pods that were bound, for they do not stay. */
  readonly bound: readonly string[];
}

type Known = Map<string, object>;

function collect(history: readonly { readonly id: string; readonly object: ClusterObject | undefined }[], known: Known): Played {
  const versions: Record<string, (object | null)[]> = {};
  const isGone = (id: string): boolean => history.findLast((each) => each.id === id)?.object === undefined;
  for (const { id, object } of history) {
    if (object?.kind === 'Event') continue;
    const next = object === undefined ? undefined : (sorted(comparable(object)) as object);
    const isNew = JSON.stringify(next) !== JSON.stringify(known.get(id));
    if (next === undefined) known.delete(id);
    else known.set(id, next);
    if (isGone(id)) versions[id] = [null];
    else if (isNew) (versions[id] ??= []).push(next ?? null);
  }
  const objects = history.flatMap(({ object }) => object ?? []);
  const events = objects.filter(({ kind }) => kind === 'Event').map((event) => sorted(comparable(event)));
  return {
    versions,
    events: events.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)),
    bound: [...new Set(objects.flatMap(findBound))].toSorted(),
  };
}

function findBound(object: ClusterObject): readonly string[] {
  return asList(asRecord(object['status'])['conditions'])
    .map(asRecord)
    .filter(({ type }) => type === 'PodBound' && object.metadata['deletionTimestamp'] === undefined)
    .map(({ message }) => `${object.metadata.name}: ${String(message)}`);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(
    entries.map(([key, entry]) => [key, sorted(entry)] as const).toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}

function collectRecorded({ lines }: RecordedCase, known: Known): Played {
  const written = lines.filter(
    ({ type, object }) => type !== 'REQUEST' && type !== 'METRICS' && object['reason'] !== 'PodGrouperWarning',
  );
  return collect(
    written.map(({ type, object }) => ({ id: idOf(object), object: type === 'DELETED' ? undefined : correct(object) })),
    known,
  );
}

/** Of the second of two evictions KAI told the GPUs of the queue as they were after it, its cores and memory as before. */
function correct(object: ClusterObject): ClusterObject {
  const told = 'evict-vision uses <GPU: 1, CPU: 1.5';
  const { message } = object as { readonly message?: string };
  return message === undefined ? object : { ...object, message: message.replace(told, told.replace('GPU: 1', 'GPU: 1.5')) };
}

/** Where several pods were sent or deleted at once, what lies between is chance. */
function endsOf({ versions }: Played): object {
  return Object.fromEntries(Object.entries(versions).map(([id, all]) => [id, all.at(-1)]));
}

const compared = { objects: 0, events: 0 };

for (const file of ['traces.jsonl', 'traces-evict.jsonl'] as const) {
  const cases = readCases(file);
  const cluster = prepare(file);
  const context = contextOf(cases);
  const [ours, theirs]: [Known, Known] = [new Map(), new Map()];
  for (const recorded of cases) {
    test(`${file}, ${recorded.name}: fakeKai writes what KAI wrote`, () => {
      const from = cluster.history.length;
      for (const { apiVersion, kind, metadata, spec } of recordedOf(recorded).added('queue')) {
        cluster.add({ apiVersion, kind, metadata, spec });
      }
      for (const request of requestsOf(recorded)) {
        send(cluster, request, recorded);
        settle(cluster, context);
      }
      deletionsOf(recorded).forEach((pod) => cluster.remove(idOf(pod)));
      settle(cluster, context);
      const [actual, expected] = [collect(cluster.history.slice(from), ours), collectRecorded(recorded, theirs)];
      if (requestsOf(recorded).length === 1) assert.deepEqual(actual.versions, expected.versions);
      assert.deepEqual(endsOf(actual), endsOf(expected));
      assert.deepEqual(actual.events, expected.events);
      assert.deepEqual(actual.bound, expected.bound);
      compared.objects += Object.keys(expected.versions).length;
      compared.events += expected.events.length;
    });
  }
}

test('the recordings hold what they are here for', () => {
  assert.ok(compared.objects > 200 && compared.events > 50, JSON.stringify(compared));
});
