import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDecimal } from './decimal.ts';
import { hasQuantityUnit, isKubernetesQuantity, parseKubernetesQuantity, parseWholeQuantity } from './kubernetesQuantity.ts';

function read(text: string): string {
  const result = parseKubernetesQuantity(text);
  assert.equal(result.kind, 'value', text);
  return result.kind === 'value' ? formatDecimal(result.value) : '';
}

test('quantities are exact', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['0', '0'],
    ['250m', '0.25'],
    ['1u', '0.000001'],
    ['1n', '0.000000001'],
    ['1k', '1000'],
    ['8Gi', '8589934592'],
    ['0.1Gi', '107374182.4'],
    ['8G', '8000000000'],
    ['1E', '1000000000000000000'],
    ['1Ei', '1152921504606846976'],
    ['1e3', '1000'],
    ['1E3', '1000'],
    ['1.5e-3', '0.0015'],
    ['+5', '5'],
    ['-.5', '-0.5'],
    ['5.', '5'],
    ['9007199254740993', '9007199254740993'],
  ];
  for (const [text, value] of cases) assert.equal(read(text), value, text);
});

test('what is no quantity is answered with the value and a cure', () => {
  for (const text of [
    '',
    ' 1',
    '1 ',
    '1 Gi',
    '1gi',
    '1K',
    '1mi',
    'Gi',
    '.',
    '+',
    '1e',
    '1e+',
    '1Gib',
    'NaN',
    '0x1',
    '1_0',
    '1e1.5',
    '--1',
  ]) {
    assert.equal(isKubernetesQuantity(text), false, text);
    assert.equal(parseKubernetesQuantity(text).kind, 'problem', text);
  }
  const huge = parseKubernetesQuantity('1e999999999');
  assert.ok(huge.kind === 'problem' && huge.problem.includes('1e999999999'));
});

test('only a suffix is a unit', () => {
  assert.deepEqual(['8Gi', '8G', '8', '8e9', '8E9', '8m'].map(hasQuantityUnit), [true, true, false, false, false, true]);
});

test('a whole quantity is a number, anything else is not', () => {
  assert.deepEqual(['2', '2000m', '1k', '0.4', '500m', '', 'x', '-1', '9e30'].map(parseWholeQuantity), [
    2,
    2,
    1000,
    ...Array<undefined>(6),
  ]);
});

test('suffix and exponent say the same', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.constantFrom(['k', 3], ['M', 6], ['G', 9], ['m', -3]),
      (count, [suffix, power]) => {
        assert.equal(read(`${count}${suffix}`), read(`${count}e${power}`));
      },
    ),
  );
});
