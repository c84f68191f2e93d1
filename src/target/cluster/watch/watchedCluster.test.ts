import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClusterError } from '../api/clusterError.ts';
import { known } from '../clusterObjects.ts';
import { settle } from './fakeClock.ts';
import type { FakeCluster } from './fakeCluster.ts';
import { all, forbidden, names, openTestCluster, types } from './testCluster.ts';

test('nothing is asked before someone looks', async () => {
  const { cluster, clock, connection } = openTestCluster();
  await clock.advance(60_000);
  assert.deepEqual(connection.state, { kind: 'idle' });
  assert.deepEqual([cluster.calls.length, clock.timers], [0, 0]);
});

test('while someone looks the objects follow the cluster, as a value that stays the same between changes', async () => {
  const { cluster, clock, connection, counts } = openTestCluster();
  cluster.put(types.pods, 'p');
  cluster.put(types.nodes, 'n');
  const look = connection.look();
  await clock.advance(1000);
  assert.deepEqual(connection.state, { kind: 'connected', version: 'v1.37.2' });
  const before = connection.objects;
  assert.deepEqual(names(before.pods), ['default/p']);
  assert.deepEqual(before.queues, { state: 'absent' });
  assert.equal(before.version, 'v1.37.2');
  const { changes } = counts();
  await clock.advance(50_000);
  cluster.bookmark();
  await clock.advance(1000);
  assert.equal(connection.objects, before);
  assert.equal(counts().changes, changes);
  cluster.put(types.pods, 'q');
  await clock.advance(1000);
  assert.notEqual(connection.objects, before);
  assert.equal(connection.objects.nodes, before.nodes);
  assert.equal(known(connection.objects.pods)[0], known(before.pods)[0]);
  assert.equal(counts().changes, changes + 1);
  look[Symbol.dispose]();
});

test('many changes are told at most four times a second', async () => {
  const { cluster, clock, connection, counts } = openTestCluster();
  using _look = connection.look();
  await clock.advance(1000);
  const { changes } = counts();
  for (let index = 0; index < 100; index++) {
    cluster.put(types.pods, `p${index}`);
    await clock.advance(10);
  }
  await clock.advance(250);
  assert.equal(known(connection.objects.pods).length, 100);
  const told = counts().changes - changes;
  assert.ok(told >= 2 && told <= 5, String(told));
});

test('all who look share one watch of each kind, and the last one to look away ends them after a while', async () => {
  const { cluster, clock, connection } = openTestCluster();
  const looks = [connection.look(), connection.look(), connection.look()];
  await clock.advance(1000);
  assert.equal(cluster.watches, 5);
  looks.slice(1).forEach((look) => look[Symbol.dispose]());
  looks[1]?.[Symbol.dispose]();
  await clock.advance(30_000);
  assert.equal(cluster.watches, 5);
  looks[0]?.[Symbol.dispose]();
  await clock.advance(5000);
  assert.equal(cluster.watches, 5);
  const again = connection.look();
  await clock.advance(30_000);
  assert.equal(cluster.watches, 5);
  again[Symbol.dispose]();
  await clock.advance(11_000);
  assert.deepEqual([cluster.watches, cluster.open, clock.timers], [0, 0, 0]);
  assert.deepEqual(connection.state, { kind: 'idle' });
});

test('ready tells when every kind was read, without anyone who looks', async () => {
  const { cluster, clock, connection } = openTestCluster();
  cluster.put(types.pods, 'p');
  const gate = Promise.withResolvers<undefined>();
  cluster.fault = ({ verb, type: asked }) => (verb === 'list' && asked === types.nodes ? gate.promise : undefined);
  let isReady = false;
  const ready = connection.ready().then((objects) => {
    isReady = true;
    return objects;
  });
  await clock.advance(5000);
  assert.equal(isReady, false);
  gate.resolve(undefined);
  await settle();
  assert.deepEqual(names((await ready).pods), ['default/p']);
  await clock.advance(11_000);
  assert.deepEqual([cluster.open, clock.timers], [0, 0]);
  // what changed while nobody looked is there when it is ready again
  cluster.put(types.pods, 'q');
  const again = connection.ready();
  await settle();
  assert.deepEqual(names((await again).pods), ['default/p', 'default/q']);
});

test('ready ends with its signal, and others go on', async () => {
  const { cluster, clock, connection } = openTestCluster();
  const gate = Promise.withResolvers<undefined>();
  cluster.fault = () => gate.promise;
  const controller = new AbortController();
  const given = connection.ready(controller.signal);
  const other = connection.ready();
  await settle();
  controller.abort(new Error('enough'));
  await assert.rejects(given, /enough/);
  gate.resolve(undefined);
  await settle();
  await other;
  connection[Symbol.dispose]();
  await clock.advance(0);
});

test('a cluster that does not answer is one state, tried again by itself, and what was read stands', async () => {
  const { cluster, clock, connection } = openTestCluster();
  cluster.put(types.pods, 'p');
  using _look = connection.look();
  await clock.advance(1000);
  const before = connection.objects;
  cluster.fault = () => new ClusterError('unreachable', 'no route to host');
  cluster.cut(new ClusterError('unreachable', 'cut off'));
  await clock.advance(5000);
  assert.equal(connection.state.kind, 'failed');
  assert.deepEqual(connection.objects.pods, { state: 'known', items: known(before.pods), isStale: true });
  assert.equal(cluster.watches, 0);
  await clock.advance(120_000);
  const versions = cluster.calls.filter(({ verb }) => verb === 'version').length;
  assert.ok(versions > 4 && versions < 14, String(versions));
  cluster.put(types.pods, 'q');
  cluster.fault = () => undefined;
  await clock.advance(31_000);
  assert.equal(connection.state.kind, 'connected');
  assert.deepEqual(names(connection.objects.pods), ['default/p', 'default/q']);
});

test('one watch that is cut says nothing of the cluster', async () => {
  const { cluster, clock, connection, counts } = openTestCluster();
  using _look = connection.look();
  await clock.advance(1000);
  const { changes } = counts();
  cluster.cut(new ClusterError('unreachable', 'cut off'));
  await clock.advance(2000);
  assert.equal(connection.state.kind, 'connected');
  assert.equal(cluster.watches, 5);
  assert.equal(counts().changes, changes);
});

test('watches that hear nothing more without an end are noticed by the question of each minute', async () => {
  const { cluster, clock, connection } = openTestCluster();
  using _look = connection.look();
  await clock.advance(1000);
  cluster.fault = ({ verb }) => (verb === 'watch' ? undefined : new ClusterError('timedOut', 'no answer for 30 s'));
  await clock.advance(61_000);
  assert.equal(connection.state.kind, 'failed');
  assert.equal(cluster.watches, 0);
});

test('objects that cannot be read are left out, and the log says how many', async () => {
  const { cluster, connection, lines } = openTestCluster();
  cluster.put(types.pods, 'p');
  cluster.put(types.pods, '');
  const { pods } = await connection.ready();
  assert.deepEqual(names(pods), ['default/p']);
  assert.deepEqual(lines, ['a: 1 objects could not be read and are left out']);
  connection[Symbol.dispose]();
});

test('a cluster that was never reached fails each kind with the reason, and ready rejects with it', async () => {
  const { cluster, clock, connection } = openTestCluster();
  const error = new ClusterError('certificate', 'not who the kubeconfig says');
  cluster.fault = () => error;
  await assert.rejects(connection.ready(), error);
  await clock.advance(300);
  assert.deepEqual(connection.objects.nodes, { state: 'failed', message: 'not who the kubeconfig says' });
  cluster.fault = () => undefined;
  assert.deepEqual((await connection.ready()).nodes, { state: 'known', items: [] });
  connection[Symbol.dispose]();
});

test('a server that has just started and refuses everything is asked again soon', async () => {
  const { cluster, clock, connection } = openTestCluster();
  cluster.fault = ({ verb }) => new ClusterError('forbidden', `cannot ${verb}`);
  using _look = connection.look();
  await clock.advance(3000);
  assert.equal(connection.state.kind, 'failed');
  cluster.fault = () => undefined;
  await clock.advance(10_000);
  assert.equal(connection.state.kind, 'connected');
});

test('a program that needs a person runs again only when someone asks', async () => {
  let runs = 0;
  let isSignedIn = false;
  const { clock, connection } = openTestCluster({
    openApi: (api) => {
      runs += 1;
      return isSignedIn ? Promise.resolve(api) : Promise.reject(new ClusterError('authProgram', 'sign in first'));
    },
  });
  using _look = connection.look();
  await clock.advance(3_600_000);
  assert.equal(runs, 1);
  isSignedIn = true;
  connection.retry();
  assert.deepEqual(connection.state, { kind: 'connecting' });
  await clock.advance(1000);
  assert.equal(connection.state.kind, 'connected');
  assert.equal(runs, 2);
});

test('those who ask for the API at once share one, which is opened anew after a failure', async () => {
  let runs = 0;
  const { connection } = openTestCluster({
    openApi: async (api) => {
      runs += 1;
      await settle();
      if (runs === 1) throw new ClusterError('kubeconfig', 'no such file');
      return api;
    },
  });
  const results = await Promise.allSettled([connection.api(), connection.api()]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  const [one, other] = await Promise.all([connection.api(), connection.api()]);
  assert.equal(one, other);
  assert.equal(runs, 2);
});

test('a kind that is installed later is noticed, and one that is removed is absent again', async () => {
  const { cluster, clock, connection } = openTestCluster();
  using _look = connection.look();
  await clock.advance(1000);
  assert.deepEqual(connection.objects.queues, { state: 'absent' });
  cluster.types.push(types.queues);
  cluster.put(types.queues, 'team-a');
  await clock.advance(61_000);
  assert.deepEqual(names(connection.objects.queues), ['team-a']);
  cluster.types = all;
  cluster.cut();
  await clock.advance(62_000);
  assert.deepEqual(connection.objects.queues, { state: 'absent' });
  cluster.types = [...all, types.queues];
  await clock.advance(62_000);
  assert.deepEqual(names(connection.objects.queues), ['team-a']);
});

test('of events those about workloads are kept, and of those the newest', async () => {
  const { cluster, clock, connection } = openTestCluster();
  cluster.pageSize = 500;
  const now = clock.now();
  for (let index = 0; index < 5500; index++) {
    const lastTimestamp = new Date(now - index * 100).toISOString();
    cluster.put(types.events, `e${index}`, { involvedObject: { kind: 'Pod', name: 'p' }, lastTimestamp });
  }
  cluster.put(types.events, 'old', {
    involvedObject: { kind: 'Pod' },
    lastTimestamp: new Date(now - 3 * 3_600_000).toISOString(),
  });
  cluster.put(types.events, 'node', { involvedObject: { kind: 'Node' }, lastTimestamp: new Date(now).toISOString() });
  cluster.put(types.events, 'owner', { involvedObject: { kind: 'Deployment' }, lastTimestamp: new Date(now).toISOString() });
  const { events } = await connection.ready();
  const kept = new Set(known(events).map(({ name }) => name));
  assert.equal(kept.size, 5000);
  assert.deepEqual(
    ['e0', 'e4998', 'e5000', 'old', 'node', 'owner'].filter((name) => kept.has(name)),
    ['e0', 'e4998', 'owner'],
  );
  for (let index = 0; index < 3000; index++) {
    const lastTimestamp = new Date(now + 1000 + index).toISOString();
    cluster.put(types.events, `n${index}`, { involvedObject: { kind: 'Pod' }, lastTimestamp });
  }
  await clock.advance(1000);
  const later = known(connection.objects.events);
  assert.ok(later.length <= 6000, String(later.length));
  assert.ok(later.some(({ name }) => name === 'n2999'));
  connection[Symbol.dispose]();
});

test('a cluster that never answers keeps no other waiting', async () => {
  const silent = openTestCluster();
  silent.cluster.fault = () => new Promise(() => {});
  const other = openTestCluster();
  const controller = new AbortController();
  const never = silent.connection.ready(controller.signal);
  await other.connection.ready();
  assert.equal(silent.connection.state.kind, 'connecting');
  controller.abort(new Error('enough'));
  await assert.rejects(never, /enough/);
});

test('a disposed connection leaves no request, no timer and no listener, wherever it was', async () => {
  const hangs = new Promise<undefined>(() => {});
  const faults: Readonly<Record<string, FakeCluster['fault']>> = {
    'it watches': () => undefined,
    'the version hangs': ({ verb }) => (verb === 'version' ? hangs : undefined),
    'a list hangs': ({ verb }) => (verb === 'list' ? hangs : undefined),
    'it waits': () => new ClusterError('unreachable', 'no route'),
    'all is forbidden': (call) => (call.type === undefined ? undefined : forbidden(call)),
  };
  for (const [where, fault] of Object.entries(faults)) {
    const { cluster, clock, connection, counts } = openTestCluster();
    cluster.fault = fault;
    connection.look();
    const ready = connection.ready();
    ready.catch(() => undefined);
    await clock.advance(100);
    connection[Symbol.dispose]();
    connection.look();
    await settle();
    const { changes, disposals } = counts();
    assert.deepEqual([cluster.open, clock.timers, disposals], [0, 0, 1], where);
    cluster.put(types.pods, 'late');
    await clock.advance(600_000);
    assert.equal(counts().changes, changes, where);
    await assert.rejects(connection.ready(), (error) => ClusterError.is(error, 'kubeconfig'));
    await assert.rejects(connection.api(), (error) => ClusterError.is(error, 'kubeconfig'));
  }
});
