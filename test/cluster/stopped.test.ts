import { after, before, suite, test } from 'node:test';
import type { LogTail } from '../../src/target/cluster/why/stopping/found.ts';
import type { PodRef } from '../../src/target/cluster/api/clusterApi.ts';
import { giveLog } from './rig/podExtras.ts';
import type { RigNamespace } from './rig/rig.ts';
import { useRig } from './rig/useRig.ts';
import { Explaining } from './support/explaining.ts';
import { kubeletCases } from './support/kubeletCases.ts';
import { nodeObject } from './rig/nodeObjects.ts';
import {
  gpuNode,
  isRunning,
  makeDeployment,
  makeJob,
  makePod,
  makeQueue,
  makeWarning,
  oneGpu,
  uniqueName,
  unplayed,
} from './support/provokedObjects.ts';
import { eventually, objectsWhen } from './support/rigObjects.ts';

const rig = await useRig();
const explaining = await Explaining.open(rig);
after(() => explaining[Symbol.dispose]());

const node = uniqueName('stop');
const cases = kubeletCases(node);
let nodes: AsyncDisposable | undefined;
before(async () => {
  nodes = await rig.addNodes([gpuNode(node, 8)]);
});
after(() => nodes?.[Symbol.asyncDispose]());

suite('what a kubelet writes is explained', { concurrency: true, timeout: 120_000 }, () => {
  const pods = Object.values(cases).map((one, index) => ({ name: `chat-${index}`, ...one }));
  let namespace: RigNamespace | undefined;
  before(async () => {
    namespace = await rig.namespace('stopped');
    const inside = { namespace: namespace.name };
    const objects = pods.map(({ name, container: more = {}, annotations }) =>
      makePod(name, {
        annotations: { ...annotations, ...unplayed },
        spec: { nodeName: node, containers: [{ ...oneGpu, ...more }] },
      }),
    );
    await rig.apply(objects, inside);
    const statuses = pods.map(({ name, status }) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, status }));
    await rig.apply(statuses, { ...inside, subresource: 'status' });
    await rig.apply(pods.flatMap(({ name, events = [] }) => events.map((event) => makeWarning(name, inside.namespace, event))));
  });
  after(() => namespace?.[Symbol.asyncDispose]());

  for (const [index, [name, { log, told }]] of Object.entries(cases).entries()) {
    test(name, async () => {
      const pod = { namespace: namespace?.name ?? '', name: `chat-${index}` };
      const logs = log === undefined ? [] : [await readLog(pod, log)];
      await explaining.stopped(`Pod/${pod.namespace}/${pod.name}`, told, logs);
    });
  }
});

/** Through the API server, from KWOK's log of the pod. */
async function readLog(pod: PodRef, lines: readonly string[]): Promise<LogTail> {
  await giveLog(rig, pod, lines);
  const api = await explaining.connection.api();
  const text = await eventually(
    async () => {
      const read: string[] = [];
      for await (const line of api.logs(pod, { container: 'main', tailLines: 100 })) read.push(line);
      return read.length === lines.length ? read.join('\n') : undefined;
    },
    async () => lines,
  );
  return { pod: pod.name, container: 'main', text };
}

suite('what the real controllers and schedulers do is explained', { concurrency: true, timeout: 120_000 }, () => {
  test('a quota of the namespace', async () => {
    await using namespace = await rig.namespace('stopped');
    await rig.apply(
      [
        {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'gpus' },
          spec: { hard: { 'requests.nvidia.com/gpu': '1' } },
        },
        makeDeployment('chat', { spec: { nodeSelector: { 'test-pool': node } } }, 2),
      ],
      { namespace: namespace.name },
    );
    await explaining.stopped(`Deployment/${namespace.name}/chat`, [
      /^stopped: quota "gpus" of the namespace is used up$/m,
      /allows requests\.nvidia\.com\/gpu=1, requests\.nvidia\.com\/gpu=1 is used, requests\.nvidia\.com\/gpu=1 is asked/,
      /-> Ask for less, or stop another workload of the namespace\./,
    ]);
  });

  test('a webhook that refuses the pods', async () => {
    await using namespace = await rig.namespace('stopped');
    const containers = [{ ...oneGpu, resources: {} }];
    await rig.apply(
      [makeDeployment('chat', { annotations: { 'gpu-fraction': '1.5' }, spec: { schedulerName: 'kai-scheduler', containers } })],
      {
        namespace: namespace.name,
      },
    );
    await explaining.stopped(`Deployment/${namespace.name}/chat`, [
      /^stopped: refused by admission: gpu-fraction is no number between 0 and 1$/m,
      /gpu-fraction annotation value must be a positive number smaller than 1\.0/,
      /-> Write for example "0\.5"/,
    ]);
  });

  test('the deadline of a Job', async () => {
    await using namespace = await rig.namespace('stopped');
    await rig.apply([makeJob('tune', { activeDeadlineSeconds: 1 }, { nodeSelector: { 'test-pool': node } })], {
      namespace: namespace.name,
    });
    await explaining.stopped(`Job/${namespace.name}/tune`, [
      /^stopped: its deadline passed$/m,
      /Job was active longer than specified deadline/,
      /-> Raise or remove activeDeadlineSeconds\./,
    ]);
  });

  test('a Job that gives up', async () => {
    await using namespace = await rig.namespace('stopped');
    const spec = { nodeName: node };
    await rig.apply([makeJob('tune', { backoffLimit: 0 }, spec, unplayed)], { namespace: namespace.name });
    const [pod] = await objectsWhen(rig, 'pods', namespace.name, 1, () => true);
    const state = { terminated: { exitCode: 127, reason: 'Error' } };
    const status = {
      phase: 'Failed',
      containerStatuses: [{ name: 'main', ready: false, restartCount: 0, image: 'none', imageID: '', state }],
    };
    await rig.apply([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: pod?.metadata.name }, status }], {
      namespace: namespace.name,
      subresource: 'status',
    });
    await explaining.stopped(`Job/${namespace.name}/tune`, [
      /^stopped: exit code 127$/m,
      /its command was not found/,
      /Job "tune" gave up \(BackoffLimitExceeded\)/,
    ]);
  });

  test('a pod of higher priority, by the real scheduler', async () => {
    const pool = uniqueName('stop');
    await using _node = await rig.addNodes([gpuNode(pool, 1)]);
    await using namespace = await rig.namespace('stopped');
    const inside = { namespace: namespace.name };
    const nodeSelector = { 'test-pool': pool };
    await rig.apply([makeDeployment('train', { spec: { nodeSelector, priorityClassName: 'train' } })], inside);
    await objectsWhen(rig, 'pods', namespace.name, 1, isRunning);
    await rig.apply([makePod('serve', { spec: { nodeSelector, priorityClassName: 'inference' } })], inside);
    await explaining.stopped(`Deployment/${namespace.name}/train`, [
      /^stopped: preempted by "serve"$/m,
      /priority 125/,
      new RegExp(`Preempted by pod \\S+ on node ${pool}`),
      /-> Give it a higher priority class, if it is as urgent\./,
    ]);
    await explaining.waits(`Deployment/${namespace.name}/train`, [
      /^waits: no free GPU$/m,
      /It ran before\. The scheduler ended train-/,
      /-> Wait for \S+\/serve on \S+ to end, which holds 1 GPU there/,
    ]);
    await explaining.runs(`Pod/${namespace.name}/serve`, [new RegExp(`runs on ${pool}, .*one GPU`)]);
  });

  test('work of higher priority, by KAI', async () => {
    const pool = uniqueName('stop');
    await using _node = await rig.addNodes([gpuNode(pool, 1)]);
    await using namespace = await rig.namespace('stopped');
    await using queue = await makeQueue(rig, { quota: -1, limit: -1 });
    const inside = { namespace: namespace.name };
    const options = {
      labels: { 'kai.scheduler/queue': queue.name },
      spec: { nodeSelector: { 'test-pool': pool }, schedulerName: 'kai-scheduler' },
    };
    await rig.apply([makeDeployment('train', { ...options, spec: { ...options.spec, priorityClassName: 'train' } })], inside);
    await objectsWhen(rig, 'pods', namespace.name, 1, isRunning);
    await rig.apply([makePod('serve', { ...options, spec: { ...options.spec, priorityClassName: 'inference' } })], inside);
    await explaining.stopped(`Deployment/${namespace.name}/train`, [
      /^stopped: preempted by "serve"$/m,
      /KAI evicted train-\S+ for "serve", which has a higher priority\./,
    ]);
    await explaining.waits(`Deployment/${namespace.name}/train`, [/It ran before\. KAI evicted train-\S+ for "serve"/]);
  });

  test('work of a queue that was below its share, by KAI', async () => {
    const pool = uniqueName('stop');
    await using _node = await rig.addNodes([gpuNode(pool, 1)]);
    await using namespace = await rig.namespace('stopped');
    await using lender = await makeQueue(rig, { quota: 0, limit: -1 });
    await using owner = await makeQueue(rig, { quota: 1, limit: -1 });
    const inside = { namespace: namespace.name };
    const spec = { nodeSelector: { 'test-pool': pool }, schedulerName: 'kai-scheduler', priorityClassName: 'train' };
    await rig.apply([makeDeployment('train', { labels: { 'kai.scheduler/queue': lender.name }, spec })], inside);
    await objectsWhen(rig, 'pods', namespace.name, 1, isRunning);
    await rig.apply([makePod('serve', { labels: { 'kai.scheduler/queue': owner.name }, spec })], inside);
    await explaining.stopped(`Deployment/${namespace.name}/train`, [
      new RegExp(`^stopped: reclaimed for "serve" of queue "${owner.name}"$`, 'm'),
      new RegExp(`Queue "${lender.name}" used 1 GPU: quota 0 GPUs`),
      new RegExp(`-> Ask who owns queue "${lender.name}" for a quota of at least 1 GPU\\.`),
    ]);
  });

  test('a node that does not answer', async () => {
    const name = uniqueName('lost');
    // KWOK plays no node that is not labelled for it; the status is as the node controller writes it
    const { metadata, ...object } = nodeObject(gpuNode(name, 1)) as { readonly metadata: { readonly labels: object } };
    const lost = { ...object, metadata: { ...metadata, labels: { 'test-pool': name } } };
    await rig.apply([lost]);
    await using cleaning = new AsyncDisposableStack();
    cleaning.defer(async () => void (await rig.kubectl(['delete', 'node', name, '--wait=false'])));
    const silent = {
      type: 'Ready',
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    };
    await rig.apply(
      [
        {
          apiVersion: 'v1',
          kind: 'Node',
          metadata: { name },
          status: { conditions: [silent], allocatable: { 'nvidia.com/gpu': '1' } },
        },
      ],
      {
        subresource: 'status',
      },
    );
    await using namespace = await rig.namespace('stopped');
    await rig.apply([makePod('stays', { spec: { nodeName: name, tolerations: [{ operator: 'Exists' }] } })], {
      namespace: namespace.name,
    });
    await explaining.stopped(`Pod/${namespace.name}/stays`, [
      new RegExp(`^stopped: node ${name} does not answer$`, 'm'),
      /Kubelet stopped posting node status/,
    ]);
  });

  test('a deletion by hand', async () => {
    await using namespace = await rig.namespace('stopped');
    const held = makePod('chat', { spec: { nodeSelector: { 'test-pool': node } } }) as { readonly metadata: object };
    await rig.apply([{ ...held, metadata: { ...held.metadata, finalizers: ['example.com/archive'] } }], {
      namespace: namespace.name,
    });
    await rig.kubectl(['delete', 'pod', 'chat', '-n', namespace.name, '--wait=false']);
    await explaining.stopped(`Pod/${namespace.name}/chat`, [/^stopped: it is being deleted$/m, /"example\.com\/archive"/]);
    await rig.kubectl(['patch', 'pod', 'chat', '-n', namespace.name, '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
  });
});
