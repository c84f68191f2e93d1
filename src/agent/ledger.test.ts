import assert from 'node:assert/strict';
import { test } from 'node:test';
import { place } from '../gpu/placement.ts';
import { mib, share } from '../gpu/quantity.ts';
import type { DeviceReading } from './devices/deviceSource.ts';
import { readProcessStat } from './processIdentity.ts';
import { Ledger } from './ledger.ts';

/** A ledger over one device of 1000 MiB whose reading the test may change; its only process is this very one, which is the job's. */
function ledgerOver(first: Partial<DeviceReading> = {}, seesAllProcesses = true) {
  let reading: DeviceReading = {
    device: { uuid: 'GPU-0', index: 0, product: 'P', memoryMiB: mib(1000), simulated: false },
    usedMiB: mib(300),
    steadyUsedMiB: mib(300),
    freeMiB: mib(700),
    utilisation: 0,
    powerWatts: null,
    processes: [{ pid: process.pid, usedMiB: mib(300) }],
    number: 1,
    isStale: false,
    ...first,
  };
  const ledger = new Ledger({
    source: {
      id: 'nvidia-smi',
      readings: () => [reading],
      notes: () => [],
      refresh: () => Promise.resolve(),
      watch: () => ({ [Symbol.dispose]: () => undefined }),
      close: () => undefined,
    },
    leaderOf: () => readProcessStat(process.pid)?.group,
    seesAllProcesses,
  });
  const half = { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'c' } as const;
  const placement = place(half, [{ device: reading.device, slices: [] }]);
  assert.ok(placement.kind === 'fits');
  ledger.reserve('job', 'chat', placement, 'engine');
  return { ledger, change: (patch: Partial<DeviceReading>) => (reading = { ...reading, ...patch }) };
}

test('what the driver tells of a job is held by the watchdog; what it does not tell is held as it was promised', () => {
  const { ledger, change } = ledgerOver();
  const state = () => ledger.slicesOf('job').map(({ enforcement, usedMiB }) => [enforcement, usedMiB])[0];
  assert.deepEqual(state(), ['watchdog', 300]);
  assert.deepEqual(ledger.driverUse('job'), { number: 1, usedMiB: new Map([['GPU-0', 300]]) });
  for (const silent of [{ isStale: true }, { unusable: 'it was lost' }, { processes: [{ pid: process.pid }] }]) {
    change({ isStale: false, ...silent });
    assert.deepEqual(state(), ['engine', undefined]);
    assert.equal(ledger.driverUse('job'), undefined);
  }
});

test('a slice that was given back leaves nothing behind that its last reading would count as foreign', () => {
  for (const isTold of [true, false]) {
    const { ledger } = ledgerOver(isTold ? {} : { processes: null }, isTold);
    const [before] = ledger.uses();
    assert.deepEqual([before?.foreign, before?.otherMiB], [[], 0]);
    ledger.release('job');
    const [after] = ledger.uses();
    assert.deepEqual(after?.slices, []);
    assert.equal(after?.otherMiB, 0);
    assert.equal(after?.foreign?.length, isTold ? 1 : 0, 'a process that lives on is foreign now');
  }
});

test('what an idle driver uses is nobody’s', () => {
  const { ledger, change } = ledgerOver({
    device: { uuid: 'GPU-0', index: 0, product: 'P', memoryMiB: mib(1059), simulated: false },
    steadyUsedMiB: mib(300 + 59),
  });
  assert.equal(ledger.uses()[0]?.otherMiB, 0);
  change({ steadyUsedMiB: mib(300 + 60) });
  assert.equal(ledger.uses()[0]?.otherMiB, 60);
});

test('a replacement sees the device without the slice that it takes over', () => {
  const { ledger } = ledgerOver();
  assert.equal(ledger.uses('job')[0]?.slices.length, 0);
  assert.deepEqual(ledger.uses('job')[0]?.foreign, []);
  assert.equal(ledger.holdsRealDevice(), true);
  assert.deepEqual(ledger.stranded(), []);
});
