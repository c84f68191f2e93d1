import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib } from '../../gpu/quantity.ts';
import { watchdog } from './watchdog.ts';

const slices = [
  { deviceUuid: 'A', limitMiB: mib(100) },
  { deviceUuid: 'B', limitMiB: mib(50) },
];
const on = (number: number, use: Record<string, number>) => ({
  number,
  use: { kind: 'devices', usedMiB: new Map(Object.entries(use)) } as const,
});

test('each device has its own limit; two readings in a row are over it', () => {
  const guard = watchdog.guard(slices);
  assert.equal(guard.observe(on(1, { A: 90, B: 60 })), undefined);
  assert.equal(guard.observe(on(2, { A: 101, B: 40 })), undefined);
  assert.equal(guard.observe(on(3, { A: 90, B: 60 })), undefined);
  assert.deepEqual(guard.observe(on(4, { A: 90, B: 61 })), { deviceUuid: 'B', usedMiB: 61 });
});

test('a reading that is looked at twice counts once', () => {
  const guard = watchdog.guard(slices);
  for (let look = 0; look < 5; look++) assert.equal(guard.observe(on(1, { A: 500 })), undefined);
});

test('a job that is measured as a whole has the sum of its limits', () => {
  const guard = watchdog.guard(slices);
  const whole = (number: number, usedMiB: number) => guard.observe({ number, use: { kind: 'whole', usedMiB } });
  assert.deepEqual(
    [whole(1, 150), whole(2, 150), whole(3, 151), whole(4, 152)],
    [undefined, undefined, undefined, { usedMiB: 152 }],
  );
});
