import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNavigation } from './navigation.ts';

test('a kept state of another version or of someone else is read as far as it makes sense', () => {
  const start = { selectedJobId: null, view: 'charts', window: '5min' };
  for (const kept of [undefined, null, 3, 'x', [], { view: 'pie', window: 5, selectedJobId: {} }]) {
    assert.deepEqual(readNavigation(kept), start);
  }
  const whole = { selectedJobId: 'a', view: 'table', window: 'all' };
  assert.deepEqual(readNavigation(whole), whole);
  assert.deepEqual(readNavigation({ view: 'table' }), { ...start, view: 'table' });
});
