import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AmountEdits } from './dialects/dialect.ts';
import { applyEdits } from './edits.ts';
import { parseManifest, type ManifestFile, type ManifestWorkload } from './manifestFile.ts';
import { addSchedulerName, setPodLabel } from './placeInQueue.ts';

function written(text: string, edit: (file: ManifestFile, item: ManifestWorkload) => AmountEdits): string {
  const file = parseManifest(text);
  const item = file.workloads.at(-1);
  assert.ok(item !== undefined);
  const result = edit(file, item);
  return result.kind === 'edits' ? applyEdits(file, result.edits) : result.problem;
}

const deployment = (labels: string, spec = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: d
spec:
  template:
    metadata:
      annotations: { gpu-fraction: "0.5" }
${labels}    spec:
${spec}      containers: [{ name: a, image: x }]
`;

const queue = 'kai.scheduler/queue';

test('a label of the pods is written or replaced, in its quotes, and no other byte changes', () => {
  const cases: readonly (readonly [string, string])[] = [
    ["      labels:\n        kai.scheduler/queue: 'old' # mine\n", "      labels:\n        kai.scheduler/queue: 'ml' # mine\n"],
    ['      labels:\n        app: d\n', '      labels:\n        kai.scheduler/queue: ml\n        app: d\n'],
  ];
  for (const [before, after] of cases) {
    assert.equal(
      written(deployment(before), (file, item) => setPodLabel(file, item, queue, 'ml')),
      deployment(after),
    );
  }
});

test('without labels they are made; a name that YAML would read as a number gets quotes', () => {
  const text = written(deployment(''), (file, item) => setPodLabel(file, item, queue, '12'));
  assert.match(text, /labels:\n\s+kai\.scheduler\/queue: "12"/);
});

test('where the object itself has the label that one is written', () => {
  const owned = deployment('').replace('  name: d\n', '  name: d\n  labels:\n    kai.scheduler/queue: old\n');
  const text = written(owned, (file, item) => setPodLabel(file, item, queue, 'ml'));
  assert.equal(text, owned.replace('queue: old', 'queue: "ml"'));
});

test('a scheduler is named where none is, and never written over', () => {
  assert.equal(
    written(deployment(''), (file, item) => addSchedulerName(file, item, 'kai-scheduler')),
    deployment('', '      schedulerName: kai-scheduler\n'),
  );
  const taken = deployment('', '      schedulerName: volcano\n');
  assert.match(
    written(taken, (file, item) => addSchedulerName(file, item, 'kai-scheduler')),
    /schedulerName: kai-scheduler has no simple place/,
  );
});
