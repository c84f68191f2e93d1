import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SweepMember } from '../../load/sweep/sweepPlan.ts';
import type { EngineOffer } from '../../protocol/agent.ts';
import { benchName, benchNamespace, benchOwner } from './benchName.ts';
import { memberDeployment } from './memberDeployment.ts';

const offer: EngineOffer = {
  id: 'vllm',
  label: 'vLLM',
  state: 'ready',
  detail: '/usr/bin/vllm',
  modelFormat: 'huggingFace',
  image: 'vllm/vllm-openai:v0.11.0',
  models: [],
};
const member: SweepMember = { engine: 'vllm', model: 'Qwen/Qwen3-0.6B', share: 0.25 };

function pod(name: string, more = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  annotations:
    gpu-fraction: "0.5"
spec:
  containers:
    - name: server
      image: vllm/vllm-openai:v0.11.0
      args: ["--model", "org/own"${more}]
`;
}

test('a model is deployed as the launch form would write it, under a name and a namespace of a sweep', () => {
  const { workload, request, options } = memberDeployment(member, { engines: [offer] });
  assert.equal(workload.name.value, 'bench-qwen3-0-6b-1-4');
  assert.equal(benchOwner({ kind: 'Pod', namespace: workload.namespace, name: workload.name.value }), process.pid);
  assert.deepEqual(request, { devices: 1, request: { kind: 'share', share: 0.25 }, container: 'server' });
  assert.equal(workload.template.containers[0]?.image, offer.image);
  assert.deepEqual(options, { engine: 'vllm', onExisting: 'copy' });
});

test("a manifest's workload keeps its container and arguments, with the fraction in place of its own", () => {
  const { workload, request } = memberDeployment(
    { ...member, manifestPath: '/w/a.yaml', workload: 'chat' },
    { engines: [], manifest: `${pod('chat', ', "--max-model-len", "512"')}---\n${pod('other')}` },
  );
  assert.deepEqual(request.request, { kind: 'share', share: 0.25 });
  assert.equal(request.container, 'server');
  assert.deepEqual(workload.template.containers[0]?.args, ['--model', 'org/own', '--max-model-len', '512']);
  assert.match(workload.name.value, /^bench-/);
});

test('what cannot be deployed is told with what there is', () => {
  const manifest = `${pod('chat')}---\n${pod('other')}`;
  const of = { ...member, manifestPath: '/w/a.yaml' };
  assert.throws(() => memberDeployment({ ...member, engine: 'tgi' }, { engines: [offer] }), /engine "tgi".*Name one of: vllm/);
  assert.throws(() => memberDeployment(of, { engines: [], manifest }), /\/w\/a\.yaml has several workloads: chat, other/);
  assert.throws(
    () => memberDeployment({ ...of, workload: 'x' }, { engines: [], manifest }),
    /no workload "x" in it\. It has: chat, other/,
  );
  assert.throws(() => memberDeployment(of, { engines: [], manifest: 'kind: ConfigMap' }), /no workload in it/);
});

test('a name of a job is one whatever the model is called, and says whose it is only where it is one of a sweep', () => {
  assert.equal(benchName({ engine: 'llamacpp', model: '/m/My Model_v2.Q4.GGUF', share: 1 }), 'bench-my-model-v2-q4-1');
  assert.equal(benchName({ engine: 'llamacpp', model: '日本', share: 0.37 }), 'bench-0-37');
  assert.ok(benchName({ engine: 'vllm', model: 'x'.repeat(300), share: 0.5 }).length < 63);
  for (const [namespace, name] of [
    ['default', 'bench-a-1'],
    ['bench-12', 'chat'],
    ['bench-x', 'bench-a-1'],
  ] as const) {
    assert.equal(benchOwner({ kind: 'Pod', namespace, name }), undefined);
  }
  assert.equal(benchOwner({ kind: 'Pod', namespace: benchNamespace(12), name: 'bench-a-1' }), 12);
});
