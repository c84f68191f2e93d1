import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readApiQuantity } from './apiQuantity.ts';

/** What k8s.io/apimachinery v0.37.2 answered: the text after defaulting, and whether it found a whole number; nothing where it decodes none. */
const answers: readonly (readonly [string, string?, boolean?])[] = [
  ['0', '0', true],
  [''],
  ['Gi', '0', true],
  ['Ei'],
  ['.e-20'],
  ['+', '0', true],
  ['-', '0', true],
  ['.', '0', true],
  ['m', '0', true],
  ['e5', '0', true],
  ['k', '0', true],
  ['+5', '+5', true],
  ['5.', '5.', true],
  ['05', '05', true],
  ['1e0', '1e0', true],
  ['1e1', '10', true],
  ['1e3', '1e3', true],
  ['1e-400', '1e-3', false],
  ['-1e-400', '-1e-3', false],
  ['1e400', '10e399', true],
  ['1e99999999999999999999'],
  ['9223372036854775807', '9223372036854775807', true],
  ['92233720368547758070', '92233720368547758070', true],
  ['10000000000000000000000', '10', false],
  ['1e22', '10e21', true],
  ['9223372036854775.8', '9223372036854775800m', false],
  ['0.0001', '1m', false],
  ['1.0000001', '1001m', false],
  ['1n', '1m', false],
  ['1Ki', '1Ki', true],
  ['0.5Ki', '512', true],
  ['1.5Gi', '1536Mi', true],
  ['0.001Ki', '1024m', false],
  ['16Ei', '9223372036854775807', true],
  ['8Ei', '9223372036854775807', true],
  ['1E', '1E', true],
  ['1E3', '1E3', true],
  [' 1 ', '1', true],
  ['\t1'],
  ['1 Gi'],
  ['-1', '-1', true],
  ['-0', '0', true],
  ['1.5', '1500m', false],
  ['0.5', '500m', false],
  ['2.0', '2', true],
  ['2000m', '2', true],
  ['1500m', '1500m', false],
  ['1K'],
  ['0x10'],
  ['1_0'],
  ['100000000000000000000000000.5', '100000000000000000000000000500m', false],
  ['-1Ki', '-1Ki', true],
  ['123456789012345678', '123456789012345678', false],
  ['1234567890123456789', '1234567890123456789', false],
  ['1e-9', '1e-3', false],
  ['999999999999999999.999', '999999999999999999999m', false],
];

test('quantities are read, rounded and written as Kubernetes does', () => {
  for (const [written, text, isWhole] of answers) {
    const read = readApiQuantity(written);
    assert.deepEqual([read?.text, read?.isWhole], [text, isWhole], JSON.stringify(written));
  }
});

test('any text is read or not, and what is read reads the same again', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[+-]?[0-9]{0,25}(\.[0-9]{0,12})?([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,4})?$/),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const read = readApiQuantity(text);
      // Kubernetes leaves out powers that have no unit, so that such a text does not say its amount.
      if (read === undefined || read.milli > 10n ** 23n || read.milli < -(10n ** 23n)) return;
      assert.equal(readApiQuantity(read.text)?.milli, read.milli, `${text} ${read.text}`);
    }),
    { numRuns: 2000 },
  );
});

test('long digits and large exponents are read at once', () => {
  for (const text of [
    '9'.repeat(100_000),
    `1e${'9'.repeat(30)}`,
    '1e2147483647',
    `${'0'.repeat(100_000)}.${'0'.repeat(100_000)}1`,
  ])
    readApiQuantity(text);
  assert.equal(readApiQuantity(`${'0'.repeat(1000)}7`)?.milli, 7000n);
});
