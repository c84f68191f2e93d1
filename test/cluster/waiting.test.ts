import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { Cure } from '../../src/target/cluster/why/cure.ts';
import { useRig } from './rig/useRig.ts';
import { developerNamespace } from './rig/users.ts';
import { Explaining } from './support/explaining.ts';
import { fractionOf, makeJob, makePod, makeQueue, oneGpu, uniqueName } from './support/provokedObjects.ts';
import { cureOf, useNodes } from './support/useNodes.ts';

const rig = await useRig();
const explaining = await Explaining.open(rig);
after(() => explaining[Symbol.dispose]());

const unbounded = { quota: -1, limit: -1 };
const options = { concurrency: true, timeout: 180_000 };

suite('what keeps a pod from the scheduler is explained', options, () => {
  test('a gate, which its keeper removes', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    const gated = (gate: string): object => ({ nodeSelector: here.nodeSelector, schedulingGates: [{ name: gate }] });
    await here.apply(
      makePod('known', { spec: gated('kueue.x-k8s.io/admission') }),
      makePod('own', { spec: gated('example.com/hold') }),
    );
    await here.waits('known', /^waits: held back by Kueue$/m, /-> Kueue removes the gate "kueue\.x-k8s\.io\/admission"/);
    await here.waits('own', /^waits: gate "example\.com\/hold"$/m, /-> Ask who set the gate "example\.com\/hold" to remove it\./);
    await rig.kubectl(['patch', 'pod', 'own', '-n', here.namespace, '--type=merge', '-p', '{"spec":{"schedulingGates":[]}}']);
    await here.runs('own', new RegExp(`runs on ${here.pool}`));
  });

  test('a suspended Job, which runs when it is resumed', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    await here.apply(makeJob('tune', { suspend: true }, { nodeSelector: here.nodeSelector }));
    const id = `Job/${here.namespace}/tune`;
    await explaining.waits(id, [/^waits: suspended$/m, /-> Resume Job "tune": set suspend: false\./]);
    await here.apply(makeJob('tune', { suspend: false }, { nodeSelector: here.nodeSelector }));
    await explaining.runs(id, [new RegExp(`runs on ${here.pool}`)]);
  });

  test('a scheduler of which there is no sign', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    await here.apply(makePod('chat', { spec: { nodeSelector: here.nodeSelector, schedulerName: 'gpu-scheduler' } }));
    await here.waits(
      'chat',
      /^waits: no sign of scheduler "gpu-scheduler"$/m,
      /-> Ask who runs the cluster whether scheduler "gpu-scheduler" runs/,
    );
  });

  test("KAI's annotation under the plain scheduler, and KAI's name instead", async () => {
    await using here = await useNodes(rig, explaining, [1]);
    await using queue = await makeQueue(rig, unbounded);
    const pod = (spec: object) => here.fraction('chat', { 'gpu-fraction': '0.5' }, queue.name, spec);
    await here.apply(pod({ schedulerName: 'default-scheduler', nodeSelector: { 'test-pool': 'none' } }));
    const told = await here.waits(
      'chat',
      /^waits: default-scheduler does not read "gpu-fraction"$/m,
      /-> Set schedulerName: kai-scheduler\./,
    );
    await here.instead('chat', pod({ schedulerName: cureOf(told, 'addSchedulerName').schedulerName }));
  });
});

suite('what KAI has no room for is explained, and what is offered has room', options, () => {
  test('a queue that does not exist', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    await here.apply(here.fraction('chat', { 'gpu-fraction': '0.5' }, 'no-such-queue'));
    const told = await here.waits(
      'chat',
      /^waits: queue "no-such-queue" does not exist$/m,
      /-> Set the label kai\.scheduler\/queue to "/,
    );
    assert.ok(cureOf(told, 'addQueueLabel').queues.length > 0);
    await here.instead('chat', here.fraction('chat', { 'gpu-fraction': '0.5' }, 'default-queue'));
  });

  test('a queue that has queues below it', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    await here.apply(here.fraction('chat', { 'gpu-fraction': '0.5' }, 'research'));
    const told = await here.waits('chat', /^waits: queue "research" is not a leaf$/m, /queues below it \(team-a, team-b\)/);
    const [queue = ''] = cureOf(told, 'addQueueLabel').queues;
    await here.instead('chat', here.fraction('chat', { 'gpu-fraction': '0.5' }, queue));
  });

  test('the limit of a queue: less of a GPU, or another queue', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    await using queue = await makeQueue(rig, { quota: 0, limit: 0.5 });
    await using _other = await makeQueue(rig, unbounded, {}, 'a-first');
    await here.holding(here.fraction('first', { 'gpu-fraction': '0.4' }, queue.name));
    await here.apply(
      here.fraction('chat', { 'gpu-fraction': '0.2' }, queue.name),
      here.fraction('more', { 'gpu-fraction': '0.2' }, queue.name),
    );
    const told = await here.waits(
      'chat',
      new RegExp(`^waits: queue "${queue.name}": 0\\.4 of 0\\.5 GPUs used, 0\\.2 asked$`, 'm'),
      new RegExp(`-> Ask who owns queue "${queue.name}" for a limit of at least 0\\.6 GPUs\\.`),
    );
    const { request } = cureOf(told, 'setFraction');
    assert.deepEqual(request.request, { kind: 'share', share: 0.1 });
    await here.instead('chat', here.fraction('chat', { 'gpu-fraction': '0.1' }, queue.name));
    await here.instead('more', here.fraction('more', { 'gpu-fraction': '0.2' }, cureOf(told, 'otherQueue').queue));
  });

  test('the quota of a queue, for what may not be preempted', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    await using queue = await makeQueue(rig, { quota: 0.5, limit: -1 });
    const spec = { priorityClassName: 'build' };
    await here.holding(here.fraction('first', { 'gpu-fraction': '0.4' }, queue.name, spec));
    await here.apply(here.fraction('chat', { 'gpu-fraction': '0.4' }, queue.name, spec));
    const told = await here.waits(
      'chat',
      new RegExp(`^waits: queue "${queue.name}": quota 0\\.5 GPUs, 0\\.4 used, 0\\.4 asked \\(not preemptible\\)$`, 'm'),
      new RegExp(`-> Ask who owns queue "${queue.name}" for a quota of at least 0\\.8 GPUs\\.`),
    );
    assert.equal(told.cures[0]?.kind, 'setFraction', told.text);
    cureOf(told, 'makePreemptible');
    await here.instead(
      'chat',
      here.fraction('chat', { 'gpu-fraction': '0.4' }, queue.name, { priorityClassName: 'build-preemptible' }),
    );
  });

  test('no GPU with the share free, on nodes with dots in their names', async () => {
    await using here = await useNodes(rig, explaining, [2, 1]);
    await using queue = await makeQueue(rig, unbounded);
    const on = (index: number): object => ({
      nodeSelector: { ...here.nodeSelector, 'kubernetes.io/hostname': `${here.pool}.${index}` },
    });
    await here.holding(
      here.fraction('a', { 'gpu-fraction': '0.7' }, queue.name, on(0)),
      here.fraction('b', { 'gpu-fraction': '0.6' }, queue.name, on(0)),
      here.fraction('c', { 'gpu-fraction': '0.8' }, queue.name, on(1)),
    );
    await here.apply(here.fraction('chat', { 'gpu-fraction': '0.5' }, queue.name));
    const told = await here.waits(
      'chat',
      /^waits: no GPU with 50 % free$/m,
      new RegExp(`${here.pool}\\.0: 2 GPUs, at most 40 % free on one; 50 % asked`),
      new RegExp(`${here.pool}\\.1: 1 GPU, 20 % free; 50 % asked`),
      new RegExp(`-> Ask for 0\\.4 of one GPU: it fits on ${here.pool}\\.0 now\\.`),
      new RegExp(`-> Wait for ${here.namespace}/b on ${here.pool}\\.0 to end, which holds 0\\.6 GPUs there\\.`),
    );
    assert.deepEqual(cureOf(told, 'setFraction').request.request, { kind: 'share', share: 0.4 });
    await here.instead('chat', here.fraction('chat', { 'gpu-fraction': '0.4' }, queue.name));
    await here.runs(
      'chat',
      new RegExp(`^chat: runs on ${here.pool}\\.0, GPU group \\S+ \\(\\S+\\): 0\\.4 of one GPU, container "main"$`),
    );
  });

  test('memory of GPUs that no label tells, and the label', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    await using queue = await makeQueue(rig, unbounded);
    await rig.kubectl(['label', 'node', `${here.pool}.0`, 'nvidia.com/gpu.memory-']);
    await here.apply(here.fraction('chat', { 'gpu-memory': '8000' }, queue.name));
    const told = await here.waits('chat', new RegExp(`set label nvidia\\.com/gpu\\.memory of node ${here.pool}\\.0`));
    const { node, label } = cureOf(told, 'fixNodeLabel');
    await rig.kubectl(['label', 'node', node, `${label}=81559`]);
    await here.runs('chat', new RegExp(`^chat: runs on ${here.pool}`));
  });

  test('more memory than any GPU has', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    await using queue = await makeQueue(rig, unbounded);
    await here.apply(here.fraction('chat', { 'gpu-memory': '90000' }, queue.name));
    const told = await here.waits('chat', /^waits: no GPU has 90000 MiB: the largest has 81500 MiB$/m);
    assert.deepEqual(cureOf(told, 'setFraction').request.request, { kind: 'memory', memoryMiB: 81_500 });
    await here.instead('chat', here.fraction('chat', { 'gpu-memory': '81500' }, queue.name));
  });

  test('a binder that failed', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    await using queue = await makeQueue(rig, unbounded);
    const group = {
      apiVersion: 'scheduling.run.ai/v2alpha2',
      kind: 'PodGroup',
      metadata: { name: 'pg' },
      spec: { queue: queue.name, minMember: 1 },
    };
    await here.apply(group, here.fraction('chat', { 'gpu-fraction': '0.5', 'pod-group-name': 'pg' }, queue.name));
    const request = { apiVersion: 'scheduling.run.ai/v1alpha2', kind: 'BindRequest', metadata: { name: 'chat' } };
    await here.apply({
      ...request,
      spec: { podName: 'chat', selectedNode: `${here.pool}.0`, receivedResourceType: 'Fraction', backoffLimit: 2 },
    });
    const reason = 'failed waiting for GPU reservation pod to allocate: kai-resource-reservation/gpu-reservation-0f1e2d3c';
    await rig.apply([{ ...request, status: { phase: 'Failed', failedAttempts: 3, reason } }], {
      ...here.inside,
      subresource: 'status',
    });
    await here.waits(
      'chat',
      new RegExp(`KAI chose ${here.pool}\\.0, but its binder failed`),
      /3 attempts failed\./,
      /gpu-reservation-0f1e2d3c/,
    );
  });

  test('a group of several nodes that has room for a part of it', async () => {
    await using here = await useNodes(rig, explaining, [1, 1]);
    await using queue = await makeQueue(rig, unbounded);
    const template = {
      metadata: { labels: { 'kai.scheduler/queue': queue.name }, annotations: { 'gpu-fraction': '0.8' } },
      spec: { ...fractionOf, nodeSelector: here.nodeSelector, terminationGracePeriodSeconds: 0 },
    };
    await here.apply({
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      metadata: { name: 'llm' },
      spec: { replicas: 1, leaderWorkerTemplate: { size: 3, workerTemplate: template } },
    });
    await explaining.waits(`LeaderWorkerSet/${here.namespace}/llm`, [
      /^waits: room for 2 of 3 pods that start together$/m,
      /Resources were found for 2 pods while 3 are required/,
      /-> Ask for 0\.\d+ of one GPU|-> Wait for room for 1 more of its pods\./,
    ]);
  });
});

suite('what the real scheduler refuses is explained', options, () => {
  const limits = (resources: object): object => ({ containers: [{ ...oneGpu, resources: { limits: resources } }] });

  test('GPUs that others have, and more than a node has', async () => {
    await using here = await useNodes(rig, explaining, [2]);
    await here.holding(makePod('first', { spec: { nodeSelector: here.nodeSelector } }));
    await here.apply(
      makePod('two', { spec: { nodeSelector: here.nodeSelector, ...limits({ 'nvidia.com/gpu': '2' }) } }),
      makePod('three', { spec: { nodeSelector: here.nodeSelector, ...limits({ 'nvidia.com/gpu': '3' }) } }),
    );
    await here.waits(
      'two',
      /^waits: no node with 2 free GPUs$/m,
      /not enough nvidia\.com\/gpu \(1 node\)/,
      /2 GPUs, 1 free; 2 asked/,
    );
    const told = await here.waits('three', /^waits: no node has 3 GPUs: the most is 2$/m, /-> Ask for no more than 2 GPUs\./);
    assert.ok(!told.cures.some(({ kind }) => kind === 'waitFor'), told.text);
    await here.instead('two', makePod('two', { spec: { nodeSelector: here.nodeSelector } }));
  });

  test('a taint, and its toleration', async () => {
    await using here = await useNodes(rig, explaining, [1], {
      taints: [{ key: 'example.com/team', value: 'ml', effect: 'NoSchedule' }],
    });
    await here.apply(makePod('chat', { spec: { nodeSelector: here.nodeSelector } }));
    await here.waits(
      'chat',
      /taint "example\.com\/team=ml:NoSchedule", which the pod does not tolerate/,
      /-> Add a toleration for taint "example\.com\/team/,
    );
    const tolerations = [{ key: 'example.com/team', operator: 'Equal', value: 'ml', effect: 'NoSchedule' }];
    await here.instead('chat', makePod('chat', { spec: { nodeSelector: here.nodeSelector, tolerations } }));
  });

  test('a node selector and an affinity that no node has', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    const expression = { key: 'test-pool', operator: 'In', values: ['nowhere'] };
    const affinity = {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [expression] }] },
      },
    };
    await here.apply(
      makePod('selects', { spec: { nodeSelector: { 'test-pool': 'nowhere' } } }),
      makePod('prefers', { spec: { affinity } }),
    );
    await here.waits('selects', /^waits: no node with GPUs has test-pool=nowhere$/m, /-> Choose other nodes/);
    await here.waits('prefers', /the node selector or affinity of the pod excludes it/, /-> Choose other nodes/);
    await here.instead('selects', makePod('selects', { spec: { nodeSelector: here.nodeSelector } }));
  });

  test('MIG devices', async () => {
    await using here = await useNodes(rig, explaining, [1], {
      sharing: { kind: 'mig', devices: { '1g.10gb': 2, '3g.40gb': 1 } },
    });
    const mig = (profile: string, count: number): object => ({
      nodeSelector: here.nodeSelector,
      ...limits({ [`nvidia.com/mig-${profile}`]: String(count) }),
    });
    await here.holding(makePod('first', { spec: mig('3g.40gb', 1) }));
    await here.apply(makePod('chat', { spec: mig('3g.40gb', 1) }), makePod('many', { spec: mig('1g.10gb', 3) }));
    await here.waits(
      'chat',
      /0 of 1 nvidia\.com\/mig-3g\.40gb free; 1 asked/,
      new RegExp(`-> Wait for ${here.namespace}/first|-> Wait for nvidia\\.com/mig-3g\\.40gb to become free`),
    );
    await here.waits('many', /2 of 2 nvidia\.com\/mig-1g\.10gb free; 3 asked/, /-> Ask for nvidia\.com\/mig-1g\.10gb: 2\./);
    await here.instead('many', makePod('many', { spec: mig('1g.10gb', 2) }));
  });

  test('replicas of a time-sliced GPU', async () => {
    await using here = await useNodes(rig, explaining, [1], { sharing: { kind: 'timeSlicing', replicas: 2 } });
    await here.holding(
      makePod('first', { spec: { nodeSelector: here.nodeSelector } }),
      makePod('second', { spec: { nodeSelector: here.nodeSelector } }),
    );
    await here.apply(makePod('chat', { spec: { nodeSelector: here.nodeSelector } }));
    await here.waits('chat', /not enough nvidia\.com\/gpu \(1 node\)/, /0 of 2 nvidia\.com\/gpu free; 1 asked/);
    await rig.kubectl(['delete', 'pod', 'second', '-n', here.namespace]);
    await here.runs('chat', new RegExp(`runs on ${here.pool}`));
  });

  test('claims: too much, missing, and of a class that does not exist', async () => {
    await using here = await useNodes(rig, explaining, [1], { sharing: { kind: 'dra' } });
    const exactly = (memory: string, deviceClassName = 'gpu.nvidia.com'): object => ({
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaim',
      spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName, capacity: { requests: { memory } } } }] } },
    });
    const claiming = (name: string, claim: string): object =>
      makePod(name, {
        spec: {
          nodeSelector: here.nodeSelector,
          resourceClaims: [{ name: 'gpu', resourceClaimName: claim }],
          containers: [{ name: 'main', image: 'registry.example/llm:1', resources: { claims: [{ name: 'gpu' }] } }],
        },
      });
    await here.apply({ ...exactly('60000Mi'), metadata: { name: 'first' } });
    await here.holding(claiming('first', 'first'));
    await here.apply(
      { ...exactly('30000Mi'), metadata: { name: 'much' } },
      { ...exactly('1Gi', 'h200.gpu.nvidia.com'), metadata: { name: 'classless' } },
      claiming('much', 'much'),
      claiming('classless', 'classless'),
      claiming('lost', 'nowhere'),
    );
    await here.waits('much', /^waits: no device for its claims$/m, /-> Ask for no more than 21\.1 GiB of memory in the claim\./);
    await here.waits('classless', /h200\.gpu\.nvidia\.com/);
    await here.waits('lost', /^waits: claim "nowhere" does not exist$/m, /-> Create "nowhere", or name another\./);
    await here.apply({ ...exactly('1Gi'), metadata: { name: 'nowhere' } });
    await here.runs('lost', new RegExp(`runs on ${here.pool}`));
  });

  test('a volume that does not exist, and one that is not bound', async () => {
    await using here = await useNodes(rig, explaining, [1]);
    const volume = (claimName: string): object => ({
      nodeSelector: here.nodeSelector,
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    });
    const unbound = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'unbound' },
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: '', resources: { requests: { storage: '1Gi' } } },
    };
    await here.apply(unbound, makePod('lost', { spec: volume('models') }), makePod('waits', { spec: volume('unbound') }));
    await here.waits(
      'lost',
      /^waits: PersistentVolumeClaim "models" does not exist$/m,
      /-> Create PersistentVolumeClaim "models"/,
    );
    await here.waits(
      'waits',
      /^waits: a PersistentVolumeClaim is not bound$/m,
      /-> See that the PersistentVolumeClaims of the pod exist and are bound/,
    );
  });
});

test('who may read no nodes is told what could not be seen, and nothing is guessed', { timeout: 180_000 }, async () => {
  await using here = await useNodes(rig, explaining, [1]);
  using developer = await Explaining.open(rig, 'rig-developer');
  const names = ['first', 'chat'].map((word) => uniqueName(word));
  const [first = '', chat = ''] = names;
  const inside = { namespace: developerNamespace };
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(
    async () =>
      void (await rig.kubectl(['delete', 'pod', ...names, '-n', developerNamespace, '--ignore-not-found', '--wait=false'])),
  );
  await using queue = await makeQueue(rig, unbounded);
  await rig.apply([here.fraction(first, { 'gpu-fraction': '0.7' }, queue.name)], inside);
  await developer.runs(`Pod/${developerNamespace}/${first}`, [/runs on wait-\S+, GPU group \S+: 0\.7 of one GPU/]);
  await rig.apply([here.fraction(chat, { 'gpu-fraction': '0.5' }, queue.name)], inside);
  const told = await developer.waits(`Pod/${developerNamespace}/${chat}`, [
    /^waits: no node has room$/m,
    /\? {2}podGroup: Queues: you may not read them/,
    /\? {2}fit: Nodes: you may not read them/,
  ]);
  const guesses: readonly Cure['kind'][] = ['setFraction', 'otherQueue', 'waitFor'];
  assert.deepEqual(
    told.cures.filter(({ kind }) => guesses.includes(kind)),
    [],
    told.text,
  );
});
