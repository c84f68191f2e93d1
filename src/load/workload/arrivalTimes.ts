import type { Arrivals } from '../plan/loadPlan.ts';
import { randomNumbers } from './randomNumbers.ts';

/** When the requests of a steady rate are due: milliseconds after the start, the first at 0, without end. */
export function* arrivalTimes(
  { perSecond, spacing }: Extract<Arrivals, { kind: 'open' }>,
  seed: number,
): Generator<number, never> {
  const gapMs = 1000 / perSecond;
  if (spacing === 'even') {
    for (let index = 0; ; index += 1) yield index * gapMs;
  }
  const random = randomNumbers(seed, 'arrivals');
  // independent exponential gaps are a Poisson process
  for (let dueMs = 0; ; dueMs -= Math.log(1 - random()) * gapMs) yield dueMs;
}
