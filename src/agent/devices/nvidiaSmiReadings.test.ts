import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib } from '../../gpu/quantity.ts';
import type { GpuRow, ProcessRow } from './nvidiaSmiFormat.ts';
import { NvidiaSmiReadings } from './nvidiaSmiReadings.ts';

const gpu = (index: number, usedMiB = 0, more: Partial<GpuRow> = {}): GpuRow => ({
  uuid: `GPU-${index}`,
  index,
  product: 'P',
  totalMiB: mib(1000),
  usedMiB: mib(usedMiB),
  isMigOn: false,
  ...more,
});
const app = (pid: number, usedMiB: number): ProcessRow => ({ uuid: 'GPU-0', pid, usedMiB: mib(usedMiB) });
const pids = (readings: NvidiaSmiReadings) => readings.read(false)[0]?.processes?.map(({ pid }) => pid) ?? null;

test('devices stand in the order of their index, whatever the order of the rows', () => {
  const readings = new NvidiaSmiReadings();
  readings.takeAnswer([gpu(2), gpu(0), gpu(1)], []);
  assert.deepEqual(
    readings.read(false).map(({ device }) => device.index),
    [0, 1, 2],
  );
});

test('a stream that prints nothing for processes says, after some passes, that there are none', () => {
  const readings = new NvidiaSmiReadings();
  readings.processesBegin(false);
  readings.takeGpu(gpu(0));
  assert.equal(pids(readings), null, 'too early to say');
  readings.takeProcess(app(7, 10));
  readings.takeProcess(app(8, 10));
  assert.deepEqual(pids(readings), [7, 8]);
  for (let pass = 0; pass < 3; pass++) {
    readings.takeGpu(gpu(0));
    readings.takeProcess(app(8, 20));
  }
  assert.deepEqual(pids(readings), [7, 8]);
  readings.takeGpu(gpu(0));
  assert.deepEqual(pids(readings), [8]);
  for (let pass = 0; pass < 4; pass++) readings.takeGpu(gpu(0));
  assert.deepEqual(pids(readings), []);
  readings.processesUnknown();
  assert.equal(pids(readings), null, 'the stream broke');
});

test('silence from the start is none as well, and nothing without a stream', () => {
  const readings = new NvidiaSmiReadings();
  readings.takeGpu(gpu(0));
  for (let pass = 0; pass < 9; pass++) readings.takeGpu(gpu(0));
  assert.equal(pids(readings), null);
  readings.processesBegin(false);
  for (let pass = 0; pass < 2; pass++) readings.takeGpu(gpu(0));
  assert.deepEqual(pids(readings), []);
  readings.takeAnswer([gpu(0)], undefined);
  assert.equal(pids(readings), null, 'the query for processes failed');
});

test('a device that later passes leave out is lost, and comes back', () => {
  const readings = new NvidiaSmiReadings();
  const isLost = () => readings.read(false)[1]?.unusable !== undefined;
  for (const row of [gpu(0), gpu(1), gpu(0), gpu(0)]) readings.takeGpu(row);
  assert.equal(isLost(), false);
  for (const row of [gpu(0), gpu(0)]) readings.takeGpu(row);
  assert.equal(isLost(), true);
  readings.takeGpu(gpu(1));
  assert.equal(isLost(), false);
  readings.takeAnswer([gpu(0)], []);
  assert.equal(isLost(), true);
});

test('a device that breaks keeps its size and says why it cannot be used', () => {
  const readings = new NvidiaSmiReadings();
  readings.takeGpu(gpu(0));
  const { totalMiB: _, usedMiB: __, ...broken } = gpu(0, 0, { fault: 'GPU is lost' });
  readings.takeGpu(broken);
  const [reading] = readings.read(false);
  assert.deepEqual([reading?.device.memoryMiB, reading?.usedMiB], [1000, null]);
  assert.match(reading?.unusable ?? '', /"GPU is lost"/);
});

test('steady use is the least of the last passes of a stream, of an answer its own', () => {
  const readings = new NvidiaSmiReadings();
  const steady = () => readings.read(false)[0]?.steadyUsedMiB;
  for (const used of [900, 100, 500, 600]) readings.takeGpu(gpu(0, used));
  assert.equal(steady(), 100);
  readings.takeGpu(gpu(0, 700));
  assert.equal(steady(), 500);
  readings.takeAnswer([gpu(0, 800)], []);
  assert.equal(steady(), 800);
});
