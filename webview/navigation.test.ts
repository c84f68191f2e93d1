import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyLaunchForm } from '../src/protocol/panelLaunch.ts';
import { readNavigation } from './navigation.ts';

test('a kept state of another version or of someone else is read as far as it makes sense', () => {
  const start = { selectedJobId: null, view: 'charts', window: '5min', page: 'jobs', form: null };
  for (const kept of [undefined, null, 3, 'x', [], { view: 'pie', window: 5, selectedJobId: {}, page: 'x', form: 'y' }]) {
    assert.deepEqual(readNavigation(kept), start);
  }
  const form = { ...emptyLaunchForm, name: 'chat', request: '8 GiB' };
  const whole = { selectedJobId: 'a', view: 'table', window: 'all', page: 'launch', form };
  assert.deepEqual(readNavigation(whole), whole);
  const torn = readNavigation({ form: { name: 'chat', request: 7, more: 'x' } });
  assert.deepEqual(torn.form, { ...emptyLaunchForm, name: 'chat' });
  assert.deepEqual(readNavigation({ view: 'table' }), { ...start, view: 'table' });
});
