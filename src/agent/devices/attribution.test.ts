import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mib } from '../../gpu/quantity.ts';
import { attribute, type Promised } from './attribution.ts';
import type { DeviceProcess } from './deviceSource.ts';
import type { Owner } from './processOwners.ts';

const job = (jobId: string): Owner => ({ kind: 'job', jobId });
const promise = (jobId: string, requestMiB: number): Promised => ({ jobId, requestMiB: mib(requestMiB) });
const process = (pid: number, usedMiB?: number, name?: string): DeviceProcess => ({
  pid,
  ...(usedMiB !== undefined && { usedMiB: mib(usedMiB) }),
  ...(name !== undefined && { name }),
});

function share(
  used: number,
  processes: readonly DeviceProcess[] | null,
  promised: readonly Promised[],
  owners: Readonly<Record<number, Owner>>,
  seesAll = true,
) {
  const owner = (pid: number): Owner => owners[pid] ?? { kind: 'unseen' };
  const { usedByJob, ...rest } = attribute({ processes, steadyUsedMiB: mib(used) }, promised, owner, seesAll);
  return { ...rest, used: Object.fromEntries(usedByJob) };
}

test('a job has what its processes have; others are named; the rest is nobody’s', () => {
  const owners = {
    1: job('a'),
    2: job('a'),
    3: { kind: 'foreign', name: 'python' },
    4: { kind: 'foreign', name: 'thread' },
  } as const;
  const processes = [process(1, 100), process(2, 50), process(3, 30), process(4, 20, '/opt/x/tool --all=/y')];
  assert.deepEqual(share(250, processes, [promise('a', 500), promise('b', 200)], owners), {
    foreign: [
      { pid: 3, usedMiB: 30, name: 'python' },
      { pid: 4, usedMiB: 20, name: 'tool' },
    ],
    otherMiB: 50,
    used: { a: 150, b: 0 },
  });
});

test('a job whose memory the driver does not tell counts as what it was promised', () => {
  const own = { 1: job('a') };
  const unknown = { foreign: [], otherMiB: 0, used: {} };
  assert.deepEqual(share(400, [process(1)], [promise('a', 500)], own), unknown);
  assert.deepEqual(share(400, null, [promise('a', 500)], {}), unknown);
  assert.deepEqual(share(700, null, [promise('a', 500)], {}).otherMiB, 200);
});

test('in a container the numbers of a host match nothing, and the memory of a job is not counted twice', () => {
  const promised = [promise('a', 500)];
  assert.deepEqual(share(400, [process(70_001, 400)], promised, {}, false), { foreign: [], otherMiB: 0, used: {} });
  assert.deepEqual(share(900, [process(70_001, 400), process(70_002, 500)], promised, {}, false).otherMiB, 400);
  assert.deepEqual(share(400, [process(1, 400)], promised, { 1: job('a') }, false).used, { a: 400 });
});

test('what a job that has just ended still has on the device is nobody else’s', () => {
  assert.deepEqual(share(400, [process(1, 400)], [], { 1: { kind: 'leaving' } }), { foreign: [], otherMiB: 0, used: {} });
});

test('memory is never counted twice: foreign, others and jobs together are what is in use', () => {
  const owner = fc.constantFrom<Owner>(job('a'), job('b'), { kind: 'foreign' }, { kind: 'leaving' }, { kind: 'unseen' });
  const listed = fc.array(fc.record({ owner, usedMiB: fc.integer({ min: 1, max: 500 }) }), { maxLength: 8 });
  fc.assert(
    fc.property(listed, fc.nat(300), (rows, restMiB) => {
      const processes = rows.map(({ usedMiB }, pid) => process(pid, usedMiB));
      const total = rows.reduce((sum, { usedMiB }) => sum + usedMiB, restMiB);
      const leaving = rows.reduce((sum, row) => sum + (row.owner.kind === 'leaving' ? row.usedMiB : 0), 0);
      const owners = Object.fromEntries(rows.map((row, pid) => [pid, row.owner]));
      const { foreign, otherMiB, used } = share(total, processes, [promise('a', 9), promise('b', 9)], owners);
      const theirs = foreign.reduce((sum, { usedMiB }) => sum + usedMiB, 0);
      assert.equal(theirs + otherMiB + (used['a'] ?? 0) + (used['b'] ?? 0) + leaving, total);
    }),
  );
});
