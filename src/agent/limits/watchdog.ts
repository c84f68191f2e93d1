import type { Limiter } from './limiter.ts';

/** A single reading may catch a peak that is given back at once. */
const readingsOverLimit = 2;

/** Samples the memory of a job and has it stopped when it stays over its limit. */
export const watchdog: Limiter = {
  enforcement: 'watchdog',
  guard: (limitMiB) => {
    let over = 0;
    return {
      observe: (usedMiB) => {
        over = usedMiB > limitMiB ? over + 1 : 0;
        return over >= readingsOverLimit ? 'over' : 'within';
      },
    };
  },
};
