import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessStat } from '../processIdentity.ts';
import { membersOf } from './processTable.ts';

function table(
  ...rows: readonly [pid: number, parent: number, group: number, session: number, state?: string][]
): Map<number, ProcessStat> {
  return new Map(
    rows.map(([pid, parent, group, session, state = 'S']) => [pid, { pid, parent, group, session, state, startTime: 1 }]),
  );
}

test('a job is its group, its session and their descendants, without the wrapper', () => {
  const processes = table(
    [10, 1, 10, 10], // the wrapper
    [11, 10, 10, 10], // the engine
    [12, 11, 12, 10], // a worker with a group of its own
    [13, 11, 13, 13], // a worker with a session of its own
    [14, 13, 13, 13], // its child
    [15, 1, 10, 10], // an orphan of the group
    [16, 11, 10, 10, 'Z'], // ended
    [20, 1, 20, 20], // a neighbour
    [21, 20, 20, 20],
  );
  assert.deepEqual(
    membersOf(10, processes).toSorted((left, right) => left - right),
    [11, 12, 13, 14, 15],
  );
});
