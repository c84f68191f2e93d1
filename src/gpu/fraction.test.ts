import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countedMiBOfLabel, memoryOfShare, shareOfMemory } from './fraction.ts';
import { mib, share } from './quantity.ts';

test('a label counts in whole hundreds of MiB, and in bytes from 1048576 on', () => {
  assert.deepEqual(
    [81559, 15360, 12345, 100, 99, 1_048_575, 1_048_576, 85_520_809_984].map(countedMiBOfLabel),
    [81500, 15300, 12300, 100, 0, 1_048_500, 0, 81500],
  );
});

test('a share is cut to whole MiB, as the floating-point product falls', () => {
  assert.equal(memoryOfShare(share(0.5), mib(81500)), 40750);
  assert.equal(memoryOfShare(share(0.29), mib(100)), 28);
  assert.equal(memoryOfShare(share(0.7), mib(81500)), 57050);
  assert.equal(memoryOfShare(share(1), mib(81500)), 81500);
});

test('memory counts as the next hundredth of a device', () => {
  assert.equal(shareOfMemory(mib(4096), mib(15300)), 0.27);
  assert.equal(shareOfMemory(mib(1), mib(81500)), 0.01);
  assert.equal(shareOfMemory(mib(40750), mib(81500)), 0.5);
  assert.equal(shareOfMemory(mib(81501), mib(81500)), 1.01);
});

test('the hundredth of a memory is never less than the memory', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 200_000 }), (hundreds, memory) => {
      const counted = hundreds * 100;
      assert.ok(shareOfMemory(mib(memory), mib(counted)) * counted >= memory - 1e-6);
    }),
  );
});
