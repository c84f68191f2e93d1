import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forJob, jobIdOf } from './jobArgument.ts';

test('a command is told its job by an id or by a row that has one', () => {
  assert.equal(jobIdOf('7'), '7');
  assert.equal(jobIdOf({ jobId: '7' }), '7');
  assert.equal(forJob((jobId) => jobId)({ jobId: '7' }), '7');
});

test('what names no job lets the user pick', () => {
  for (const argument of [undefined, null, {}, { jobId: undefined }, { jobId: 7 }, { deviceUuid: 'GPU-1' }, 7]) {
    assert.equal(jobIdOf(argument), undefined);
  }
});
