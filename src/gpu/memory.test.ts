import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatGiB, formatMiB, parseMemory } from './memory.ts';
import { mib } from './quantity.ts';

function read(text: string): { readonly memoryMiB: number; readonly rounding?: string } {
  const result = parseMemory(text);
  assert.equal(result.kind, 'value', text);
  return result.kind === 'value' ? result.value : { memoryMiB: NaN };
}

test('MiB and GiB are powers of two, MB and GB powers of ten', () => {
  assert.deepEqual(read('8192 MiB'), { memoryMiB: 8192 });
  assert.deepEqual(read('8GiB'), { memoryMiB: 8192 });
  assert.deepEqual(read('1.5 gib'), { memoryMiB: 1536 });
  assert.deepEqual(read('8Gi'), { memoryMiB: 8192 });
  assert.deepEqual(read('1048.576 GB'), { memoryMiB: 1_000_000 });
  assert.equal(read('8 GB').memoryMiB, 7630);
  assert.equal(read('8000 MB').memoryMiB, 7630);
  assert.equal(read('8G').memoryMiB, 7630);
});

test('rounding is up, and said', () => {
  assert.equal(read('8 GB').rounding, '8 GB is rounded up to 7630 MiB');
  assert.equal(read('0.5 MiB').memoryMiB, 1);
  assert.equal(read('2 MiB').rounding, undefined);
});

test('what is no memory is answered with the value and a cure', () => {
  for (const text of [
    '',
    '8',
    '8 G1',
    'GiB',
    '-1 GiB',
    '0 GiB',
    '8 apples',
    '500m',
    '8 KiB',
    '1e3 MiB',
    '1,024 MiB',
    `${'9'.repeat(40)} TiB`,
  ]) {
    const result = parseMemory(text);
    assert.equal(result.kind, 'problem', text);
    if (result.kind === 'problem') assert.match(result.problem, /^".*".*(Write|Use) /, text);
  }
});

test('decimal units never give less than was asked, and less than 1 MiB more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (megabytes) => {
      const { memoryMiB } = read(`${megabytes} MB`);
      const asked = BigInt(megabytes) * 1_000_000n;
      const given = BigInt(memoryMiB) * 1_048_576n;
      assert.ok(given >= asked && given - asked < 1_048_576n);
    }),
  );
});

test('memory is shown in GiB with one decimal, exactly in MiB', () => {
  assert.equal(formatGiB(40750), '39.8 GiB');
  assert.equal(formatGiB(0), '0.0 GiB');
  assert.equal(formatMiB(mib(40750)), '40750 MiB');
});
