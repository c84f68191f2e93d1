import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ClusterConnection } from '../clusterConnection.ts';
import { nothingRead, type ClusterObjects } from '../clusterObjects.ts';
import type { ClusterView, WorkloadState, WorkloadView } from '../clusterView.ts';
import { readOwnerObject } from '../objects/owner.ts';
import { followRollout, readRollout, type FollowedWorkload, type RolloutReaders, type RolloutState } from './rollout.ts';

const chat: FollowedWorkload = { kind: 'Deployment', namespace: 'team-a', name: 'chat', uid: 'u1', generation: 2 };

const workload = (state: WorkloadState, uid = 'u1'): WorkloadView => ({
  id: 'Deployment/team-a/chat',
  owner: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'team-a', name: 'chat', uid },
  name: 'chat',
  namespace: 'team-a',
  kind: 'Deployment',
  state,
  pods: [],
  requestText: 'half of one GPU',
  ready: 1,
  desired: 2,
});
const deployment = (observedGeneration: number, updatedReplicas: number): ClusterObjects => {
  const object = readOwnerObject({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'chat', namespace: 'team-a', uid: 'u1' },
    spec: { replicas: 2 },
    status: { observedGeneration, updatedReplicas },
  });
  assert.ok(object);
  return { ...nothingRead, owners: { state: 'known', items: [object] } };
};
const readers = (...workloads: readonly WorkloadView[]): RolloutReaders => ({
  viewOf: (): ClusterView => ({ nodes: [], queues: [], workloads, strayWorkloads: [], gaps: [] }),
  headlineOf: ({ state }) => `because of ${state}`,
});

test('what is seen of a workload says how far it has come', () => {
  const cases: readonly (readonly [readonly WorkloadView[], ClusterObjects, RolloutState['kind'], string])[] = [
    [[], nothingRead, 'starting', 'no pods yet'],
    [[workload('running', 'of an earlier one')], nothingRead, 'starting', 'no pods yet'],
    [[workload('waiting')], nothingRead, 'waiting', 'because of waiting'],
    [[workload('failed')], nothingRead, 'failed', 'because of failed'],
    [[workload('degraded')], nothingRead, 'failed', 'because of degraded'],
    [[workload('starting')], nothingRead, 'starting', 'starting: 1 of 2 ready'],
    [[workload('running')], nothingRead, 'ready', ''],
    [[workload('running')], deployment(1, 2), 'starting', 'pods of the new version are on their way'],
    [[workload('running')], deployment(2, 1), 'starting', 'pods of the new version are on their way'],
    [[workload('running')], deployment(2, 2), 'ready', ''],
    [[workload('finished')], nothingRead, 'ready', ''],
  ];
  for (const [seen, objects, kind, text] of cases) {
    const [state] = readRollout([chat], objects, readers(...seen));
    assert.deepEqual([state?.kind, state?.text], [kind, text]);
  }
});

/** A connection that tells what it is told to. */
class FakeConnection {
  objects = nothingRead;
  looking = 0;
  #listener: (() => void) | undefined;
  readonly onDidChange = (listener: () => void): Disposable => {
    this.#listener = listener;
    return { [Symbol.dispose]: () => (this.#listener = undefined) };
  };
  readonly look = (): Disposable => {
    this.looking += 1;
    return { [Symbol.dispose]: () => (this.looking -= 1) };
  };
  readonly ready = (): Promise<ClusterObjects> => Promise.resolve(this.objects);

  get connection(): ClusterConnection {
    return this as Pick<ClusterConnection, 'objects' | 'onDidChange' | 'look' | 'ready'> as ClusterConnection;
  }

  get isWatched(): boolean {
    return this.looking > 0 || this.#listener !== undefined;
  }

  tell(): void {
    this.#listener?.();
  }
}

const follow = (
  fake: FakeConnection,
  told: RolloutReaders,
  signal = new AbortController().signal,
  patienceMs = 1,
): { readonly end: Promise<readonly RolloutState[]>; readonly progress: string[] } => {
  const progress: string[] = [];
  const end = followRollout(fake.connection, [chat], told, {
    signal,
    patienceMs,
    onProgress: ({ text }) => progress.push(text),
  });
  return { end, progress };
};

test('it is followed until it is ready, and not looked at any more', async () => {
  const fake = new FakeConnection();
  let seen: readonly WorkloadView[] = [];
  const { viewOf, headlineOf } = readers();
  const told = { headlineOf, viewOf: (objects: ClusterObjects) => ({ ...viewOf(objects), workloads: seen }) };
  const { end, progress } = follow(fake, told, undefined, 1_000_000);
  await setImmediate();
  for (const state of ['waiting', 'starting', 'running'] as const) {
    seen = [workload(state)];
    fake.tell();
  }
  assert.deepEqual(
    (await end).map(({ kind }) => kind),
    ['ready'],
  );
  assert.deepEqual(progress, ['no pods yet', 'because of waiting', 'starting: 1 of 2 ready']);
  assert.equal(fake.isWatched, false);
});

test('a reason to wait that stands is the answer; a cancel is none', async () => {
  const fake = new FakeConnection();
  const [state] = await follow(fake, readers(workload('waiting'))).end;
  assert.deepEqual([state?.kind, state?.text], ['waiting', 'because of waiting']);
  const controller = new AbortController();
  const { end } = follow(fake, readers(workload('waiting')), controller.signal, 1_000_000);
  await setImmediate();
  controller.abort(new Error('enough'));
  await assert.rejects(end, /enough/);
  assert.equal(fake.isWatched, false);
});
