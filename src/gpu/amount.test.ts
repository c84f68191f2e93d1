import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeAmount, parseAmount } from './amount.ts';
import { mib, share } from './quantity.ts';

test('an amount is a share or memory, by its unit', () => {
  assert.deepEqual(parseAmount('50 %'), { kind: 'value', value: { amount: { kind: 'share', share: 0.5 } } });
  assert.deepEqual(parseAmount('8 GiB'), { kind: 'value', value: { amount: { kind: 'memory', memoryMiB: 8192 } } });
  assert.deepEqual(parseAmount('1 GB'), {
    kind: 'value',
    value: { amount: { kind: 'memory', memoryMiB: 954 }, rounding: '1 GB is rounded up to 954 MiB' },
  });
  for (const text of ['', '50', 'half a GPU', '8 apples', '0']) assert.equal(parseAmount(text).kind, 'problem', text);
});

test('an amount is described with its unit', () => {
  assert.equal(describeAmount({ kind: 'share', share: share(0.25) }), '0.25');
  assert.equal(describeAmount({ kind: 'memory', memoryMiB: mib(8192) }), '8.0 GiB');
  assert.equal(describeAmount({ kind: 'memory', memoryMiB: mib(500) }), '500 MiB');
});
