import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError } from './api/clusterError.ts';
import { openClusters } from './clusters.ts';

interface Entry {
  readonly name: string;
  readonly server?: string;
  readonly namespace?: string;
  readonly user?: object;
}

const unused = 'http://127.0.0.1:9';

function kubeconfig(current: string, entries: readonly Entry[]): string {
  return JSON.stringify({
    'current-context': current,
    contexts: entries.map(({ name, namespace }) => ({
      name,
      context: { cluster: name, user: name, ...(namespace && { namespace }) },
    })),
    clusters: entries.map(({ name, server = unused }) => ({ name, cluster: { server } })),
    users: entries.map(({ name, user = { token: 'secret' } }) => ({ name, user })),
  });
}

async function openFrom(context: TestContext, text: string, mayRunPrograms = true) {
  const folder = await mkdtemp(join(tmpdir(), 'clusters-'));
  const file = join(folder, 'config');
  await writeFile(file, text);
  const clusters = await openClusters({
    env: { PATH: process.env['PATH'], KUBECONFIG: file },
    mayRunPrograms: () => mayRunPrograms,
    log: () => undefined,
  });
  context.after(async () => {
    clusters[Symbol.dispose]();
    await rm(folder, { recursive: true });
  });
  const write = async (changed: string) => {
    const told = Promise.withResolvers<void>();
    using _listening = clusters.onDidChange(() => told.resolve());
    await writeFile(`${file}.new`, changed);
    await rename(`${file}.new`, file);
    await told.promise;
  };
  return { clusters, write };
}

test('each context has one connection, which costs nothing', async (t) => {
  const { clusters } = await openFrom(t, kubeconfig('a', [{ name: 'a' }, { name: 'b' }]));
  assert.deepEqual(
    clusters.contexts.map(({ id }) => id),
    ['cluster/a', 'cluster/b'],
  );
  const connection = clusters.connection('cluster/a');
  assert.equal(connection, clusters.connection('cluster/a'));
  assert.deepEqual(connection?.state, { kind: 'idle' });
  assert.equal(clusters.connection('cluster/c'), undefined);
});

test('a connection stays as long as its context is reached as before', async (t) => {
  const { clusters, write } = await openFrom(t, kubeconfig('a', [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }]));
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => clusters.connection(`cluster/${name}`));
  await write(
    kubeconfig('d', [
      { name: 'a' },
      { name: 'b', namespace: 'team-b' },
      { name: 'd', user: { token: 'another' } },
      { name: 'e' },
    ]),
  );
  assert.equal(clusters.connection('cluster/a'), a);
  assert.equal(a?.context.isCurrent, false);
  assert.notEqual(clusters.connection('cluster/b'), b);
  assert.equal(clusters.connection('cluster/c'), undefined);
  assert.notEqual(clusters.connection('cluster/d'), d);
  for (const gone of [b, c, d]) {
    await assert.rejects(gone?.ready() ?? Promise.resolve(), (error) => ClusterError.is(error, 'kubeconfig'));
  }
});

test('a context that its kubeconfig leaves half said fails with the reason, and is new when that is mended', async (t) => {
  const half = { contexts: [{ name: 'a', context: { cluster: 'nowhere', user: '' } }] };
  const { clusters, write } = await openFrom(t, JSON.stringify(half));
  const connection = clusters.connection('cluster/a');
  await assert.rejects(
    connection?.ready() ?? Promise.resolve(),
    (error) => ClusterError.is(error, 'kubeconfig') && /nowhere/.test(error.message),
  );
  await write(kubeconfig('a', [{ name: 'a' }]));
  assert.notEqual(clusters.connection('cluster/a'), connection);
});

test('no program runs where that is not trusted', async (t) => {
  const exec = { command: 'false', apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' };
  const { clusters } = await openFrom(t, kubeconfig('a', [{ name: 'a', user: { exec } }]), false);
  await assert.rejects(clusters.connection('cluster/a')?.ready() ?? Promise.resolve(), (error) =>
    ClusterError.is(error, 'untrusted'),
  );
});

test('a program that hangs is ended with the clusters that wait for it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'clusters-'));
  t.after(() => rm(folder, { recursive: true }));
  const pidFile = join(folder, 'pid');
  const exec = {
    command: 'sh',
    args: ['-c', `echo $$ > ${pidFile}; exec sleep 60`],
    apiVersion: 'client.authentication.k8s.io/v1',
    interactiveMode: 'Never',
  };
  const { clusters } = await openFrom(t, kubeconfig('a', [{ name: 'a', user: { exec } }]));
  const waiting = clusters.connection('cluster/a')?.ready() ?? Promise.resolve();
  const pid = async () => Number(await readFile(pidFile, 'utf8').catch(() => ''));
  while ((await pid()) === 0) await delay(20);
  clusters[Symbol.dispose]();
  await assert.rejects(waiting, (error) => ClusterError.is(error, 'kubeconfig'));
  const isRunning = async () => {
    try {
      process.kill(await pid(), 0);
      return !/^\d+ \(.*\) Z/.test(await readFile(`/proc/${await pid()}/stat`, 'utf8'));
    } catch {
      return false;
    }
  };
  while (await isRunning()) await delay(20);
});

test('an address where nothing answers fails one context, and one that is no Kubernetes another', async (t) => {
  const server = createServer((_request, response) => response.end('<html>welcome</html>')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { clusters } = await openFrom(t, kubeconfig('a', [{ name: 'a' }, { name: 'b', server: `http://127.0.0.1:${port}` }]));
  const reasons = await Promise.all(
    ['a', 'b'].map(async (name) => {
      try {
        await clusters.connection(`cluster/${name}`)?.ready();
        return 'ready';
      } catch (error) {
        return ClusterError.is(error) ? error.reason : String(error);
      }
    }),
  );
  assert.deepEqual(reasons, ['unreachable', 'server']);
});
