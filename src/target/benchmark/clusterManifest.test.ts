import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SweepMember } from '../../load/sweep/sweepPlan.ts';
import { benchCopy } from './benchCopy.ts';
import { memberObjects } from './clusterManifest.ts';

/** What is sent for a member: its copy, and the other objects of its text. */
function copyOf(
  wanted: SweepMember,
  name: string,
  {
    manifest,
    node,
    selected = [],
  }: { readonly manifest?: string; readonly node?: string; readonly selected?: readonly string[] },
) {
  const { workload, others } = memberObjects(wanted, name, manifest === undefined ? {} : { manifest });
  const selectedLabels = new Set(selected);
  return { workload: benchCopy(workload, { name, selectedLabels, ...(node !== undefined && { node }) }), others };
}

const member: SweepMember = { engine: 'vllm', model: 'org/chat', share: 0.25, manifestPath: 'chat.yaml' };

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: chat
  labels: { app: chat, team: blue }
spec:
  replicas: 3
  selector:
    matchLabels: { app: chat }
    matchExpressions: [{ key: tier, operator: Exists }]
  template:
    metadata:
      labels: { app: chat, tier: web, app.kubernetes.io/name: chat, kai.scheduler/queue: research, project: alpha }
      annotations: { gpu-fraction: "0.5", note: kept }
    spec:
      schedulerName: kai-scheduler
      nodeSelector: { pool: a }
      containers:
        - name: server
          image: vllm/vllm-openai:v0.11.0
          envFrom: [{ configMapRef: { name: settings } }]
`;
const rest = `---
apiVersion: v1
kind: Service
metadata: { name: chat }
spec: { selector: { app: chat }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { a: "1" }
`;

test('a Deployment becomes one pod of its own, with the fraction, that no Service of the original finds', () => {
  const { workload, others } = copyOf(member, 'bench-chat-1-4-ab', { manifest: deployment + rest, node: 'gpu-01' });
  assert.equal(workload.name, 'bench-chat-1-4-ab');
  assert.deepEqual(workload.content, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'bench-chat-1-4-ab',
      labels: { app: 'bench-chat-1-4-ab', team: 'bench-chat-1-4-ab', 'gpu-fractions.dev/bench': 'bench-chat-1-4-ab' },
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: { 'gpu-fractions.dev/bench': 'bench-chat-1-4-ab' } },
      template: {
        metadata: {
          labels: {
            app: 'bench-chat-1-4-ab',
            tier: 'bench-chat-1-4-ab',
            'app.kubernetes.io/name': 'bench-chat-1-4-ab',
            'kai.scheduler/queue': 'research',
            project: 'alpha',
            'gpu-fractions.dev/bench': 'bench-chat-1-4-ab',
          },
          annotations: { 'gpu-fraction': '0.25', note: 'kept' },
        },
        spec: {
          schedulerName: 'kai-scheduler',
          nodeSelector: { pool: 'a', 'kubernetes.io/hostname': 'gpu-01' },
          containers: [{ name: 'server', image: 'vllm/vllm-openai:v0.11.0', envFrom: [{ configMapRef: { name: 'settings' } }] }],
        },
      },
    },
  });
  assert.deepEqual(
    others.map(({ kind, name }) => `${kind} ${name}`),
    ['Service chat', 'ConfigMap settings'],
  );
});

test('a whole card is asked for as whole GPUs are, and a model without a manifest as the launch form writes it', () => {
  const whole = copyOf({ ...member, share: 1 }, 'bench-a', { manifest: deployment });
  const text = JSON.stringify(whole.workload.content);
  assert.match(text, /"nvidia\.com\/gpu":"?1/);
  assert.doesNotMatch(text, /gpu-fraction"/);
  const { manifestPath: _, ...bare } = member;
  const own = copyOf(bare, 'bench-b', {});
  assert.equal(own.workload.kind, 'Pod');
  assert.match(JSON.stringify(own.workload.content), /"gpu-fraction":"0\.25".*vllm-openai.*org\/chat/);
});

test('what cannot be copied or sent is refused with place, reason and cure', () => {
  const job = deployment.replace('kind: Deployment', 'kind: Job').replace('apps/v1', 'batch/v1');
  const cases: readonly (readonly [string, Partial<SweepMember>, RegExp])[] = [
    [job, {}, /^Job chat: a sweep on a cluster copies a Pod, Deployment/],
    [
      `${deployment}---\n${deployment.replace('name: chat', 'name: other')}`,
      {},
      /^chat\.yaml has several workloads: chat, other/,
    ],
    [deployment, { workload: 'x' }, /^chat\.yaml: no workload "x"/],
    ['kind: Nothing', {}, /^chat\.yaml: no workload in it/],
    [deployment.replace('name: chat\n', 'name: {{ .Values.name }}\n'), {}, /^chat\.yaml/],
    [`${deployment}---\n{}: {`, {}, /^chat\.yaml, line \d+: /],
  ];
  for (const [manifest, wish, message] of cases) {
    assert.throws(() => copyOf({ ...member, ...wish }, 'bench-a', { manifest }), { message });
  }
});

test('the volumes that a StatefulSet makes for its copy end with it', () => {
  const set = deployment.replace('kind: Deployment', 'kind: StatefulSet');
  const { workload } = copyOf(member, 'bench-a', { manifest: set });
  assert.match(JSON.stringify(workload.content), /"persistentVolumeClaimRetentionPolicy":\{"whenDeleted":"Delete"/);
});

test('a label by which a Service finds pods has a value of the copy’s own, whatever domain it has', () => {
  const labelled = deployment.replace('tier: web', 'tier: web, acme.com/app: chat');
  for (const [manifest, kind] of [
    [labelled, 'Deployment'],
    [podOf('acme.com/app: chat, kai.scheduler/queue: research'), 'Pod'],
  ] as const) {
    const { workload } = copyOf(member, 'bench-a', { manifest, selected: ['acme.com/app', 'never'] });
    assert.equal(workload.kind, kind);
    const text = JSON.stringify(workload.content);
    assert.match(text, /"acme\.com\/app":"bench-a"/);
    assert.match(text, /"kai\.scheduler\/queue":"research"/);
    assert.doesNotMatch(text, /never/);
  }
});

function podOf(labels: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: chat
  labels: { ${labels} }
  annotations: { gpu-fraction: "0.5" }
spec:
  schedulerName: kai-scheduler
  containers: [{ name: server, image: vllm/vllm-openai:v0.11.0 }]
`;
}
