import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from '../manifestFile.ts';

const claim = `apiVersion: resource.k8s.io/v1
kind: ResourceClaim
metadata: { name: shared }
spec: { devices: { requests: [{ name: gpu, exactly: { deviceClassName: gpu.nvidia.com } }] } }
`;

function podOf(name: string): string {
  return `---
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  resourceClaims: [{ name: gpu, resourceClaimName: shared }]
  containers: [{ name: a, image: b, resources: { claims: [{ name: gpu }] } }]
`;
}

function othersOf(...names: readonly string[]): readonly (readonly string[])[] {
  const { workloads } = parseManifest(claim + names.map(podOf).join(''));
  return workloads.flatMap(({ claims }) => claims.map(({ others }) => others));
}

test('pods with the same claim know of each other', () => {
  assert.deepEqual(othersOf('one'), [[]]);
  assert.deepEqual(othersOf('one', 'two', 'three'), [
    ['Pod two', 'Pod three'],
    ['Pod one', 'Pod three'],
    ['Pod one', 'Pod two'],
  ]);
});

test('of many users of a claim the first few are named', () => {
  const [first, , last] = othersOf('a', 'b', 'c', 'd', 'e', 'f');
  assert.deepEqual(first, ['Pod b', 'Pod c', 'Pod d', 'Pod e', '…']);
  assert.deepEqual(last, ['Pod a', 'Pod b', 'Pod d', 'Pod e', '…']);
  assert.deepEqual(othersOf('a', 'b', 'c', 'd', 'e').at(-1), ['Pod a', 'Pod b', 'Pod c', 'Pod d']);
});

test('a claim with an alias in what it names is read as far as it makes sense', () => {
  const text = 'apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: { name: x }\nspec: &spec\n  devices: *spec\n';
  assert.deepEqual(parseManifest(text).workloads, []);
});
