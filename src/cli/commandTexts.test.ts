import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from '../inference/sample.ts';
import type { Job, JobExit, JobState } from '../protocol/agent.ts';
import { describeCommandEnd, exitCodeOf } from './commandTexts.ts';

function ended(state: JobState, exit: Partial<JobExit> | undefined): Job {
  const whole = exit && { exit: { code: null, signal: null, message: 'why', ...exit } };
  return { name: 'train', state, readyAt: 1000, endedAt: 3500, ...whole } as Job;
}

function sampleAt(t: number, memoryMiB: number | null): Sample {
  return { t, memoryMiB } as Sample;
}

test('the exit code is the one that a shell would report', () => {
  assert.equal(exitCodeOf(ended('stopped', { code: 0 })), 0);
  assert.equal(exitCodeOf(ended('failed', { code: 42 })), 42);
  assert.equal(exitCodeOf(ended('failed', { signal: 'SIGSEGV' })), 139);
  assert.equal(exitCodeOf(ended('stopped', { signal: 'SIGTERM' })), 143);
  assert.equal(exitCodeOf(ended('OOMKilled', { code: 0 })), 137, 'also where the program made its own end of it');
  assert.equal(exitCodeOf(ended('lost', {})), 1);
});

test('the end says how, how long, and the most memory of this run', () => {
  const history = [sampleAt(500, 900), sampleAt(1500, 200.2), sampleAt(2500, null), sampleAt(3000, 100)];
  assert.equal(
    describeCommandEnd(ended('failed', { code: 3 }), history),
    'train: ended with exit code 3 · 2.5 s · memory up to 201 MiB, sampled each second',
  );
  assert.equal(describeCommandEnd(ended('failed', { signal: 'SIGKILL' }), []), 'train: ended by SIGKILL · 2.5 s');
  assert.equal(
    describeCommandEnd(ended('OOMKilled', { message: 'used 713 MiB' }), history),
    'train: OOMKilled: used 713 MiB · 2.5 s',
  );
  assert.match(describeCommandEnd(ended('lost', {}), []), /^train: lost: why/);
});
