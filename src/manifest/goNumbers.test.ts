import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGoFloat, parseGoUint } from './goNumbers.ts';

test('floats are read as Go reads them', () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['0.5', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['+0.5', 0.5],
    ['00.5', 0.5],
    ['5E-1', 0.5],
    ['0.5_0', 0.5],
    ['1_23.50_0_0e+1_2', 1.235e14],
    ['0x1p-1', 0.5],
    ['0X.8P0', 0.5],
    ['0x_1p-1', 0.5],
    ['-0x1p-2', -0.25],
    ['0x1.fffffffffffff8p1023', undefined],
    ['1e400', undefined],
    ['1e-400', 0],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['NaN', NaN],
    ['+nan', undefined],
    ['infinit', undefined],
    ['0x.8', undefined],
    ['0x', undefined],
    ['_0.5', undefined],
    ['0_.5', undefined],
    ['0._5', undefined],
    ['0.5_', undefined],
    ['0__5', undefined],
    ['1e', undefined],
    ['.', undefined],
    ['', undefined],
    [' 0.5', undefined],
    ['0.5\n', undefined],
    ['0,5', undefined],
    ['０.５', undefined],
    ['٣', undefined],
    ['½', undefined],
    ['0b1', undefined],
  ];
  for (const [text, value] of cases) assert.equal(parseGoFloat(text), value, JSON.stringify(text));
  assert.equal(parseGoFloat('0.99999999999999999999'), 1);
});

test('unsigned integers are read as Go reads them', () => {
  const cases: readonly (readonly [string, bigint | undefined])[] = [
    ['0', 0n],
    ['010', 10n],
    [`${'0'.repeat(50)}7`, 7n],
    ['18446744073709551615', 2n ** 64n - 1n],
    ['18446744073709551616', undefined],
    ['+1', undefined],
    ['-0', undefined],
    ['1_0', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['1\n', undefined],
    ['٣', undefined],
    ['', undefined],
  ];
  for (const [text, value] of cases) assert.equal(parseGoUint(text), value, JSON.stringify(text));
});
