import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job, JobState } from '../../protocol/agent.ts';
import type { AgentTarget } from '../../target/agent/agentTarget.ts';
import type { Command } from '../main.ts';
import { UsageError } from '../usage.ts';
import { ps } from './ps.ts';
import { stop } from './stop.ts';

/** Runs a command against a FAKE target that only knows these jobs. */
async function run(command: Command, jobs: readonly (readonly [string, JobState])[], ...args: readonly string[]) {
  const lines: string[] = [];
  const stopped: string[] = [];
  const all = jobs.map(
    ([name, state]) =>
      ({
        id: `id-${name}`,
        name,
        state,
        request: { devices: 1, request: { kind: 'share', share: 0.5 } },
        engine: { id: 'embedded', label: 'embedded' },
        slices: [],
      }) as unknown as Job,
  );
  const fakeTarget = {
    jobs: async () => all,
    stop: async (id: string) => {
      stopped.push(id);
      return { ...all.find((job) => job.id === id), state: 'stopped' };
    },
  } as unknown as AgentTarget;
  const console = {
    out: (line: string) => void lines.push(line),
    err: () => assert.fail('nothing to complain of'),
    write: () => true,
  };
  const code = await command(args, { console, agent: async () => fakeTarget, signal: new AbortController().signal });
  return { code, lines, stopped };
}

test('stop wants names or --all, not neither and not both', async () => {
  await assert.rejects(run(stop, [['a', 'running']]), UsageError);
  await assert.rejects(run(stop, [['a', 'running']], 'a', '--all'), UsageError);
  await assert.rejects(run(stop, [['a', 'running']], 'b'), /no job "b"\. Jobs: a/);
  assert.deepEqual((await run(stop, [['a', 'running']], 'a')).stopped, ['id-a']);
  const all = await run(
    stop,
    [
      ['a', 'running'],
      ['b', 'failed'],
      ['c', 'preparing'],
    ],
    '--all',
  );
  assert.deepEqual(all.stopped, ['id-a', 'id-c']);
});

test('ps lists the live jobs first', async () => {
  const { lines } = await run(ps, [
    ['a', 'failed'],
    ['b', 'running'],
    ['c', 'stopped'],
    ['d', 'starting'],
  ]);
  assert.deepEqual(
    lines.map((line) => line.split(/\s+/)[0]),
    ['JOB', 'b', 'd', 'a', 'c'],
  );
});
