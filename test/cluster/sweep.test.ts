import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { defaultCapacitySlo } from '../../src/load/search/capacity.ts';
import { planSweep } from '../../src/load/sweep/planSweep.ts';
import { runSweep } from '../../src/load/sweep/runSweep.ts';
import type { SweepResult } from '../../src/load/sweep/sweepResult.ts';
import { ClusterGround } from '../../src/target/benchmark/clusterGround.ts';
import { openClusters } from '../../src/target/cluster/clusters.ts';
import { useRig } from './rig/useRig.ts';

const rig = await useRig();
const clusters = await openClusters({
  env: { ...process.env, KUBECONFIG: rig.kubeconfig },
  mayRunPrograms: () => false,
  log: () => undefined,
});
after(() => clusters[Symbol.dispose]());

const limits = { timeout: 240_000 };

/** A node with GPUs, a queue and a namespace that only one test uses, and a Deployment for them as a person wrote it. */
async function useCard(gpus: number) {
  await using resources = new AsyncDisposableStack();
  const name = `sweep-${randomBytes(3).toString('hex')}`;
  const card = { product: 'NVIDIA-H100-80GB-HBM3', count: gpus, sharing: { kind: 'whole' } } as const;
  resources.use(await rig.addNodes([{ name, gpus: card, labels: { 'test-pool': name } }]));
  const open = { quota: -1, limit: -1, overQuotaWeight: 1 };
  const queue = { apiVersion: 'scheduling.run.ai/v2', kind: 'Queue', metadata: { name } };
  await rig.apply([{ ...queue, spec: { resources: { gpu: open, cpu: open, memory: open } } }]);
  resources.defer(async () => void (await rig.kubectl(['delete', 'queue', name, '--wait=false'])));
  const { name: namespace } = resources.use(await rig.namespace('sweep'));
  const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: chat
spec:
  replicas: 2
  selector:
    matchLabels: { app: chat }
  template:
    metadata:
      labels: { app: chat, acme.com/app: chat, kai.scheduler/queue: ${name} }
      annotations: { gpu-fraction: "0.5" }
    spec:
      schedulerName: kai-scheduler
      nodeSelector: { test-pool: ${name} }
      terminationGracePeriodSeconds: 0
      containers:
        - name: server
          image: ghcr.io/gpu-fractions/embedded-engine:1
          args: ["--port", "8000"]
          ports: [{ name: http, containerPort: 8000 }]
          envFrom: [{ configMapRef: { name: settings } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { a: "1" }
`;
  await rig.apply([
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'users', namespace },
      spec: { selector: { 'acme.com/app': 'chat' }, ports: [{ port: 80 }] },
    },
  ]);
  const owned = resources.move();
  const connection = clusters.connection('cluster/rig-admin') ?? assert.fail('no context');
  return {
    name,
    namespace,
    ground: () =>
      new ClusterGround({ connection, namespace, readManifest: () => Promise.resolve(manifest), log: () => undefined }),
    left: async () =>
      (await rig.kubectl(['get', 'pods,deployments,configmaps', '-n', namespace, '-o', 'name'])).trim().split('\n'),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const plan = planSweep({
  model: { engine: 'embedded', model: 'tiny-random', manifestPath: 'chat.yaml' },
  fractions: [0.5],
  modes: ['alone', 'contended'],
  slo: { ...defaultCapacitySlo, ttftMs: 60_000 },
  mostUsers: 1,
  load: {
    prompts: { kind: 'synthetic', lengths: { kind: 'fixed', tokens: 8 } },
    answer: { kind: 'fixed', tokens: 8 },
    ignoresEndOfText: true,
    extent: { warmUpSeconds: 0, seconds: 2 },
    seed: 1,
    silenceSeconds: 60,
  },
});

function reasons({ outcomes }: SweepResult): readonly string[] {
  return outcomes.map((outcome) => (outcome.kind === 'failed' ? outcome.reason : outcome.kind));
}

test('a fraction is measured on a cluster alone and beside a neighbour on the same GPU, and all goes again', limits, async () => {
  await using card = await useCard(1);
  using ground = card.ground();
  const result = await runSweep(plan, ground, { signal: new AbortController().signal });
  assert.deepEqual(reasons(result), ['measured', 'measured'], JSON.stringify(reasons(result)));
  assert.match(result.ranOn, /^rig-admin, through its API server · H100 80GB$/);
  assert.equal(result.simulated, true);
  assert.match(result.deviceUuid ?? '', new RegExp(`^${card.name}/`));
  const [, filled] = result.outcomes;
  assert.ok(filled?.kind === 'measured');
  assert.equal(filled.capacity.users, 1);
  assert.equal(filled.memoryMiB, 40_750);
  assert.equal(filled.neighbours?.length, 1);
  assert.ok((filled.capacity.result?.engineTokens ?? 0) > 0, 'the engine was asked for its own count');
  assert.ok((filled.tokensPerSecondOfAll ?? 0) > (filled.capacity.result?.tokensPerSecond ?? Infinity));
  assert.deepEqual(await card.left(), ['configmap/kube-root-ca.crt']);
});

test('an abort while a copy is launched takes it away again', limits, async () => {
  await using card = await useCard(1);
  using ground = card.ground();
  const abort = new AbortController();
  const result = await runSweep(plan, ground, {
    signal: abort.signal,
    onProgress: ({ doing }) => doing.kind === 'launching' && doing.text !== undefined && abort.abort(),
  });
  assert.deepEqual([result.state, result.outcomes.length], ['cancelled', 0]);
  assert.deepEqual(await card.left(), ['configmap/kube-root-ca.crt']);
});
