import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from './table.ts';
import { UsageError, wholeNumber } from './usage.ts';

test('a whole number of a flag, or its default', () => {
  assert.equal(wholeNumber('seconds', '7', 20), 7);
  assert.equal(wholeNumber('seconds', undefined, 20), 20);
});

test('anything else names flag, value and cure', () => {
  for (const text of ['', 'x', '1.5', '-3', '0', '1e3']) {
    assert.throws(
      () => wholeNumber('seconds', text, 20),
      (error) =>
        error instanceof UsageError && error.message.includes('--seconds') && error.message.includes(JSON.stringify(text)),
    );
  }
});

test('columns of a table align and lines have no trailing spaces', () => {
  assert.deepEqual(table(['A', 'LONG'], [['wide cell', 'x']]), ['A          LONG', 'wide cell  x']);
});
