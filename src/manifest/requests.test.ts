import assert from 'node:assert/strict';
import { test } from 'node:test';
import { share } from '../gpu/quantity.ts';
import { applyEdits } from './edits.ts';
import { parseManifest } from './manifestFile.ts';
import { findWorkloads } from './requests.ts';
import { setFraction } from './setFraction.ts';

function read(annotations: string, spec = ''): ReturnType<typeof findWorkloads>[number]['result'] {
  const text = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations: ${annotations}\nspec:\n  containers: [{ name: a, image: x }, { name: b, image: y${spec} }]\n`;
  const [found] = findWorkloads(text);
  assert.ok(found);
  return found.result;
}

test('a request is read with its devices, container and limit', () => {
  const result = read(
    `{ gpu-memory: "8192", gpu-fraction-num-devices: "2", gpu-fraction-container-name: b, gpu-memory.limit: 9Gi }`,
  );
  assert.equal(result.kind, 'request');
  if (result.kind !== 'request') return;
  assert.equal(result.dialect, 'kai');
  assert.deepEqual(result.request, {
    devices: 2,
    request: { kind: 'memory', memoryMiB: 8192 },
    limit: { kind: 'memory', memoryMiB: 9216 },
    container: 'b',
  });
});

test('whole GPUs are read from the container that asks', () => {
  const result = read('{}', ', resources: { limits: { nvidia.com/gpu: "2" } }');
  assert.deepEqual(result.kind === 'request' && [result.dialect, result.request], [
    'wholeGpu',
    { devices: 2, request: { kind: 'share', share: 1 }, container: 'b' },
  ]);
  assert.equal(read('{}', ', resources: { limits: { nvidia.com/gpu: 0 } }').kind, 'none');
  assert.equal(read('{}', ', resources: { limits: { nvidia.com/gpu: 0.5 } }').kind, 'invalid');
  assert.equal(read('{}').kind, 'none');
});

test('what cannot be granted is invalid with errors, whoever schedules it', () => {
  for (const annotations of [
    '{ gpu-fraction: 50% }',
    '{ gpu-fraction: 0.5 }',
    '{ gpu-memory: "0" }',
    '{ gpu-fraction-num-devices: "2" }',
  ]) {
    const result = read(annotations);
    assert.equal(result.kind, 'invalid', annotations);
    if (result.kind === 'invalid')
      assert.ok(result.findings.length > 0 && result.findings.every(({ severity }) => severity === 'error'));
  }
});

test('an amount is written only where it stands in this very object', () => {
  const file = parseManifest(`
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Pod
    metadata: { name: own, annotations: &shared { gpu-fraction: "0.5" } }
    spec: { containers: [{ name: a, image: x }] }
  - apiVersion: v1
    kind: Pod
    metadata: { name: alias, annotations: *shared }
    spec: { containers: [{ name: a, image: x }] }
  - apiVersion: v1
    kind: Pod
    metadata: { name: merged, annotations: { <<: *shared } }
    spec: { containers: [{ name: a, image: x }] }
  - apiVersion: v1
    kind: Pod
    metadata: { name: none }
    spec: { containers: [{ name: a, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }] }
`);
  const kinds = file.workloads.map((item) => setFraction(file, item, { kind: 'share', share: share(0.25) }).kind);
  assert.deepEqual(kinds, ['edits', 'problem', 'problem', 'problem'], 'the last has no place for an annotation');
  const [own] = file.workloads;
  assert.ok(own);
  const whole = setFraction(file, own, { kind: 'share', share: share(1) });
  assert.ok(whole.kind === 'edits');
  const limits =
    /&shared \{ +\} \}\n +spec: \{ containers: \[\{ name: a, image: x, resources: \{ limits: \{ nvidia\.com\/gpu: 1 \} \} \}\] \}/;
  assert.match(applyEdits(file, whole.edits), limits);
  const written = setFraction(file, own, { kind: 'share', share: share(0.25) });
  assert.ok(written.kind === 'edits' && applyEdits(file, written.edits).includes('&shared { gpu-fraction: "0.25" }'));
});

test('variables are filled in as Kubernetes does it', () => {
  const text = `apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
    - name: a
      image: x
      args: ["--port=$(PORT)", "$$(PORT)", "$(LATER)", "$(NOBODY)", "$PORT", "$(BOTH)"]
      env:
        - { name: BOTH, value: "$(PORT)" }
        - { name: PORT, value: "8000" }
        - { name: LATER, value: "at $(PORT)" }
`;
  const [found] = findWorkloads(text);
  assert.deepEqual(found?.workload.template.containers[0]?.args, [
    '--port=8000',
    '$(PORT)',
    'at 8000',
    '$(NOBODY)',
    '$PORT',
    '$(PORT)',
  ]);
});
