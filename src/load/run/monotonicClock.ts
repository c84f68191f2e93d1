import { hrtime } from 'node:process';

/** `performance.now()` counts from the start of its thread; what it lacks to the clock of the process, from the quickest of some readings. */
const offsetMs = Array.from({ length: 8 }, () => {
  const before = performance.now();
  const at = Number(hrtime.bigint()) / 1e6;
  const after = performance.now();
  return { took: after - before, offset: at - (before + after) / 2 };
}).reduce((best, reading) => (reading.took < best.took ? reading : best)).offset;

/** Milliseconds of a clock that only goes on and is the same in all threads of this process. */
export function monotonicMs(): number {
  return performance.now() + offsetMs;
}
