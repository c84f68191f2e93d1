import type { Limiter, Overrun } from './limiter.ts';

/** A single reading may catch a peak that is given back at once. */
const readingsOverLimit = 2;

/** Samples the memory of a job and has it stopped when it stays over its limit, on any one of its devices. */
export const watchdog: Limiter = {
  enforcement: 'watchdog',
  guard: (slices) => {
    const limits = new Map(slices.map(({ deviceUuid, limitMiB }) => [deviceUuid, limitMiB]));
    const whole = slices.reduce((sum, { limitMiB }) => sum + limitMiB, 0);
    const over = new Map<string, number>();
    let last = Number.NaN;
    const judge = (key: string, usedMiB: number, limitMiB: number): boolean => {
      const times = usedMiB > limitMiB ? (over.get(key) ?? 0) + 1 : 0;
      over.set(key, times);
      return times >= readingsOverLimit;
    };
    return {
      observe: ({ number, use }): Overrun | undefined => {
        if (number === last) {
          return undefined;
        }
        last = number;
        if (use.kind === 'whole') {
          return judge('', use.usedMiB, whole) ? { usedMiB: use.usedMiB } : undefined;
        }
        const overruns = [...use.usedMiB].filter(([uuid, usedMiB]) => judge(uuid, usedMiB, limits.get(uuid) ?? Infinity));
        const [first] = overruns.map(([deviceUuid, usedMiB]) => ({ deviceUuid, usedMiB }));
        return first;
      },
    };
  },
};
