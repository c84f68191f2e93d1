import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { parseManifest } from '../manifestFile.ts';

function misplacedIn(text: string): readonly Finding[] {
  return parseManifest(text).findings.filter(({ rule }) => rule === 'misplaced-key');
}

function moved(text: string): readonly string[] {
  const file = parseManifest(text);
  return misplacedIn(text).flatMap(({ fixes }) => fixes.map(({ edits }) => applyEdits(file, edits)));
}

const pod = (metadata: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n${metadata}spec:\n  containers: [{ name: a, image: x }]\n`;

test('a key that is the first of the map into which it goes is written there once', () => {
  assert.deepEqual(moved(pod('  gpu-memory: 8192\n  name: p\n')), [pod('  annotations:\n    gpu-memory: "8192"\n  name: p\n')]);
  assert.deepEqual(moved(pod('  name: p\n  gpu-memory: 8192\n')), [pod('  annotations:\n    gpu-memory: "8192"\n  name: p\n')]);
});

test('a key beside one of several templates is moved into that one', () => {
  const jobSet = (job: string, metadata: string): string =>
    `apiVersion: jobset.x-k8s.io/v1alpha2\nkind: JobSet\nmetadata:\n  name: s\nspec:\n  replicatedJobs:\n    - name: a\n      template:\n        spec:\n          template:\n            spec:\n              containers: [{ name: a, image: x }]\n    - name: b\n      template:\n${job}        spec:\n          template:\n${metadata}            spec:\n              containers: [{ name: b, image: x }]\n`;
  const stray = jobSet('        metadata:\n          annotations:\n            gpu-fraction: "0.5"\n', '');
  const [finding] = misplacedIn(stray);
  assert.match(
    finding?.message ?? '',
    /Move it to spec\.replicatedJobs\[1\]\.template\.spec\.template\.metadata\.annotations\.$/,
  );
  assert.deepEqual(moved(stray), [
    jobSet(
      '        metadata:\n          annotations:\n',
      '            metadata:\n              annotations:\n                gpu-fraction: "0.5"\n',
    ),
  ]);
});

test('where leader and workers get the same annotations there is one place', () => {
  const text =
    'apiVersion: serving.kserve.io/v1alpha2\nkind: LLMInferenceService\nmetadata:\n  name: q\n  annotations:\n    gpu-fraction: "0.5"\nspec:\n  template: { containers: [{ name: main }] }\n  worker: { containers: [{ name: main }] }\n';
  assert.deepEqual(moved(text), [
    text.replace('    gpu-fraction: "0.5"\nspec:\n', 'spec:\n  annotations:\n    gpu-fraction: "0.5"\n'),
  ]);
});

test('nothing is moved where the pods ask in another way already', () => {
  const text =
    'apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMService\nmetadata:\n  name: n\n  annotations:\n    gpu-fraction: "0.5"\nspec:\n  annotations:\n    gpu-memory: "8192"\n';
  assert.equal(misplacedIn(text).length, 1);
  assert.deepEqual(moved(text), []);
});

test('a map that contains itself is looked at once', () => {
  const text = pod('  name: p\n').replace('spec:\n', 'spec: &s\n  template: *s\n  resources: *s\n  gpu-fraction: "0.5"\n');
  assert.equal(misplacedIn(text).length, 1);
});

test('maps of other words are not judged', () => {
  for (const other of [
    'spec:\n  nodeSelector:\n    gpu-memory: "80"\n',
    'spec:\n  containers:\n    - name: a\n      image: x\n      env:\n        - name: gpu-fraction\n          value: "0.5"\n',
    'status:\n  annotations:\n    gpu-fraction: "0.5"\n',
  ]) {
    assert.deepEqual(misplacedIn(`apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n${other}`), [], other);
  }
});

test('what is nearly a key of a request is told on the object too, and written as it was meant', () => {
  const text = pod('  name: p\n').replace('kind: Pod', 'kind: Deployment').replace('apiVersion: v1', 'apiVersion: apps/v1');
  const deployment = (own: string, ofPods: string): string =>
    text.replace(
      /spec:[^]*/,
      `${own}spec:\n  selector: {}\n  template:\n    metadata:\n${ofPods}    spec:\n      containers: [{ name: a, image: x }]\n`,
    );
  const labels = '      labels: { app: a }\n';
  const stray = deployment('  annotations:\n    nvidia.com/gpu.memory: 8Gi\n', labels);
  assert.deepEqual(moved(stray), [deployment('  annotations:\n', `      annotations:\n        gpu-memory: "8192"\n${labels}`)]);
  assert.equal(misplacedIn(deployment('  labels: { gpu_fraction: "0.5" }\n', labels)).length, 1);
  assert.equal(misplacedIn(deployment('  labels: { gpu_memory: "8192", team: a }\n', labels)).length, 0);
  const asking = '      annotations: { gpu-fraction: "0.5" }\n';
  assert.equal(misplacedIn(deployment('  labels: { gpu_fraction: half }\n', asking)).length, 0);
});
