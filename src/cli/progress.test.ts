import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../protocol/agent.ts';
import { printProgress } from './progress.ts';

test('new states are said at once, steps within a state once a second, a running job not at all', () => {
  const lines: string[] = [];
  let time = 0;
  const show = printProgress(
    (line) => lines.push(line),
    () => time,
  );
  const job = (state: Job['state'], progress?: string) => ({ name: 'chat', state, ...(progress && { progress }) }) as Job;
  show(job('preparing', 'installing 1'));
  time = 500;
  show(job('preparing', 'installing 2'));
  show(job('starting', 'starting vLLM'));
  time = 1600;
  show(job('starting', 'starting vLLM'));
  show(job('starting', 'still starting'));
  show(job('running'));
  show(job('stopped'));
  assert.deepEqual(lines, ['chat: installing 1', 'chat: starting vLLM', 'chat: still starting', 'chat: stopped']);
});
