import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterFacts } from '../clusterFacts.ts';
import { parseVersion } from '../version.ts';
import type { Reader } from './dialect.ts';
import { describeNonReaders, describeReaders } from './readers.ts';

const v = (text: string): NonNullable<ReturnType<typeof parseVersion>> => {
  const version = parseVersion(text);
  assert.ok(version !== undefined);
  return version;
};
const nv: readonly Reader[] = [
  { product: 'KAI', from: v('0.18') },
  { product: 'Run:ai', from: v('3.0') },
];
const old: readonly Reader[] = [{ product: 'Run:ai', until: v('2.26') }];

test('readers are named with their versions', () => {
  assert.equal(describeReaders({ readers: nv }), 'KAI 0.18 and later, Run:ai 3.0 and later');
  assert.equal(describeReaders({ readers: old }), 'Run:ai up to 2.26');
  assert.equal(describeReaders({ readers: [{ product: 'HAMi' }] }), 'HAMi');
});

const cases: readonly (readonly [readonly Reader[], ClusterFacts, string | undefined])[] = [
  [nv, {}, undefined],
  [nv, { hami: v('2.10') }, undefined],
  [nv, { kai: v('0.17.2') }, 'KAI 0.17.2'],
  [nv, { kai: v('0.18.1') }, undefined],
  [nv, { kai: v('0.17'), runai: v('3.0.20') }, undefined],
  [nv, { kai: null, runai: v('2.25') }, 'no KAI, Run:ai 2.25'],
  [old, { runai: v('2.26.9') }, undefined],
  [old, { runai: v('3.0') }, 'Run:ai 3.0'],
  [[{ product: 'HAMi' }], { hami: null }, 'no HAMi'],
  [[{ product: 'NVIDIA device plugin' }], { kai: v('0.17') }, undefined],
];

for (const [readers, cluster, expected] of cases) {
  test(`who does not read ${describeReaders({ readers })} of ${JSON.stringify(cluster)}`, () =>
    assert.equal(describeNonReaders(readers, cluster), expected));
}
