import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClusterError } from '../api/clusterError.ts';
import { known } from '../clusterObjects.ts';
import { settle } from './fakeClock.ts';
import type { FakeCall, FakeCluster } from './fakeCluster.ts';
import { openTestWatch, pods } from './testWatch.ts';

const calls = (cluster: FakeCluster, verb: FakeCall['verb']) => cluster.calls.filter((call) => call.verb === verb);

test('a list comes in pages, and a watch goes on from its version', async () => {
  const { cluster, watch, begin, names } = openTestWatch();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) cluster.put(pods, name);
  assert.equal(watch.reading.state, 'loading');
  await begin();
  assert.equal(calls(cluster, 'list').length, 3);
  assert.deepEqual(names(), ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  cluster.remove(pods, 'a');
  cluster.put(pods, 'h');
  await settle();
  assert.deepEqual(names(), ['b', 'c', 'd', 'e', 'f', 'g', 'h']);
  assert.equal(calls(cluster, 'watch')[0]?.resourceVersion, '107');
  watch.stop();
});

test('a list that is gone in its middle begins anew', async () => {
  const { cluster, watch, begin, names } = openTestWatch();
  for (const name of ['a', 'b', 'c', 'd']) cluster.put(pods, name);
  let isFirst = true;
  cluster.fault = ({ next }) => {
    if (next !== undefined && isFirst) {
      isFirst = false;
      cluster.remove(pods, 'a');
      cluster.compact();
    }
    return undefined;
  };
  await begin();
  assert.deepEqual(names(), ['b', 'c', 'd']);
  watch.stop();
});

test('a watch that the server ends goes on from the last version, told by an event or a bookmark', async () => {
  const { cluster, clock, watch, begin, names } = openTestWatch();
  cluster.put(pods, 'a');
  await begin();
  cluster.put(pods, 'b');
  await settle();
  cluster.cut();
  await clock.advance(0);
  assert.equal(calls(cluster, 'watch').at(-1)?.resourceVersion, '102');
  cluster.bookmark();
  await settle();
  cluster.put(pods, 'c');
  cluster.cut();
  await clock.advance(0);
  assert.deepEqual(names(), ['a', 'b', 'c']);
  assert.equal(calls(cluster, 'list').length, 1);
  watch.stop();
});

test('a version that is gone leads to a list, and what did not change stays the same value', async () => {
  const { cluster, clock, watch, begin, names } = openTestWatch();
  for (const name of ['a', 'b', 'c']) cluster.put(pods, name);
  await begin();
  const before = new Map(known(watch.reading).map((item) => [item.name, item]));
  cluster.fault = async ({ verb }) => {
    // while nobody watches, one changes, one goes, one comes; then the versions are forgotten
    if (verb === 'watch' && !before.has('done')) {
      before.set('done', { name: '', version: '' });
      cluster.put(pods, 'b');
      cluster.remove(pods, 'c');
      cluster.put(pods, 'd');
      cluster.compact();
    }
    return undefined;
  };
  cluster.bookmark();
  cluster.cut();
  await clock.advance(0);
  assert.deepEqual(names(), ['a', 'b', 'd']);
  const after = new Map(known(watch.reading).map((item) => [item.name, item]));
  assert.equal(after.get('a'), before.get('a'));
  assert.notEqual(after.get('b'), before.get('b'));
  watch.stop();
});

test('a relist that finds nothing new keeps the reading', async () => {
  const { cluster, clock, watch, begin } = openTestWatch();
  cluster.put(pods, 'a');
  await begin();
  const before = watch.reading;
  cluster.cut(new ClusterError('gone', 'too old'));
  await clock.advance(5000);
  assert.equal(calls(cluster, 'list').length, 2);
  assert.equal(watch.reading, before);
  watch.stop();
});

test('objects that cannot be read are left out and counted', async () => {
  const { cluster, store, watch, begin, names } = openTestWatch();
  cluster.put(pods, 'a');
  cluster.put(pods, 'b', { spec: 'throws' });
  cluster.put(pods, 'c', { spec: 'unreadable' });
  await begin();
  assert.deepEqual(names(), ['a']);
  assert.equal(store.unreadable, 2);
  cluster.put(pods, 'b');
  await settle();
  assert.deepEqual(names(), ['a', 'b']);
  assert.equal(store.unreadable, 1);
  watch.stop();
});

test('failures in a row are waited for longer each time, up to half a minute, and a success begins anew', async () => {
  const { cluster, clock, watch, begin } = openTestWatch();
  const at: number[] = [];
  cluster.fault = ({ verb }) => {
    if (verb === 'list') at.push(clock.now());
    return verb === 'list' ? new ClusterError('server', 'broken', { status: 500 }) : undefined;
  };
  await begin();
  await clock.advance(200_000);
  const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  assert.deepEqual(waits.slice(0, 8), [750, 1500, 3000, 6000, 12_000, 22_500, 22_500, 22_500]);
  assert.deepEqual(watch.reading, { state: 'failed', message: 'broken' });
  cluster.fault = () => undefined;
  await clock.advance(30_000);
  assert.equal(watch.reading.state, 'known');
  cluster.bookmark();
  await settle();
  cluster.cut(new ClusterError('unreachable', 'cut off'));
  const watches = calls(cluster, 'watch').length;
  await clock.advance(800);
  assert.equal(calls(cluster, 'watch').length, watches + 1);
  watch.stop();
});

test('a server that asks to wait is waited for', async () => {
  const { cluster, clock, watch, begin } = openTestWatch();
  cluster.fault = () => new ClusterError('tooManyRequests', 'slow down', { retryAfterSeconds: 60 });
  await begin();
  await clock.advance(59_000);
  assert.equal(cluster.calls.length, 1);
  await clock.advance(2000);
  assert.equal(cluster.calls.length, 2);
  watch.stop();
});

test('a server that ends each watch at once is not asked without a pause', async () => {
  const { cluster, clock, watch, begin } = openTestWatch();
  cluster.fault = ({ verb }) => {
    if (verb === 'watch') setImmediate(() => cluster.cut());
    return undefined;
  };
  await begin();
  await clock.advance(60_000);
  assert.equal(calls(cluster, 'watch').length, 7);
  watch.stop();
});

test('one cut of a watch is not told; when it cannot be opened again, the objects stay and are stale', async () => {
  const { cluster, clock, watch, begin, names, counts } = openTestWatch();
  cluster.put(pods, 'a');
  await begin();
  const before = watch.reading;
  const { changes } = counts();
  cluster.cut(new ClusterError('unreachable', 'cut off'));
  await clock.advance(1000);
  assert.equal(watch.reading, before);
  assert.deepEqual(counts(), { changes, troubles: 1 });
  cluster.fault = () => new ClusterError('unreachable', 'no route');
  cluster.cut(new ClusterError('unreachable', 'cut off'));
  await clock.advance(5000);
  assert.deepEqual(watch.reading, { state: 'known', items: known(before), isStale: true });
  cluster.fault = () => undefined;
  await clock.advance(30_000);
  assert.deepEqual(names(), ['a']);
  assert.deepEqual(watch.reading, { state: 'known', items: known(before) });
  watch.stop();
});

test('what is forbidden says so in the words of the server, and is seldom asked again, or when someone says so', async () => {
  const { cluster, clock, watch, begin, counts } = openTestWatch();
  cluster.fault = () => new ClusterError('forbidden', 'pods is forbidden: User "nobody" cannot list');
  await begin();
  assert.deepEqual(watch.reading, { state: 'forbidden', message: 'pods is forbidden: User "nobody" cannot list' });
  await clock.advance(120_000);
  assert.equal(cluster.calls.length, 1);
  await clock.advance(200_000);
  assert.equal(cluster.calls.length, 2);
  assert.deepEqual(counts(), { changes: 1, troubles: 0 });
  cluster.fault = () => undefined;
  watch.retry();
  await settle();
  assert.equal(watch.reading.state, 'known');
  watch.stop();
});

test('what was allowed and is refused all at once is asked again soon, once', async () => {
  const { cluster, clock, watch, begin, names } = openTestWatch();
  cluster.put(pods, 'a');
  await begin();
  cluster.fault = () => new ClusterError('forbidden', 'not yet');
  cluster.cut(new ClusterError('gone', 'too old'));
  await settle();
  assert.deepEqual(watch.reading, { state: 'forbidden', message: 'not yet' });
  const asked = cluster.calls.length;
  await clock.advance(100_000);
  assert.equal(cluster.calls.length, asked + 1);
  cluster.fault = () => undefined;
  watch.retry();
  await settle();
  cluster.fault = () => new ClusterError('forbidden', 'not yet');
  cluster.cut(new ClusterError('gone', 'too old'));
  await settle();
  cluster.fault = () => undefined;
  await clock.advance(7000);
  assert.deepEqual(names(), ['a']);
  watch.stop();
});

test('who may list and not watch is served by lists', async () => {
  const { cluster, clock, watch, begin, names } = openTestWatch();
  cluster.fault = ({ verb }) => (verb === 'watch' ? new ClusterError('forbidden', 'cannot watch') : undefined);
  cluster.put(pods, 'a');
  await begin();
  cluster.put(pods, 'b');
  await clock.advance(40_000);
  assert.deepEqual(names(), ['a', 'b']);
  assert.ok(calls(cluster, 'list').length < 4);
  watch.stop();
});

test('a type that is not served is absent and not asked for until someone says so', async () => {
  const { cluster, clock, watch, begin, names } = openTestWatch();
  cluster.types = [];
  await begin();
  assert.deepEqual(watch.reading, { state: 'absent' });
  await clock.advance(3_600_000);
  assert.equal(cluster.calls.length, 1);
  cluster.types = [pods];
  cluster.put(pods, 'a');
  watch.retry();
  await settle();
  assert.deepEqual(names(), ['a']);
  cluster.types = [];
  cluster.cut();
  await clock.advance(1000);
  assert.deepEqual(watch.reading, { state: 'absent' });
  watch.stop();
});

test('a stopped watch leaves no request and no timer, wherever it was', async () => {
  const hangs = new Promise<undefined>(() => {});
  const faults: Readonly<Record<string, FakeCluster['fault']>> = {
    'it watches': () => undefined,
    'a list hangs': ({ verb }) => (verb === 'list' ? hangs : undefined),
    'a watch hangs': ({ verb }) => (verb === 'watch' ? hangs : undefined),
    'it waits': () => new ClusterError('unreachable', 'no route'),
    'it is forbidden': () => new ClusterError('forbidden', 'no'),
    'it is absent': () => new ClusterError('notFound', 'no'),
  };
  for (const [where, fault] of Object.entries(faults)) {
    const { cluster, clock, watch, begin, counts } = openTestWatch();
    cluster.fault = fault;
    await begin();
    const { changes } = counts();
    watch.stop();
    await settle();
    assert.deepEqual([cluster.open, clock.timers], [0, 0], where);
    cluster.put(pods, 'late');
    await clock.advance(600_000);
    assert.equal(counts().changes, changes, where);
  }
});

test('when it starts again it lists, and is settled when it has caught up', async () => {
  const { cluster, watch, begin, names } = openTestWatch();
  cluster.put(pods, 'a');
  cluster.put(pods, 'b');
  await begin();
  const before = known(watch.reading);
  watch.stop();
  cluster.put(pods, 'b');
  cluster.put(pods, 'c');
  const gate = Promise.withResolvers<undefined>();
  cluster.fault = () => gate.promise;
  await begin();
  assert.equal(watch.isSettled, false);
  assert.deepEqual(names(), ['a', 'b']);
  gate.resolve(undefined);
  await settle();
  assert.equal(watch.isSettled, true);
  assert.deepEqual(names(), ['a', 'b', 'c']);
  assert.equal(known(watch.reading)[0], before[0]);
  watch.stop();
});
