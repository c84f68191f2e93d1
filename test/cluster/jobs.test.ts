import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { trafficDefaults } from '../../src/protocol/panel.ts';
import type { ClusterApi } from '../../src/target/cluster/api/clusterApi.ts';
import { ClusterError } from '../../src/target/cluster/api/clusterError.ts';
import { openClusters } from '../../src/target/cluster/clusters.ts';
import type { WorkloadView } from '../../src/target/cluster/clusterView.ts';
import { deleteWorkload, scaleWorkload, stopWorkload } from '../../src/target/cluster/jobs/changeWorkload.ts';
import { readClusterView } from '../../src/target/cluster/view/readView.ts';
import { useRig } from './rig/useRig.ts';
import { developerNamespace, type RigContext } from './rig/users.ts';
import { listObjects, objectsWhen } from './support/rigObjects.ts';
import { WatchingJobs } from './support/watchingJobs.ts';

const rig = await useRig();
const clusters = await openClusters({
  env: { ...process.env, KUBECONFIG: rig.kubeconfig },
  mayRunPrograms: () => false,
  log: () => undefined,
});
after(() => clusters[Symbol.dispose]());

const limits = { timeout: 240_000 };
const ownImage = 'ghcr.io/gpu-fractions/embedded-engine:1';
/** Names no engine; what listens behind every pod of the rig is the embedded one all the same. */
const unknownImage = 'registry.example/team/own-server:1';

function deployment(name: string, { image = ownImage, replicas = 1, port = 8000 } = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: 'server',
              image,
              args: ['--port', String(port)],
              ports: [{ name: 'http', containerPort: port }],
              resources: { limits: { 'nvidia.com/gpu': '1' } },
            },
          ],
        },
      },
    },
  };
}

/** The workload as a context sees it once it is so. */
async function workloadWhen(
  context: RigContext,
  id: string,
  isSo: (workload: WorkloadView) => boolean,
): Promise<{ readonly workload: WorkloadView; readonly api: ClusterApi }> {
  const connection = clusters.connection(`cluster/${context}`) ?? assert.fail(context);
  using _look = connection.look();
  const { promise, resolve } = Promise.withResolvers<WorkloadView>();
  const check = () => {
    const found = readClusterView(connection.objects).workloads.find((workload) => workload.id === id);
    if (found !== undefined && isSo(found)) resolve(found);
  };
  using _listening = connection.onDidChange(check);
  check();
  return { workload: await promise, api: await connection.api() };
}

test('real tokens of a Deployment, counted by its engine too, over a pod that is deleted meanwhile', limits, async () => {
  await using namespace = await rig.namespace('jobs');
  await using watching = new WatchingJobs(clusters);
  await rig.apply([deployment('chat')], { namespace: namespace.name });
  const id = watching.add('rig-admin', `Deployment/${namespace.name}/chat`);
  const ready = await watching.untilJob(id, ({ endpoint, state }) => state === 'running' && endpoint !== undefined);
  assert.deepEqual(ready.identity, { kind: 'Deployment', namespace: namespace.name, name: 'chat' });
  assert.equal(ready.target, 'rig-admin');
  assert.equal(ready.simulated, true);
  assert.equal(ready.slices.length, 1);
  assert.match(ready.endpoint ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);

  await watching.jobs.startTraffic(id, { ...trafficDefaults, users: 2, maxTokens: 32 });
  await assert.rejects(watching.jobs.startTraffic(id, trafficDefaults), /already/);
  const flowing = await watching.until(() => watching.samples.find(({ tokensPerSecond }) => (tokensPerSecond ?? 0) > 0));
  assert.equal(flowing.source, 'engine metric');
  await watching.until(() => watching.samples.find(({ ttftP50Ms, itlP50Ms }) => ttftP50Ms !== null && itlP50Ms !== null));
  const [pod] = await objectsWhen(rig, 'pods', namespace.name, 1, () => true);
  const { sample } = watching.jobs.rateOfPod('cluster/rig-admin', namespace.name, pod?.metadata.name ?? '') ?? {};
  assert.ok((sample?.tokensPerSecond ?? 0) > 0, JSON.stringify(sample));
  const traffic = await watching.jobs.stopTraffic(id);
  assert.equal(traffic.errors, 0);
  assert.ok(traffic.tokens > 0);
  // the engine serves all pods of the rig: others may have had tokens in the same time
  assert.ok((traffic.engineTokens ?? 0) >= traffic.tokens, JSON.stringify(traffic));

  await watching.jobs.startTraffic(id, { ...trafficDefaults, users: 2, maxTokens: 32 });
  await rig.kubectl(['delete', 'pod', pod?.metadata.name ?? '', '-n', namespace.name, '--wait=false']);
  const next = await watching.untilJob(
    id,
    ({ state, slices }) => state === 'running' && slices[0]?.holder !== pod?.metadata.name,
  );
  const seen = watching.samples.length;
  await watching.until(() => watching.samples.slice(seen).find(({ tokensPerSecond }) => (tokensPerSecond ?? 0) > 0));
  assert.equal(next.endpoint, ready.endpoint);
  const resumed = await watching.jobs.stopTraffic(id);
  assert.ok(resumed.tokens > 0);
  assert.equal(resumed.engineTokens, null, 'two pods have counted, and one of them is gone');
});

test('an image that names no engine is one by the words of its metrics; who tells its memory is said', limits, async () => {
  await using namespace = await rig.namespace('jobs');
  await using watching = new WatchingJobs(clusters);
  await rig.apply([deployment('own', { image: unknownImage })], { namespace: namespace.name });
  const id = watching.add('rig-admin', `Deployment/${namespace.name}/own`);
  const known = await watching.untilJob(id, ({ engine, notes }) => engine?.id === 'embedded' && notes.length > 0);
  assert.match(known.notes.join(), /GPU memory in use is not known: no exporter of gpu-fractioning, HAMi or DCGM runs on/);
  assert.equal((await watching.until(() => watching.samples.at(-1))).memoryMiB, null);
});

test('memory of a slice by the exporter of its node, which is named', limits, async () => {
  await using namespace = await rig.namespace('jobs');
  await using watching = new WatchingJobs(clusters);
  await rig.apply([deployment('chat')], { namespace: namespace.name });
  const id = watching.add('rig-admin', `Deployment/${namespace.name}/chat`);
  const { workload } = await workloadWhen('rig-admin', `Deployment/${namespace.name}/chat`, ({ ready }) => ready === 1);
  const pod = workload.pods[0]?.pod ?? assert.fail();
  const labels = `container="server",namespace="${namespace.name}",pod="${pod.name}",vdevice_index="0",device_uuid="GPU-x"`;
  await using exporter = await serveText(`hami_vgpu_memory_used_bytes{${labels}} ${3 * 1024 ** 3}\n`);
  const monitor = { name: 'hami-device-plugin-x7k2p', namespace: namespace.name };
  const target = { address: '127.0.0.1', port: exporter.port };
  const containers = [{ name: 'monitor', image: 'example.org/monitor:1' }];
  const spec = { nodeName: pod.nodeName, tolerations: [{ operator: 'Exists' }], containers };
  await rig.apply([
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'PortForward',
      metadata: monitor,
      spec: { forwards: [{ ports: [9394], target }] },
    },
    { apiVersion: 'v1', kind: 'Pod', metadata: monitor, spec },
  ]);
  const told = await watching.untilJob(id, ({ slices }) => slices[0]?.usedMiB !== undefined);
  assert.equal(told.slices[0]?.usedMiB, 3072);
  assert.deepEqual(told.notes, ['GPU memory in use: told by HAMi.']);
  await watching.until(() => watching.samples.find(({ memoryMiB }) => memoryMiB === 3072));
});

async function serveText(body: string): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer((_request, response) => void response.end(body));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

test(
  'a job that cannot be placed waits and says why; stopped it has no replicas, restarted it has new pods',
  limits,
  async () => {
    await using namespace = await rig.namespace('jobs');
    await using watching = new WatchingJobs(clusters);
    await rig.apply([deployment('chat', { replicas: 2 })], { namespace: namespace.name });
    const id = watching.add('rig-admin', `Deployment/${namespace.name}/chat`);
    await watching.untilJob(id, ({ slices, state }) => state === 'running' && slices.length === 2);
    const before = (await listObjects(rig, 'pods', namespace.name)).map(({ metadata }) => metadata.uid);
    await watching.jobs.restart(id);
    await objectsWhen(rig, 'pods', namespace.name, 2, ({ metadata }) => !before.includes(metadata.uid));
    const { workload, api } = await workloadWhen('rig-admin', `Deployment/${namespace.name}/chat`, ({ ready }) => ready === 2);
    await scaleWorkload(api, workload, 3);
    await objectsWhen(rig, 'pods', namespace.name, 3, () => true);
    await watching.jobs.stop(id);
    await watching.untilJob(id, ({ state, slices }) => state === 'stopped' && slices.length === 0);
    await objectsWhen(rig, 'pods', namespace.name, 0, () => true);

    const tooMany = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'big' }, spec: bigPod() };
    await rig.apply([tooMany], { namespace: namespace.name });
    const big = watching.add('rig-admin', `Pod/${namespace.name}/big`);
    const waits = await watching.untilJob(big, ({ state, progress }) => state === 'waiting' && progress !== undefined);
    assert.match(waits.progress ?? '', /gpu/i);
    await assert.rejects(watching.jobs.restart(big), /is a pod by itself/);
    await watching.jobs.remove(big);
    assert.deepEqual(watching.forgotten, [{ contextId: 'cluster/rig-admin', workload: `Pod/${namespace.name}/big` }]);
    assert.equal((await listObjects(rig, 'pods', namespace.name)).length, 1, 'it is watched no longer, and still there');
  },
);

function bigPod(): object {
  const resources = { limits: { 'nvidia.com/gpu': '64' } };
  return { containers: [{ name: 'main', image: unknownImage, resources }] };
}

test(
  'a Job is suspended and goes on; a deleted workload is told of, and one of its name that came later is spared',
  limits,
  async () => {
    await using namespace = await rig.namespace('jobs');
    await using watching = new WatchingJobs(clusters);
    const template = { spec: { ...bigPod(), restartPolicy: 'Never' } };
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'train' }, spec: { template } };
    await rig.apply([job], { namespace: namespace.name });
    const id = watching.add('rig-admin', `Job/${namespace.name}/train`);
    await watching.untilJob(id, ({ state }) => state === 'waiting');
    await watching.jobs.stop(id);
    await watching.untilJob(id, ({ state }) => state === 'stopped');
    await watching.jobs.restart(id);
    await watching.untilJob(id, ({ state }) => state === 'waiting');
    const { workload, api } = await workloadWhen('rig-admin', `Job/${namespace.name}/train`, () => true);
    await deleteWorkload(api, workload);
    const gone = await watching.untilJob(id, ({ state }) => state === 'lost');
    assert.equal(gone.exit?.message, 'train was deleted from rig-admin.');
    await objectsWhen(rig, 'pods', namespace.name, 0, () => true);
    await rig.apply([job], { namespace: namespace.name });
    await watching.untilJob(id, ({ state }) => state === 'waiting');
    await assert.rejects(deleteWorkload(api, workload), (error) => ClusterError.is(error, 'conflict'));
    assert.equal((await listObjects(rig, 'jobs', namespace.name)).length, 1);
  },
);

test('the logs of all pods follow, each line with its pod, and those of later pods join', limits, async () => {
  await using namespace = await rig.namespace('jobs');
  await using watching = new WatchingJobs(clusters);
  await rig.apply([deployment('chat', { replicas: 2 })], { namespace: namespace.name });
  const workload = `Deployment/${namespace.name}/chat`;
  await workloadWhen('rig-admin', workload, ({ ready }) => ready === 2);
  // logs need no watched job
  const id = `cluster/rig-admin/${workload}`;
  let offset = 0;
  let text = '';
  const read = async (isEnough: () => boolean) => {
    while (!isEnough()) {
      const chunk = await watching.jobs.logs(id, offset, 1000);
      text += chunk.text;
      offset = chunk.nextOffset;
      await delay(50);
    }
  };
  const first = (await listObjects(rig, 'pods', namespace.name)).map(({ metadata }) => metadata.name);
  const namesAll = (pods: readonly string[]) => pods.every((pod) => text.includes(`${pod}  A simulated pod.`));
  await read(() => namesAll(first));
  await rig.kubectl(['scale', 'deployment', 'chat', '--replicas', '3', '-n', namespace.name]);
  const later = await objectsWhen(rig, 'pods', namespace.name, 3, () => true);
  await read(() => namesAll(later.map(({ metadata }) => metadata.name)));
  const pod = `cluster/rig-admin/Pod/${namespace.name}/${first[0] ?? ''}`;
  const alone = await watching.jobs.logs(pod, 0, 100_000);
  assert.ok(!alone.text.includes(first[1] ?? 'never'), alone.text);
});

test('who may not is told so in the words of the server, and what is not there is said', limits, async () => {
  await using watching = new WatchingJobs(clusters);
  await rig.apply([deployment('mine')], { namespace: developerNamespace });
  try {
    const nobody = watching.add('rig-nobody', `Deployment/${developerNamespace}/mine`);
    const unseen = await watching.untilJob(nobody, ({ state }) => state === 'lost');
    assert.match(unseen.exit?.message ?? '', /nobody" cannot list resource "pods"/);
    await assert.rejects(watching.jobs.stop(nobody), /mine is not there any more/);
    const mine = watching.add('rig-developer', `Deployment/${developerNamespace}/mine`);
    const seen = await watching.untilJob(mine, ({ state, notes }) => state === 'running' && notes.length > 0);
    assert.match(seen.notes.join(), /pods of other namespaces may not be read/);
    const never = watching.add('rig-developer', `Deployment/${developerNamespace}/never`);
    assert.equal((await watching.untilJob(never, () => true)).exit?.message, 'never is not in rig-developer.');
    const { workload } = await workloadWhen('rig-admin', `Deployment/${developerNamespace}/mine`, () => true);
    const refused = clusters.connection('cluster/rig-nobody') ?? assert.fail();
    await assert.rejects(stopWorkload(await refused.api(), workload), (error) => ClusterError.is(error, 'forbidden'));
  } finally {
    await rig.kubectl(['delete', 'deployment', 'mine', '-n', developerNamespace, '--wait=false']);
  }
});
