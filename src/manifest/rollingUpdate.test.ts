import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from './manifestFile.ts';

const cases: readonly (readonly [string, boolean])[] = [
  ['', true],
  ['replicas: 3', true],
  ['replicas: 4', false],
  ['replicas: 0', false],
  ['replicas: "{{ .Values.n }}"', false],
  ['strategy: { type: Recreate }', false],
  ['strategy: { rollingUpdate: { maxUnavailable: 1 } }', false],
  ['strategy: { rollingUpdate: { maxUnavailable: 100% } }', false],
  ['strategy: { rollingUpdate: { maxSurge: 0 } }', false],
  ['strategy: { rollingUpdate: { maxSurge: $(SURGE) } }', false],
  ['strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }\n  replicas: 9', true],
];

for (const [written, expected] of cases) {
  test(`an update of a Deployment with "${written}" ${expected ? 'starts a new pod first' : 'ends an old pod first, or is not known'}`, () => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec:\n  ${written}\n  selector: {}\n  template: { spec: { containers: [{ name: a, image: a }] } }\n`;
    assert.equal(parseManifest(text).workloads[0]?.startsBeforeItEnds ?? false, expected);
  });
}
