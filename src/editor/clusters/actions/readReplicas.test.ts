import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReplicas } from './readReplicas.ts';

test('replicas are whole numbers; anything else is named with what is needed', () => {
  assert.deepEqual(['0', ' 3 ', '10000', '007'].map(readReplicas), [0, 3, 10_000, 7]);
  for (const text of ['', '-1', '1.5', '1e3', 'two', '10001', '99999999999999999999', '٣']) {
    assert.deepEqual(readReplicas(text), { problem: `replicas "${text}": a whole number from 0 to 10000 is needed.` });
  }
});
