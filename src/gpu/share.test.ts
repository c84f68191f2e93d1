import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatPercent, formatShare, parseShare } from './share.ts';

function read(text: string): number {
  const result = parseShare(text);
  assert.equal(result.kind, 'value', text);
  return result.kind === 'value' ? result.value : NaN;
}

test('a share is read from a number or a percentage', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['0.5', 0.5],
    ['.5', 0.5],
    ['0,5', 0.5],
    [' 50 % ', 0.5],
    ['50%', 0.5],
    ['33.3 %', 0.333],
    ['1', 1],
    ['100 %', 1],
    ['0.01', 0.01],
    ['1%', 0.01],
    ['1.00', 1],
  ];
  for (const [text, value] of cases) assert.equal(read(text), value, text);
});

test('what is no share is answered with the value and a cure', () => {
  for (const text of [
    '',
    '%',
    'half',
    '0',
    '0.009',
    '0.9 %',
    '101 %',
    '1.01',
    '50',
    '-0.5',
    '1e-1',
    '0x1',
    'NaN',
    '0.5.5',
    '5,000',
    '٥',
  ]) {
    const result = parseShare(text);
    assert.equal(result.kind, 'problem', text);
    if (result.kind === 'problem') assert.match(result.problem, new RegExp(`^"${text.replaceAll('.', '\\.')}".*Write`), text);
  }
});

test('every share that is formatted reads back as itself, and its percentage within half a thousandth', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), (value) => {
      assert.equal(read(formatShare(value)), value);
      assert.ok(Math.abs(read(formatPercent(value)) - value) <= 0.0005 + 1e-12);
    }),
  );
  assert.equal(formatShare(1e-7), '0.0000001');
});

test('every percentage reads as the nearest number to its hundredth', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 10_000 }), (hundredths) => {
      const text = `${hundredths / 100}%`;
      assert.equal(read(text), Number(`${hundredths}e-4`));
    }),
  );
});
