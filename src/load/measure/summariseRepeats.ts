import { toInterval } from './interval.ts';
import type { LoadFigures, LoadResult } from './loadResult.ts';

/** The figures of the median run by tokens per second (of an even number the lower of the two), with the intervals over all. */
export function summariseRepeats(runs: readonly LoadFigures[]): LoadFigures & Pick<LoadResult, 'repeats'> {
  const byRate = runs.toSorted((left, right) => (left.tokensPerSecond ?? 0) - (right.tokensPerSecond ?? 0));
  const median = byRate[Math.floor((runs.length - 1) / 2)];
  if (median === undefined) throw new RangeError('no run');
  // a run in which nothing arrived was a rate of zero
  const tokensPerSecond = toInterval(runs.map((run) => run.tokensPerSecond ?? 0));
  if (tokensPerSecond === null) return median;
  const over = (figure: (run: LoadFigures) => number | null) => toInterval(runs.map(figure).filter((value) => value !== null));
  return {
    ...median,
    repeats: {
      tokensPerSecond,
      ttftP50Ms: over(({ ttftMs }) => ttftMs.p50),
      ttftP95Ms: over(({ ttftMs }) => ttftMs.p95),
      itlP50Ms: over(({ itlMs }) => itlMs.p50),
      runs,
    },
  };
}
