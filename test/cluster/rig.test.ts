import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { podAnnotations } from './rig/kwokConfiguration.ts';
import { nodes } from './rig/nodes.ts';
import { giveLog, givePorts } from './rig/podExtras.ts';
import { useRig } from './rig/useRig.ts';
import type { RigContext } from './rig/users.ts';

const rig = await useRig();

interface PodStatus {
  readonly phase: string;
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
}

const rights: readonly (readonly [RigContext, 'pods' | 'nodes' | 'queues' | 'podgroups' | 'nimservices', string, boolean])[] = [
  ['rig-admin', 'pods', 'team-b', true],
  ['rig-admin', 'nodes', '', true],
  ['rig-developer', 'pods', 'team-a', true],
  ['rig-developer', 'podgroups', 'team-a', true],
  ['rig-developer', 'nimservices', 'team-a', true],
  ['rig-developer', 'pods', 'team-b', false],
  ['rig-developer', 'nodes', '', false],
  ['rig-developer', 'queues', '', false],
  ['rig-program', 'pods', 'team-a', true],
  ['rig-program', 'nodes', '', false],
  ['rig-nobody', 'pods', 'team-a', false],
];
for (const [context, resource, namespace, isAllowed] of rights) {
  const place = namespace === '' ? 'the cluster' : namespace;
  test(`${context} ${isAllowed ? 'lists' : 'may not list'} ${resource} of ${place}`, async () => {
    const listing = rig.kubectl(['get', resource, ...(namespace === '' ? [] : ['-n', namespace])], { context });
    await (isAllowed ? listing : assert.rejects(listing, /Forbidden/));
  });
}

test('every node of the inventory is ready, says that it is simulated and counts what its operator hands out', async () => {
  const selector = 'gpu-fractions.dev/simulated=true';
  const list = JSON.parse(await rig.kubectl(['get', 'nodes', '-l', selector, '-o', 'json'])) as {
    items: {
      metadata: { name: string };
      status: { allocatable: Record<string, string>; conditions: { type: string; status: string }[] };
    }[];
  };
  const byName = new Map(list.items.map((node) => [node.metadata.name, node.status]));
  for (const { name } of nodes) {
    const ready = byName.get(name)?.conditions.find(({ type }) => type === 'Ready');
    assert.equal(ready?.status, 'True', name);
  }
  const gpus = (name: string, resource = 'nvidia.com/gpu') => byName.get(name)?.allocatable[resource];
  assert.deepEqual(
    [
      gpus('h100-1'),
      gpus('t4-1'),
      gpus('a10-hami-1'),
      gpus('h100-dra-1'),
      gpus('cpu-1'),
      gpus('a100-mig-1', 'nvidia.com/mig-1g.10gb'),
    ],
    ['8', '16', '40', undefined, undefined, '8'],
  );
});

test('the real scheduler places a plain pod and one with a whole GPU, and both become ready', async () => {
  await using namespace = await rig.namespace('pods');
  const l40s = { 'nvidia.com/gpu.product': 'NVIDIA-L40S' };
  await rig.apply([pod('plain', {}), pod('whole', { nodeSelector: l40s }, { limits: { 'nvidia.com/gpu': '1' } })], {
    namespace: namespace.name,
  });
  await isReady(namespace.name, 'plain', 'whole');
  const node = await rig.kubectl(['get', 'pod', 'whole', '-n', namespace.name, '-o', 'jsonpath={.spec.nodeName}']);
  assert.match(node, /^l40s-\d$/);
});

test('port-forward, logs and exec of a pod lead to the engine and to programs of this machine', async () => {
  await using namespace = await rig.namespace('engine');
  await rig.apply([pod('server', {})], { namespace: namespace.name });
  await isReady(namespace.name, 'server');

  await using forward = await forwardPort(namespace.name, 'server', 8000);
  const answer = await fetch(`${forward.address}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'Once', max_tokens: 8 }),
  });
  assert.equal(answer.status, 200);
  const metrics = await (await fetch(`${forward.address}/metrics`)).text();
  const tokens = /^embedded:generation_tokens_total (\d+)$/m.exec(metrics)?.[1];
  assert.ok(Number(tokens) >= 8, metrics);
  assert.match(await rig.kubectl(['logs', '-n', namespace.name, 'server']), /^Ready: \d+ sequences/m);
  const echo = await rig.kubectl(['exec', '-n', namespace.name, 'server', '--', 'sh', '-c', 'echo "$((6 * 7))"']);
  assert.equal(echo, '42\n');
});

test('two claims share a device by bytes, and the third pod waits with the words of the real scheduler', async () => {
  await using namespace = await rig.namespace('claims');
  const node = `${namespace.name}-node`;
  const gpus = { product: 'NVIDIA-H100-80GB-HBM3', count: 1, sharing: { kind: 'dra' } } as const;
  await using _node = await rig.addNodes([{ name: node, gpus }]);
  const names = ['first', 'second', 'third'];
  const claims = [{ name: 'gpu', resourceClaimTemplateName: 'share' }];
  const pods = names.map((name) =>
    pod(name, { nodeSelector: { 'kubernetes.io/hostname': node }, resourceClaims: claims }, { claims: [{ name: 'gpu' }] }),
  );
  await rig.apply([claimTemplate('share', '30Gi')], { namespace: namespace.name });
  for (const each of pods.slice(0, 2)) {
    await rig.apply([each], { namespace: namespace.name });
  }
  await isReady(namespace.name, 'first', 'second');
  await rig.apply(pods.slice(2), { namespace: namespace.name });
  await rig.kubectl(['wait', '--for=condition=PodScheduled=False', 'pod/third', '-n', namespace.name, '--timeout=60s']);
  const { phase, conditions } = await status(namespace.name, 'third');
  assert.equal(phase, 'Pending');
  assert.match(conditions.find(({ type }) => type === 'PodScheduled')?.message ?? '', /cannot allocate all claims/);
  const path = 'jsonpath={range .items[*]}{.status.allocation.devices.results[*].device} {end}';
  const devices = await rig.kubectl(['get', 'resourceclaims', '-n', namespace.name, '-o', path]);
  assert.deepEqual(devices.trim().split(/\s+/), ['gpu-0', 'gpu-0']);
});

test('a pod that asks for no kubelet keeps the status that a test writes', async () => {
  await using namespace = await rig.namespace('status');
  const annotations = { [podAnnotations.kubelet]: 'none' };
  const waiting = {
    name: 'main',
    image: 'i',
    imageID: '',
    ready: false,
    restartCount: 0,
    state: { waiting: { reason: 'ImagePullBackOff' } },
  };
  await rig.apply([pod('stuck', {}, {}, annotations), pod('other', {})], { namespace: namespace.name });
  await rig.kubectl(['wait', '--for=condition=PodScheduled', 'pod/stuck', '-n', namespace.name, '--timeout=60s']);
  const patch = JSON.stringify({ status: { containerStatuses: [waiting] } });
  await rig.kubectl(['patch', 'pod', 'stuck', '-n', namespace.name, '--subresource=status', '--type=merge', '-p', patch]);
  // KWOK has had its turn when a pod that came no earlier is ready
  await isReady(namespace.name, 'other');
  assert.equal((await status(namespace.name, 'stuck')).phase, 'Pending');
});

test('a pod may have a log of its own, of the container before too, and a server of its own behind a port', async () => {
  await using namespace = await rig.namespace('extras');
  const server = createServer((_, response) => response.end('its own'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const own = { namespace: namespace.name, name: 'own' };
    await rig.apply([pod('own', {})], { namespace: namespace.name });
    await giveLog(rig, own, ['second try'], ['CUDA out of memory', 'exit']);
    await givePorts(rig, own, { 2112: port });
    await isReady(namespace.name, 'own');
    // KWOK hears of its objects by a watch
    await until(async () => (await rig.kubectl(['logs', '-n', namespace.name, 'own'])) === 'second try\n');
    assert.match(await rig.kubectl(['logs', '-n', namespace.name, 'own', '--previous']), /^CUDA out of memory$/m);
    await using forward = await forwardPort(namespace.name, 'own', 2112);
    assert.equal(await (await fetch(forward.address)).text(), 'its own');
  } finally {
    server.close();
  }
});

test('a job whose pod completes is complete', async () => {
  await using namespace = await rig.namespace('jobs');
  const template = {
    metadata: { annotations: { [podAnnotations.completesAfter]: '1s' } },
    spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.example/train:1' }] },
  };
  await rig.apply([{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'train' }, spec: { template } }], {
    namespace: namespace.name,
  });
  await rig.kubectl(['wait', '--for=condition=Complete', 'job/train', '-n', namespace.name, '--timeout=60s']);
});

function pod(name: string, spec: object, resources: object = {}, annotations: Readonly<Record<string, string>> = {}): object {
  const containers = [{ name: 'main', image: 'registry.example/llm:1', ports: [{ containerPort: 8000 }], resources }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, annotations }, spec: { containers, ...spec } };
}

function claimTemplate(name: string, memory: string): object {
  const request = { name: 'gpu', exactly: { deviceClassName: 'gpu.nvidia.com', capacity: { requests: { memory } } } };
  const spec = { spec: { devices: { requests: [request] } } };
  return { apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaimTemplate', metadata: { name }, spec };
}

async function isReady(namespace: string, ...pods: readonly string[]): Promise<void> {
  const names = pods.map((name) => `pod/${name}`);
  await rig.kubectl(['wait', '--for=condition=Ready', ...names, '-n', namespace, '--timeout=60s']);
}

async function status(namespace: string, name: string): Promise<PodStatus> {
  const text = await rig.kubectl(['get', 'pod', name, '-n', namespace, '-o', 'json']);
  return (JSON.parse(text) as { status: PodStatus }).status;
}

async function forwardPort(namespace: string, name: string, port: number) {
  const forward = rig.startKubectl(['port-forward', '-n', namespace, `pod/${name}`, `:${port}`]);
  const failure = text(forward.stderr).then((words) => assert.fail(words));
  const [line] = (await Promise.race([once(createInterface(forward.stdout), 'line'), failure])) as [string];
  failure.catch(() => undefined);
  return {
    address: `http://${/127\.0\.0\.1:\d+/.exec(line)?.[0]}`,
    [Symbol.asyncDispose]: async () => {
      forward.kill();
      await once(forward, 'close');
    },
  };
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) {
    await delay(100);
  }
}
