import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.ts';

test('seconds of the environment, or the default for what is none; never more than a timer takes', () => {
  const idleMs = (text?: string) => readSettings({ HOME: '/h', GPU_FRACTIONS_IDLE_SECONDS: text }, '/b').idleMs;
  assert.deepEqual(['0.5', '90'].map(idleMs), [500, 90_000]);
  assert.deepEqual([undefined, '', ' ', '0', '-1', 'soon', 'NaN'].map(idleMs), Array(7).fill(600_000));
  for (const text of ['99999999', 'Infinity']) {
    assert.ok(idleMs(text) > 86_400_000 && idleMs(text) < 2 ** 31, text);
  }
});
