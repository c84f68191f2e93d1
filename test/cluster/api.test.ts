import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import type { ClusterApi, ResourceType, WatchEvent } from '../../src/target/cluster/api/clusterApi.ts';
import { ClusterError, type ClusterErrorReason } from '../../src/target/cluster/api/clusterError.ts';
import { connectApi } from '../../src/target/cluster/api/connectApi.ts';
import type { ContextAccess } from '../../src/target/cluster/kubeconfig/contextAccess.ts';
import { KubeConfigs } from '../../src/target/cluster/kubeconfig/kubeConfigs.ts';
import { startHttpProxy } from './fakes/fakeProxy.ts';
import { giveLog } from './rig/podExtras.ts';
import { useRig } from './rig/useRig.ts';
import { developerNamespace, type RigContext } from './rig/users.ts';

const rig = await useRig();
const configs = await KubeConfigs.open({ files: [rig.kubeconfig] });
after(() => configs[Symbol.dispose]());
const api = await open('rig-admin');
after(() => api[Symbol.dispose]());

const types = new Map((await api.discover()).map((type) => [`${type.plural}.${type.group}`, type]));
const typeOf = (plural: string, group = ''): ResourceType => types.get(`${plural}.${group}`) ?? assert.fail(`no ${plural}`);
const [pods, nodes, configMaps] = [typeOf('pods'), typeOf('nodes'), typeOf('configmaps')];

function access(context: RigContext): ContextAccess {
  return configs.access(`cluster/${context}`);
}

function open(context: RigContext, change: (access: ContextAccess) => ContextAccess = (same) => same): Promise<ClusterApi> {
  return connectApi(change(access(context)), { mayRunPrograms: () => true });
}

async function refused(promise: Promise<unknown>, reason: ClusterErrorReason): Promise<ClusterError> {
  const error: unknown = await promise.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  assert.ok(ClusterError.is(error, reason), String(error));
  return error;
}

function configMap(name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** A namespace with a pod that is ready. */
async function readyPod(name: string) {
  const namespace = await rig.namespace('api');
  const containers = [{ name: 'main', image: 'registry.example/llm:1', ports: [{ containerPort: 8000 }] }];
  const nodeSelector = { 'kubernetes.io/hostname': 'cpu-1' };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, nodeSelector } };
  await rig.apply([object], { namespace: namespace.name });
  await rig.kubectl(['wait', '--for=condition=Ready', `pod/${name}`, '-n', namespace.name, '--timeout=60s']);
  return { pod: { namespace: namespace.name, name }, [Symbol.asyncDispose]: () => namespace[Symbol.asyncDispose]() };
}

test('the version, and every kind with its group, version and scope', async () => {
  assert.match(await api.version(), /^v1\.\d+\.\d+/);
  assert.deepEqual(nodes, { group: '', version: 'v1', plural: 'nodes', kind: 'Node', isNamespaced: false });
  assert.deepEqual(typeOf('resourceclaims', 'resource.k8s.io'), {
    group: 'resource.k8s.io',
    version: 'v1',
    plural: 'resourceclaims',
    kind: 'ResourceClaim',
    isNamespaced: true,
  });
  assert.equal(types.has('pods/log.'), false);
});

const rights: readonly (readonly [RigContext, boolean, boolean])[] = [
  ['rig-admin', true, true],
  ['rig-developer', true, false],
  ['rig-program', true, false],
  ['rig-nobody', false, false],
];
for (const [context, mayReadPods, mayReadNodes] of rights) {
  test(`${context} reads what it may, by certificate, token or program`, async () => {
    using mine = await open(context);
    const readPods = mine.list(pods, { namespace: developerNamespace });
    await (mayReadPods ? readPods : refused(readPods, 'forbidden'));
    const readNodes = mine.list(nodes, {});
    await (mayReadNodes ? readNodes : refused(readNodes, 'forbidden'));
  });
}

test('an object is applied, read, listed and deleted, and a dry run keeps nothing', async () => {
  await using namespace = await rig.namespace('api');
  const ref = { type: configMaps, namespace: namespace.name, name: 'a' };
  const mine = { fieldManager: 'mine' };
  const tried = await api.apply(ref, configMap('a', { x: '1' }), { ...mine, isDryRun: true });
  assert.deepEqual(tried['data'], { x: '1' });
  assert.equal((await refused(api.get(ref), 'notFound')).status, 404);
  const made = await api.apply(ref, configMap('a', { x: '1' }), mine);
  assert.deepEqual(await api.get(ref), made);
  assert.equal('managedFields' in made.metadata, false);
  const page = await api.list(configMaps, { namespace: namespace.name, fieldSelector: 'metadata.name=a' });
  assert.deepEqual(page.items, [made]);
  await api.delete(ref, { isDryRun: true });
  const other = '00000000-0000-0000-0000-000000000000';
  await refused(api.delete(ref, { uid: other }), 'conflict');
  await api.delete(ref, { uid: made.metadata.uid ?? '', propagation: 'background' });
  await refused(api.get(ref), 'notFound');
});

test('a field of another manager is a conflict with its owner, and taken over when forced', async () => {
  await using namespace = await rig.namespace('api');
  const ref = { type: configMaps, namespace: namespace.name, name: 'a' };
  await api.apply(ref, configMap('a', { x: '1', y: '1' }), { fieldManager: 'theirs' });
  const mine = { fieldManager: 'mine' };
  const error = await refused(api.apply(ref, configMap('a', { x: '2' }), mine), 'conflict');
  assert.deepEqual(error.conflicts, [{ manager: 'theirs', field: '.data.x' }]);
  const forced = await api.apply(ref, configMap('a', { x: '2' }), { ...mine, isForced: true });
  assert.deepEqual(forced['data'], { x: '2', y: '1' });
});

test('what the server does not take is told in its words', async () => {
  await using namespace = await rig.namespace('api');
  const ref = { type: pods, namespace: namespace.name, name: 'a' };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'A_b', image: 'i' }] } };
  assert.match(
    (await refused(api.apply(ref, object, { fieldManager: 'mine' }), 'invalid')).message,
    /spec\.containers\[0\]\.name.*"A_b"/,
  );
});

test('a workload is scaled by its subresource', async () => {
  await using namespace = await rig.namespace('api');
  const ref = { type: typeOf('deployments', 'apps'), namespace: namespace.name, name: 'web' };
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'registry.example/llm:1' }] } };
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 0, selector: { matchLabels: labels }, template },
  };
  await api.apply(ref, object, { fieldManager: 'mine' });
  assert.equal((await api.patch(ref, { spec: { replicas: 2 } }, 'scale')).kind, 'Scale');
  assert.equal(((await api.get(ref))['spec'] as { replicas?: number }).replicas, 2);
});

test('a list of more than a page is read to its end', async () => {
  await using namespace = await rig.namespace('api');
  const names = Array.from({ length: 501 }, (_, index) => `c-${String(index).padStart(3, '0')}`);
  await rig.apply(
    names.map((name) => configMap(name, {})),
    { namespace: namespace.name },
  );
  const selection = { namespace: namespace.name };
  const first = await api.list(configMaps, selection);
  assert.equal(first.items.length, 500);
  const second = await api.list(configMaps, { ...selection, next: first.next ?? assert.fail('no next page') });
  assert.equal(second.next, undefined);
  const listed = [...first.items, ...second.items].map(({ metadata }) => metadata.name);
  assert.deepEqual(
    listed.filter((name) => name.startsWith('c-')),
    names,
  );
});

test('a watch tells what changes and ends when the server says', async () => {
  await using namespace = await rig.namespace('api');
  const ref = { type: configMaps, namespace: namespace.name, name: 'a' };
  const mine = { fieldManager: 'mine' };
  const { resourceVersion } = await api.list(configMaps, { namespace: namespace.name });
  const { promise: opened, resolve: onOpen } = Promise.withResolvers<void>();
  const seen: string[] = [];
  const watching = (async () => {
    const options = { namespace: namespace.name, resourceVersion, timeoutSeconds: 3, onOpen };
    for await (const event of api.watch(configMaps, options) as AsyncIterable<WatchEvent>) {
      if (event.kind !== 'bookmark' && event.object.metadata.name === 'a') {
        seen.push(event.kind);
      }
    }
  })();
  await opened;
  await api.apply(ref, configMap('a', { x: '1' }), mine);
  await api.apply(ref, configMap('a', { x: '2' }), mine);
  await api.delete(ref);
  await watching;
  assert.deepEqual(seen, ['added', 'modified', 'deleted']);
});

/** One GET over a connection that is there already. */
async function getOver(connection: Duplex, path: string): Promise<string> {
  const asking = request({ path, createConnection: () => connection, headers: { connection: 'close', host: 'pod' } });
  asking.end();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 200);
  return await text(response);
}

test("a connection to a pod's port leads to the engine and its metrics", async () => {
  await using ready = await readyPod('engine');
  const connection = await api.dial(ready.pod, 8000);
  assert.match(await getOver(connection, '/metrics'), /^embedded:generation_tokens_total \d+$/m);
  connection.destroy();
});

test('a port where nobody listens is an error of the connection', async () => {
  await using ready = await readyPod('deaf');
  const connection = await api.dial(ready.pod, 9999);
  assert.match((await refused(text(connection), 'unreachable')).message, /^Port 9999 of pod deaf does not answer: .*port 9999/);
});

test('a command runs in a container', async () => {
  await using ready = await readyPod('shell');
  const result = await api.exec(ready.pod, 'main', ['sh', '-c', 'echo "$((6 * 7)) €"; echo oops >&2']);
  assert.deepEqual(result, { exitCode: 0, stdout: '42 €\n', stderr: 'oops\n' });
  // KWOK tells a failure as an error of its own; kubelets tell the exit code
  const error = await refused(api.exec(ready.pod, 'main', ['sh', '-c', 'exit 3']), 'server');
  assert.match(error.message, /exit status 3/);
});

test('logs are read to their end, by the last lines, of the container before, and followed until nobody reads', async () => {
  await using ready = await readyPod('talker');
  const gather = async (options: Parameters<ClusterApi['logs']>[1]) => {
    const lines: string[] = [];
    for await (const line of api.logs(ready.pod, options)) {
      lines.push(line);
    }
    return lines;
  };
  for await (const line of api.logs(ready.pod, { isFollowed: true })) {
    assert.match(line, /simulated pod/);
    break;
  }
  await giveLog(rig, ready.pod, ['one', 'zwö', 'three'], ['CUDA out of memory']);
  while ((await gather({ tailLines: 1 }))[0] !== 'three') {
    // KWOK hears of the log by a watch
  }
  assert.deepEqual(await gather({ container: 'main' }), ['one', 'zwö', 'three']);
  assert.deepEqual(await gather({ tailLines: 2 }), ['zwö', 'three']);
  assert.deepEqual(await gather({ isPrevious: true }), ['CUDA out of memory']);
});

test('what a pod that is not there is asked for is not found, and what is not allowed is said', async () => {
  const pod = { namespace: developerNamespace, name: 'never-was' };
  using nobody = await open('rig-nobody');
  const asks = (of: ClusterApi) => [
    of.dial(pod, 8000),
    of.exec(pod, 'main', ['true']),
    of.proxyGet(pod, 8000, '/metrics'),
    (async () => {
      for await (const _line of of.logs(pod, {}));
    })(),
  ];
  for (const [reason, of] of [
    ['notFound', api],
    ['forbidden', nobody],
  ] as const) {
    await Promise.all(asks(of).map((ask) => refused(ask, reason)));
  }
});

function withoutAuthority({ context, user, cluster: { caData: _caData, ...cluster } }: ContextAccess): ContextAccess {
  return { context, user, cluster };
}

const impostors: readonly (readonly [string, RigContext, (access: ContextAccess) => ContextAccess, ClusterErrorReason])[] = [
  ['an authority that nobody names', 'rig-admin', withoutAuthority, 'certificate'],
  [
    'a name that is not in its certificate',
    'rig-admin',
    (as) => ({ ...as, cluster: { ...as.cluster, tlsServerName: 'eu.example' } }),
    'certificate',
  ],
  ['a token that is wrong', 'rig-developer', (as) => ({ ...as, user: { ...as.user, token: 'wrong' } }), 'unauthorized'],
  [
    'TLS where none is spoken of',
    'rig-developer',
    (as) => ({ ...as, cluster: { ...as.cluster, server: as.cluster.server.replace('https', 'http') } }),
    'invalid',
  ],
];
for (const [title, context, change, reason] of impostors) {
  test(`told apart: ${title}`, async () => {
    using mine = await open(context, change);
    const { message } = await refused(mine.list(pods, { namespace: developerNamespace }), reason);
    assert.match(message, /rig-/);
    await refused(mine.exec({ namespace: developerNamespace, name: 'x' }, 'main', ['true']), reason);
  });
}

test('without the check of its certificate a server is who it says', async () => {
  using mine = await open('rig-admin', (as) => {
    const { cluster, ...rest } = withoutAuthority(as);
    return { ...rest, cluster: { ...cluster, isTlsVerified: false } };
  });
  assert.match(await mine.version(), /^v1/);
});

test('a proxy leads to the server, for calls and for connections to pods', async () => {
  await using ready = await readyPod('far');
  await using proxy = await startHttpProxy();
  using mine = await open('rig-admin', (as) => ({ ...as, cluster: { ...as.cluster, proxyUrl: `http://${proxy.address}` } }));
  assert.equal(await mine.version(), await api.version());
  const result = await mine.exec(ready.pod, 'main', ['echo', 'far']);
  assert.equal(result.stdout, 'far\n');
  assert.deepEqual(new Set(proxy.asked), new Set([new URL(access('rig-admin').cluster.server).host]));
});

test('disposing leaves no connection behind', async () => {
  await using ready = await readyPod('left');
  const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap' || name === 'TLSWrap').length;
  const mine = await open('rig-admin');
  const before = sockets();
  await mine.version();
  const connection = await mine.dial(ready.pod, 8000);
  const watching = (async () => {
    for await (const _event of mine.watch(pods, { resourceVersion: '0', timeoutSeconds: 60 }));
  })();
  assert.ok(sockets() > before);
  mine[Symbol.dispose]();
  await refused(watching, 'unreachable');
  assert.ok(connection.destroyed);
  while (sockets() > before) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
