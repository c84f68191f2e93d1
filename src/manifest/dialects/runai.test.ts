import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../../gpu/quantity.ts';
import { parseManifest } from '../manifestFile.ts';
import { setFraction } from '../setFraction.ts';

test('an old kind of Run:ai is read only: what would change it says what to write instead', () => {
  for (const [kind, instead] of [
    ['TrainingWorkload', /Write a Job with/],
    ['InteractiveWorkload', /Write a Pod or a StatefulSet with/],
    ['InferenceWorkload', /Write a Deployment or a Knative Service with/],
    ['DistributedWorkload', /Write a PyTorchJob or an MPIJob with/],
  ] as const) {
    const text = `apiVersion: run.ai/v2alpha1\nkind: ${kind}\nmetadata:\n  name: w\nspec:\n  gpu: { value: "0.5" }\n`;
    const file = parseManifest(text);
    const [item] = file.workloads;
    assert.ok(item !== undefined);
    for (const amount of [
      { kind: 'share', share: share(0.25) },
      { kind: 'share', share: share(1) },
      { kind: 'memory', memoryMiB: mib(1024) },
    ] as const) {
      const result = setFraction(file, item, amount);
      assert.ok(result.kind === 'problem');
      assert.match(result.problem, instead);
    }
  }
});
