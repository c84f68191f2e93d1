import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ClusterConnection } from '../../src/target/cluster/clusterConnection.ts';
import { openClusters } from '../../src/target/cluster/clusters.ts';
import { nodes } from './rig/nodes.ts';
import { startRig } from './rig/startRig.ts';

// one directory, so that the second start has the address and the objects of the first
const directory = await mkdtemp(join(tmpdir(), 'gpu-fractions-restart-test-'));
after(() => rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
const start = () => startRig({ directory, nodes: nodes.slice(0, 1), say: (line) => process.stderr.write(`${line}\n`) });

test('an API server that stops and starts again is found again by all who look, with the rights that they have', async () => {
  const first = await start();
  await using _first = first;
  const env = { ...process.env, KUBECONFIG: first.rig.kubeconfig };
  using clusters = await openClusters({ env, mayRunPrograms: () => true, log: () => undefined });
  const connections = ['rig-admin', 'rig-developer', 'rig-nobody'].map(
    (name) => clusters.connection(`cluster/${name}`) ?? assert.fail(name),
  );
  using looks = new DisposableStack();
  connections.forEach((connection) => looks.use(connection.look()));
  await Promise.all(connections.map((connection) => connection.ready()));
  const before = connections.map(states);

  await first[Symbol.asyncDispose]();
  connections.forEach((connection) => connection.retry());
  await Promise.all(connections.map((connection) => until(connection, () => connection.state.kind === 'failed')));

  await using _second = await start();
  // a server that starts refuses for a moment what it allows, and then says the same as before
  await Promise.all(connections.map((connection, index) => until(connection, () => states(connection) === before[index])));
});

function states({ state, objects: { version: _version, ...readings } }: ClusterConnection): string {
  const all = Object.entries(readings).map(([key, reading]) => {
    return `${key} ${reading.state === 'known' && reading.isStale === true ? 'stale' : reading.state}`;
  });
  return [state.kind, ...all].join(', ');
}

async function until(connection: ClusterConnection, isTrue: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const check = () => {
    if (isTrue()) resolve();
  };
  using _listening = connection.onDidChange(check);
  check();
  await promise;
}
