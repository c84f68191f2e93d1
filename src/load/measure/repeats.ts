import { toInterval } from './interval.ts';
import type { LoadFigures, LoadResult } from './loadResult.ts';

/** Which run is the median by tokens per second; of an even number the lower of the two. */
export function medianRun(runs: readonly LoadFigures[]): number {
  const byRate = runs.map((run, index) => ({ index, rate: rateOf(run) })).toSorted((left, right) => left.rate - right.rate);
  return byRate[Math.floor((runs.length - 1) / 2)]?.index ?? 0;
}

/** Intervals over several runs; undefined of one. */
export function compareRepeats(runs: readonly LoadFigures[]): LoadResult['repeats'] {
  const tokensPerSecond = toInterval(runs.map(rateOf));
  if (tokensPerSecond === null) return undefined;
  const over = (figure: (run: LoadFigures) => number | null) => toInterval(runs.map(figure).filter((value) => value !== null));
  return {
    tokensPerSecond,
    ttftP50Ms: over(({ ttftMs }) => ttftMs.p50),
    ttftP95Ms: over(({ ttftMs }) => ttftMs.p95),
    itlP50Ms: over(({ itlMs }) => itlMs.p50),
    runs,
  };
}

/** A run in which nothing arrived had a rate of zero. */
function rateOf({ tokensPerSecond }: LoadFigures): number {
  return tokensPerSecond ?? 0;
}
