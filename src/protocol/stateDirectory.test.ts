import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateDirectory, stateFiles } from './stateDirectory.ts';

test('GPU_FRACTIONS_HOME wins over XDG_STATE_HOME and over the home directory', () => {
  assert.equal(stateDirectory({ GPU_FRACTIONS_HOME: '/x/y/', XDG_STATE_HOME: '/s' }, '/home/u'), '/x/y');
  assert.equal(stateDirectory({ GPU_FRACTIONS_HOME: '', XDG_STATE_HOME: '/s' }, '/home/u'), '/s/gpu-fractions');
  assert.equal(stateDirectory({}, '/home/u'), '/home/u/.local/state/gpu-fractions');
});

test('a relative XDG_STATE_HOME is ignored', () => {
  assert.equal(stateDirectory({ XDG_STATE_HOME: 'state' }, '/home/u'), '/home/u/.local/state/gpu-fractions');
});

test('all files lie inside the directory', () => {
  for (const path of Object.values(stateFiles('/x'))) {
    assert.ok(path === '/x' || path.startsWith('/x/'), path);
  }
});
