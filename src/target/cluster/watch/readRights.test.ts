import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClusterError } from '../api/clusterError.ts';
import { forbidden, names, openTestCluster, types } from './testCluster.ts';

test('what one kind refuses stops no other', async () => {
  const { cluster, clock, connection } = openTestCluster();
  cluster.put(types.pods, 'p');
  cluster.fault = (call) => {
    if (call.type === types.nodes) return forbidden(call);
    return call.type === types.deployments ? new ClusterError('server', 'conversion webhook failed') : undefined;
  };
  using _look = connection.look();
  await clock.advance(1000);
  const { nodes, pods, owners } = connection.objects;
  assert.deepEqual(nodes, { state: 'forbidden', message: 'nodes is forbidden in all' });
  assert.deepEqual(names(pods), ['default/p']);
  // ReplicaSets are known, Deployments are missing
  assert.deepEqual(owners, { state: 'known', items: [], isStale: true });
  assert.equal(connection.state.kind, 'connected');
});

test('who may not read all pods sees those of the namespaces that may be read', async () => {
  const { cluster, clock, connection } = openTestCluster();
  for (const namespace of ['mine', 'theirs', 'open']) {
    cluster.put(types.namespaces, namespace);
    cluster.put(types.pods, 'p', {}, namespace);
    cluster.put(types.deployments, 'd', {}, namespace);
  }
  cluster.fault = (call) => {
    const isOpen = call.type === types.namespaces || call.namespace === 'mine' || call.namespace === 'open';
    return call.type === undefined || isOpen ? undefined : forbidden(call);
  };
  using _look = connection.look();
  await clock.advance(1000);
  const { pods, owners, nodes } = connection.objects;
  assert.deepEqual(names(pods), ['mine/p', 'open/p']);
  assert.deepEqual(pods.state === 'known' && pods.namespaces, ['mine', 'open']);
  assert.deepEqual(names(owners), ['mine/d', 'open/d']);
  assert.equal(nodes.state, 'forbidden');
  // pods found out where; nobody else tried what they could not read
  assert.deepEqual(
    new Set(cluster.calls.filter(({ namespace }) => namespace === 'theirs').map((call) => call.type?.plural)),
    new Set(['pods']),
  );
  cluster.put(types.pods, 'new', {}, 'mine');
  await clock.advance(1000);
  assert.deepEqual(names(connection.objects.pods), ['mine/new', 'mine/p', 'open/p']);
});

test('namespaces that the user chose are tried in place of those of the cluster', async () => {
  const { cluster, clock, connection } = openTestCluster({ namespaces: ['chosen'] });
  for (const namespace of ['mine', 'chosen', 'open']) {
    cluster.put(types.namespaces, namespace);
    cluster.put(types.pods, 'p', {}, namespace);
  }
  cluster.fault = (call) =>
    call.verb !== 'version' && call.type?.isNamespaced === true && call.namespace === undefined ? forbidden(call) : undefined;
  using _look = connection.look();
  await clock.advance(1000);
  assert.deepEqual(names(connection.objects.pods), ['chosen/p', 'mine/p']);
});

test('who may read nothing is told so for each kind, with the words of the server', async () => {
  const { cluster, connection } = openTestCluster();
  cluster.fault = (call) => (call.type === undefined ? undefined : forbidden(call));
  const objects = await connection.ready();
  assert.deepEqual(objects.pods, { state: 'forbidden', message: 'pods is forbidden in all' });
  assert.deepEqual(objects.owners, { state: 'forbidden', message: 'deployments is forbidden in all' });
  connection[Symbol.dispose]();
});

test('rights that come later are noticed when someone asks again', async () => {
  const { cluster, clock, connection } = openTestCluster();
  cluster.put(types.pods, 'p', {}, 'mine');
  cluster.put(types.pods, 'p', {}, 'other');
  cluster.fault = (call) => (call.type === types.pods && call.namespace !== 'mine' ? forbidden(call) : undefined);
  using _look = connection.look();
  await clock.advance(1000);
  assert.deepEqual(names(connection.objects.pods), ['mine/p']);
  cluster.fault = () => undefined;
  connection.retry();
  await clock.advance(1000);
  const { pods } = connection.objects;
  assert.deepEqual(names(pods), ['mine/p', 'other/p']);
  assert.equal(pods.state === 'known' && pods.namespaces, undefined);
  assert.equal(cluster.watches, 5);
});
