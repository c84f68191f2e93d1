import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ClusterApi, ResourceType } from '../../src/target/cluster/api/clusterApi.ts';
import type { ClusterConnection } from '../../src/target/cluster/clusterConnection.ts';
import { known, type ClusterObjects } from '../../src/target/cluster/clusterObjects.ts';
import { openClusters } from '../../src/target/cluster/clusters.ts';
import { systemClock } from '../../src/target/cluster/watch/clock.ts';
import { ListWatch } from '../../src/target/cluster/watch/listWatch.ts';
import { ObjectStore } from '../../src/target/cluster/watch/objectStore.ts';
import { compactEtcd } from './compactEtcd.ts';
import { openFakeNetwork } from './fakeNetwork.ts';
import { useRig } from './rig/useRig.ts';
import { developerNamespace, type RigContext } from './rig/users.ts';

const rig = await useRig();
const clusters = await openClusters({
  env: { ...process.env, KUBECONFIG: rig.kubeconfig },
  mayRunPrograms: () => true,
  log: () => undefined,
});
after(() => clusters[Symbol.dispose]());

function connection(context: RigContext): ClusterConnection {
  return clusters.connection(`cluster/${context}`) ?? assert.fail(context);
}

/** Waits until the objects are as they should be; the test's time limit ends it otherwise. */
async function until(of: ClusterConnection, isTrue: (objects: ClusterObjects) => boolean): Promise<ClusterObjects> {
  using _look = of.look();
  const { promise, resolve } = Promise.withResolvers<void>();
  const check = () => {
    if (isTrue(of.objects)) resolve();
  };
  using _listening = of.onDidChange(check);
  check();
  await promise;
  return of.objects;
}

const podNames = (objects: ClusterObjects, namespace: string) =>
  known(objects.pods)
    .filter((pod) => pod.namespace === namespace)
    .map(({ name }) => name)
    .sort();

test('the administrator sees every kind that the cluster serves', async () => {
  const objects = await connection('rig-admin').ready();
  const { version, ...readings } = objects;
  assert.match(version ?? '', /^v1\.\d+/);
  assert.deepEqual(new Set(Object.values(readings).map(({ state }) => state)), new Set(['known']));
  assert.ok(known(objects.nodes).some(({ name }) => name === 'h100-1'));
  assert.ok(known(objects.queues).length > 0);
});

test('the developer sees the pods of one namespace, and is told of the rest in the words of the server', async () => {
  await rig.apply([pod('seen')], { namespace: developerNamespace });
  try {
    const developer = connection('rig-developer');
    using _look = developer.look();
    await until(developer, (now) => podNames(now, developerNamespace).includes('seen'));
    const objects = await developer.ready();
    assert.deepEqual(objects.pods.state === 'known' && objects.pods.namespaces, [developerNamespace]);
    assert.deepEqual(objects.owners.state === 'known' && objects.owners.namespaces, [developerNamespace]);
    assert.match(objects.nodes.state === 'forbidden' ? objects.nodes.message : '', /cannot list resource "nodes"/);
  } finally {
    await rig.kubectl(['delete', 'pod', 'seen', '-n', developerNamespace, '--wait=false']);
  }
});

test('who may do nothing is connected and told so for each kind', async () => {
  const { version: _version, ...readings } = await connection('rig-nobody').ready();
  for (const [key, reading] of Object.entries(readings)) {
    assert.match(reading.state === 'forbidden' ? reading.message : reading.state, /nobody" cannot list resource/, key);
  }
  assert.equal(connection('rig-nobody').state.kind, 'connected');
});

test('pods, their owners and their events come, change and go as they do in the cluster', async () => {
  await using namespace = await rig.namespace('watch');
  const admin = connection('rig-admin');
  using _look = admin.look();
  await rig.apply([deployment('serve', 3)], { namespace: namespace.name });
  const made = await until(admin, (objects) => podNames(objects, namespace.name).length === 3);
  await rig.kubectl(['scale', 'deployment/serve', '--replicas=1', '-n', namespace.name]);
  const scaled = await until(admin, (objects) => podNames(objects, namespace.name).length === 1);
  const [left] = podNames(scaled, namespace.name);
  assert.ok(podNames(made, namespace.name).includes(left ?? ''));
  const ofOwner = (objects: ClusterObjects) => known(objects.owners).filter((owner) => owner.namespace === namespace.name);
  assert.deepEqual(
    ofOwner(scaled)
      .map(({ kind }) => kind)
      .sort(),
    ['Deployment', 'ReplicaSet'],
  );
  await until(admin, ({ events }) =>
    known(events).some(({ about }) => about.kind === 'Pod' && about.namespace === namespace.name),
  );
});

test('a version that the server has forgotten leads to a list', async () => {
  await using namespace = await rig.namespace('gone');
  // no cache of the API server stands before events, so the versions are those that etcd knows
  await rig.apply([event('a', namespace.name)], { namespace: namespace.name });
  await compactEtcd(rig);
  const api = await connection('rig-admin').api();
  const versions: string[] = [];
  const old: Pick<ClusterApi, 'list' | 'watch'> = {
    list(asked, selection, signal) {
      lists += 1;
      return api.list(asked, selection, signal);
    },
    watch(asked, options, signal) {
      const resourceVersion = versions.length === 0 ? '1' : options.resourceVersion;
      versions.push(resourceVersion);
      return api.watch(asked, { ...options, resourceVersion }, signal);
    },
  };
  const type = await typeOf(api, 'events');
  let lists = 0;
  const names = () =>
    known(watch.reading)
      .map(({ metadata }) => metadata.name)
      .sort();
  const seen = Promise.withResolvers<void>();
  const watch = new ListWatch({
    type,
    namespace: namespace.name,
    store: new ObjectStore({ read: (object) => object, now: Date.now }),
    clock: systemClock,
    onChange: () => names().length === 2 && seen.resolve(),
    onTrouble: () => undefined,
  });
  watch.start(old as ClusterApi);
  try {
    while (versions.length < 2) await delay(20);
    await rig.apply([event('b', namespace.name)], { namespace: namespace.name });
    await seen.promise;
    assert.deepEqual(names(), ['a', 'b']);
    assert.deepEqual([lists, versions.length, watch.reading.state], [2, 2, 'known']);
  } finally {
    watch.stop();
  }
});

test('a list of many objects comes in pages and is whole', async () => {
  await using namespace = await rig.namespace('pages');
  const api = await connection('rig-admin').api();
  const type = await typeOf(api, 'configmaps');
  const names = Array.from({ length: 620 }, (_, index) => `map-${String(index).padStart(3, '0')}`);
  await rig.apply(
    names.map((name) => configMap(name)),
    { namespace: namespace.name },
  );
  let pages = 0;
  const counted: Pick<ClusterApi, 'list' | 'watch'> = {
    list(asked, selection, signal) {
      pages += 1;
      return api.list(asked, selection, signal);
    },
    watch: (asked, options, signal) => api.watch(asked, options, signal),
  };
  const listed = Promise.withResolvers<void>();
  const watch = new ListWatch({
    type,
    namespace: namespace.name,
    store: new ObjectStore({ read: ({ metadata }) => metadata.name, now: Date.now }),
    clock: systemClock,
    onChange: () => listed.resolve(),
    onTrouble: () => undefined,
  });
  watch.start(counted as ClusterApi);
  await listed.promise;
  watch.stop();
  assert.equal(pages, 2);
  assert.deepEqual(
    known(watch.reading).filter((name) => name.startsWith('map-')),
    names,
  );
});

test('a kind that is installed later is noticed', async () => {
  const name = 'scaledobjects.keda.sh';
  const names = { plural: 'scaledobjects', singular: 'scaledobject', kind: 'ScaledObject' };
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  const versions = [{ name: 'v1alpha1', served: true, storage: true, schema }];
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: { group: 'keda.sh', scope: 'Namespaced', names, versions },
  };
  await using namespace = await rig.namespace('kinds');
  const admin = connection('rig-admin');
  using _look = admin.look();
  const has = (objects: ClusterObjects) => known(objects.owners).some(({ kind }) => kind === 'ScaledObject');
  assert.equal(has(await admin.ready()), false);
  await rig.apply([definition]);
  try {
    // while it has no conditions yet, kubectl fails when it is to wait for one
    const established = `jsonpath={.status.conditions[?(@.type=="Established")].status}=True`;
    await rig.kubectl(['wait', `--for=${established}`, `crd/${name}`, '--timeout=60s']);
    await rig.apply([{ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'by-queue' } }], {
      namespace: namespace.name,
    });
    const again = setInterval(() => admin.retry(), 500);
    await until(admin, has);
    clearInterval(again);
  } finally {
    await rig.kubectl(['delete', 'crd', name]);
  }
  await until(admin, (objects) => !has(objects));
  assert.equal(admin.state.kind, 'connected');
});

test('a network that breaks and comes back is one state of the connection, and then all is as in the cluster', async () => {
  await using namespace = await rig.namespace('network');
  await using network = await openFakeNetwork(rig.ports['apiServer'] ?? NaN);
  const directory = await mkdtemp(join(tmpdir(), 'watch-'));
  const kubeconfig = join(directory, 'kubeconfig');
  const text = await readFile(rig.kubeconfig, 'utf8');
  await writeFile(kubeconfig, text.replaceAll(`127.0.0.1:${rig.ports['apiServer']}`, `127.0.0.1:${network.port}`));
  const through = await openClusters({
    env: { ...process.env, KUBECONFIG: kubeconfig },
    mayRunPrograms: () => true,
    log: () => undefined,
  });
  const admin = through.connection('cluster/rig-admin') ?? assert.fail();
  try {
    using _look = admin.look();
    await rig.apply([pod('one')], { namespace: namespace.name });
    await until(admin, (objects) => podNames(objects, namespace.name).includes('one'));

    network.cut();
    await rig.apply([pod('two')], { namespace: namespace.name });
    await until(admin, (objects) => podNames(objects, namespace.name).includes('two'));

    network.setDown(true);
    network.cut();
    await until(admin, () => admin.state.kind === 'failed');
    await until(admin, ({ pods }) => pods.state === 'known' && pods.isStale === true);
    assert.deepEqual(podNames(admin.objects, namespace.name), ['one', 'two']);
    await rig.apply([pod('three')], { namespace: namespace.name });
    await rig.kubectl(['delete', 'pod', 'one', '-n', namespace.name, '--grace-period=0', '--force']);
    network.setDown(false);
    await until(admin, (objects) => podNames(objects, namespace.name).join() === 'three,two' && !isStale(objects));
    assert.equal(admin.state.kind, 'connected');
  } finally {
    through[Symbol.dispose]();
    await rm(directory, { recursive: true });
  }
  while (network.connections > 0) await delay(20);
});

test('all that was in use leaves no timer and no socket when it is disposed', async () => {
  const script = join(import.meta.dirname, 'disposedClusters.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, rig.kubeconfig]);
  const { meanwhile, left } = JSON.parse(stdout) as { meanwhile: number; left: readonly string[] };
  assert.ok(meanwhile > 20, String(meanwhile));
  assert.deepEqual(left, []);
});

function isStale({ version: _version, ...readings }: ClusterObjects): boolean {
  return Object.values(readings).some((reading) => reading.state !== 'known' || reading.isStale === true);
}

async function typeOf(api: ClusterApi, plural: string): Promise<ResourceType> {
  return (await api.discover()).find((type) => type.plural === plural && type.group === '') ?? assert.fail(plural);
}

function event(name: string, namespace: string): object {
  const involvedObject = { kind: 'Pod', namespace, name: 'p' };
  return { apiVersion: 'v1', kind: 'Event', metadata: { name }, involvedObject, reason: 'Tested', message: name, type: 'Normal' };
}

function pod(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'main', image: 'registry.example/llm:1' }] },
  };
}

function configMap(name: string): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { text: name } };
}

function deployment(name: string, replicas: number): object {
  const labels = { app: name };
  const spec = { containers: [{ name: 'main', image: 'registry.example/llm:1' }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}
