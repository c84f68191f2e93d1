import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessStat } from '../processIdentity.ts';
import { ProcessOwners } from './processOwners.ts';

/** A process table: pid to parent, group and session. */
function machine(rows: Record<number, Partial<ProcessStat>>) {
  return (pid: number): ProcessStat | undefined =>
    rows[pid] && { pid, state: 'S', parent: 1, group: pid, session: pid, startTime: pid, ...rows[pid] };
}

test('a process is a job’s by group, session or any parent', () => {
  const stat = machine({
    1: { parent: 0 },
    10: {},
    11: { group: 10 },
    12: { session: 10 },
    13: { parent: 12 },
    14: { parent: 13 },
    20: {},
  });
  const owners = new ProcessOwners(() => new Map([[10, 'a']]), stat);
  for (const pid of [10, 11, 12, 13, 14]) assert.deepEqual(owners.ownerOf(pid, 0), { kind: 'job', jobId: 'a' }, String(pid));
  assert.equal(owners.ownerOf(20, 0).kind, 'foreign');
  assert.equal(owners.ownerOf(99, 0).kind, 'unseen');
});

test('a process that leaves the tree stays its job’s; after the job it is foreign, or leaving when it has ended', () => {
  const rows: Record<number, Partial<ProcessStat>> = { 1: { parent: 0 }, 10: {}, 11: { parent: 10 }, 12: { group: 10 } };
  const leaders = new Map([[10, 'a']]);
  const owners = new ProcessOwners(() => leaders, machine(rows));
  assert.equal(owners.ownerOf(11, 0).kind, 'job');
  assert.equal(owners.ownerOf(12, 0).kind, 'job');
  rows[11] = { parent: 1 };
  assert.equal(owners.ownerOf(11, 1).kind, 'job');
  leaders.clear();
  assert.equal(owners.ownerOf(11, 2).kind, 'foreign');
  delete rows[12];
  assert.equal(owners.ownerOf(12, 1000).kind, 'leaving');
  assert.equal(owners.ownerOf(12, 60_000).kind, 'unseen', 'a driver that never gives it back');
});

test('a pid that another process has now is not the job’s', () => {
  const rows: Record<number, Partial<ProcessStat>> = { 1: { parent: 0 }, 10: {}, 11: { group: 10, startTime: 5 } };
  const owners = new ProcessOwners(() => new Map([[10, 'a']]), machine(rows));
  assert.equal(owners.ownerOf(11, 0).kind, 'job');
  rows[11] = { startTime: 6 };
  assert.equal(owners.ownerOf(11, 1).kind, 'foreign');
});
