import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../api/clusterApi.ts';
import { compareTexts, isSame } from './comparable.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const secret = (data: Record<string, string>): ClusterObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'token',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data }) },
  },
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])),
});

test('what the server writes is no difference, and keys have one order', () => {
  const live: ClusterObject = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { uid: 'u', resourceVersion: '7', generation: 2, creationTimestamp: '2026-11-28T00:00:00Z', name: 'chat' },
    spec: { type: 'ClusterIP', clusterIP: '10.96.0.1' },
    status: { loadBalancer: {} },
  };
  const next: ClusterObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'chat', managedFields: [] },
    spec: { clusterIP: '10.96.0.1', type: 'ClusterIP' },
  };
  assert.ok(isSame(live, next));
  const { before, after } = compareTexts(live, next);
  assert.equal(before, after);
  assert.equal(
    before,
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: chat\nspec:\n  clusterIP: 10.96.0.1\n  type: ClusterIP\n',
  );
  assert.equal(compareTexts(undefined, next).before, '');
});

test('no byte of a Secret is shown, only how many there are and which key changed', () => {
  const live = secret({ a: 'same-value', b: 'old-value-of-b', c: 'removed' });
  const next = secret({ a: 'same-value', b: 'new-value!!!', d: 'added' });
  const { before, after } = compareTexts(live, next);
  for (const text of [before, after]) {
    for (const value of ['same-value', 'old-value-of-b', 'new-value!!!', 'removed', 'added']) {
      assert.ok(!text.includes(value), text);
      assert.ok(!text.includes(base64(value)), text);
    }
  }
  assert.match(before, /a: \(hidden, 10 bytes\)\n {2}b: \(hidden, 14 bytes\)\n {2}c: \(hidden, 7 bytes\)/);
  assert.match(after, /a: \(hidden, 10 bytes\)\n {2}b: \(hidden, 12 bytes, changed\)\n {2}d: \(hidden, 5 bytes, changed\)/);
  assert.ok(!isSame(live, next));
});
