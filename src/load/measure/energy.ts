import type { Energy, LoadFigures } from './loadResult.ts';

/** Power of the device at an instant; milliseconds after the start of the run. */
export interface PowerSample {
  readonly at: number;
  readonly watts: number;
}

/**
 * Energy of the steady window: the area under straight lines from sample to sample, which come in the order of time. Undefined where
 * there are fewer than two, or none in the window.
 */
export function measureEnergy(
  samples: readonly PowerSample[],
  { steady, tokensPerSecond }: Pick<LoadFigures, 'steady' | 'tokensPerSecond'>,
  source: string,
): Energy | undefined {
  const [fromMs, toMs] = [steady.fromSeconds * 1000, steady.toSeconds * 1000];
  const within = samples.filter(({ at }) => at > fromMs && at < toMs);
  if (samples.length < 2 || within.length === 0) return undefined;
  const corners = [fromMs, ...within.map(({ at }) => at), toMs].map((at) => ({ at, watts: powerAt(samples, at) }));
  let joules = 0;
  for (const [index, { at, watts }] of corners.entries()) {
    const before = corners[index - 1];
    if (before !== undefined) joules += (((watts + before.watts) / 2) * (at - before.at)) / 1000;
  }
  const meanWatts = joules / (steady.toSeconds - steady.fromSeconds);
  const tokensPerJoule = tokensPerSecond === null || meanWatts === 0 ? null : tokensPerSecond / meanWatts;
  return { joules, meanWatts, tokensPerJoule, source };
}

/** On the line between the samples before and after; before the first and after the last it stays. */
function powerAt(samples: readonly PowerSample[], at: number): number {
  const after = samples.find((sample) => sample.at >= at);
  const before = samples.findLast((sample) => sample.at < at);
  if (before === undefined || after === undefined) return (before ?? after)?.watts ?? 0;
  return before.watts + ((after.watts - before.watts) * (at - before.at)) / (after.at - before.at);
}
