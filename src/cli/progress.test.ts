import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../protocol/agent.ts';
import { printCalmly, printProgress } from './progress.ts';

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

test('a stream of progress is told once a second, the newest of it, and not after its end', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const lines: string[] = [];
  const progress = printCalmly((line) => lines.push(line));
  progress.say('1');
  progress.say('2');
  progress.say('3');
  assert.deepEqual(lines, ['1']);
  context.mock.timers.tick(1000);
  assert.deepEqual(lines, ['1', '3']);
  context.mock.timers.tick(5000);
  progress.say('4');
  progress.say('5');
  progress[Symbol.dispose]();
  context.mock.timers.tick(1000);
  assert.deepEqual(lines, ['1', '3', '4']);
});
