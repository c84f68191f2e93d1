/** Leads values to a place on an axis: 0 at its beginning, 1 at its end. */
export interface Scale {
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

/** From 0 to at least `most`, with ticks at 1, 2 or 5 times a power of ten. */
export function scaleFromZero(most: number, tickCount = 5): Scale {
  const end = most > 0 ? most : 1;
  const step = niceStep(end / tickCount);
  const steps = Math.ceil(end / step - 1e-9);
  // a step is a fraction such as 0.2, whose multiples are rounded to what is meant
  const ticks = Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
  return { ticks, at: (value) => value / (steps * step) };
}

/** From `least` to `most` as they are, with ticks as above within them. */
export function scaleWithin(least: number, most: number, tickCount = 6): Scale {
  const length = most - least > 1e-9 * Math.abs(most) ? most - least : 1;
  const step = niceStep(length / tickCount);
  const first = Math.ceil(least / step - 1e-9);
  const count = Math.floor((least + length) / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
  return { ticks, at: (value) => (value - least) / length };
}

/** By powers of `base`, with a tick at each. Begins and ends at a power of it; values must be above 0. */
export function logScale(least: number, most: number, base: 2 | 10): Scale {
  const log = base === 2 ? Math.log2 : Math.log10;
  const from = Math.floor(log(least) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(log(most) - 1e-9));
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => base ** (from + index));
  return { ticks, at: (value) => (log(value) - from) / (to - from) };
}

/** Percentiles from 0.5 as HdrHistogram draws them: each nine takes the same room. 1, the maximum, stands one nine after 0.99. */
export function percentileScale(): Scale {
  const nines = (quantile: number): number => -Math.log10(1 - Math.min(quantile, 0.999));
  const [first, last] = [nines(0.5), nines(1)];
  return { ticks: [0.5, 0.9, 0.95, 0.99, 1], at: (quantile) => (nines(quantile) - first) / (last - first) };
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const times = [1, 2, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return times * power;
}
