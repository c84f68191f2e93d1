import { bucketBound, labelKey, type Exposition } from './exposition.ts';
import type { MetricSample } from './expositionLine.ts';

/** Cumulative buckets: observations at or below each bound, bounds ascending. */
export interface Histogram {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/** Reads the first of these names that the scrape has, summed over label sets; undefined when it has none of them. */
export function readHistogram(exposition: Exposition, names: readonly string[]): Histogram | undefined {
  for (const name of names) {
    const buckets = exposition.byName.get(`${name}_bucket`);
    const histogram = buckets && sumLabelSets(buckets);
    if (histogram !== undefined) return histogram;
  }
  return undefined;
}

function sumLabelSets(buckets: readonly MetricSample[]): Histogram | undefined {
  const sets = Map.groupBy(buckets, ({ labels }) => labelKey(labels, 'le')).values();
  return sumOnCommonBounds(sets.map(countsByBound).toArray());
}

/** What several processes observed together; undefined where none did, or their buckets have nothing in common. */
export function sumHistograms(histograms: readonly Histogram[]): Histogram | undefined {
  return sumOnCommonBounds(
    histograms.map(({ bounds, counts }) => new Map(bounds.map((bound, index) => [bound, counts[index] ?? 0]))),
  );
}

/** Sums on the bounds that all sets have, so that each sum is exact. */
function sumOnCommonBounds(sets: readonly ReadonlyMap<number, number>[]): Histogram | undefined {
  const [first, ...others] = sets;
  if (first === undefined) return undefined;
  const bounds = [...first.keys()]
    .filter((bound) => others.every((set) => set.has(bound)))
    .toSorted((left, right) => left - right);
  if (bounds.length === 0) return undefined;
  return { bounds, counts: bounds.map((bound) => sets.reduce((sum, set) => sum + (set.get(bound) ?? 0), 0)) };
}

function countsByBound(buckets: readonly MetricSample[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const bucket of buckets) {
    const bound = bucketBound(bucket);
    if (bound !== undefined && Number.isFinite(bucket.value) && bucket.value >= 0) counts.set(bound, bucket.value);
  }
  return counts;
}

/** What was observed between two scrapes; `later` whole when the engine began anew meanwhile or changed its buckets. */
export function observedBetween(earlier: Histogram, later: Histogram): Histogram {
  const before = new Map(earlier.bounds.map((bound, index) => [bound, earlier.counts[index] ?? 0]));
  const counts = later.counts.map((count, index) => count - (before.get(later.bounds[index] ?? Number.NaN) ?? Number.NaN));
  return counts.every((count) => count >= 0) ? { bounds: later.bounds, counts } : later;
}

/** A percentile as far as buckets tell it: it lies between `low` and `high`; without `high` above the highest finite bound. */
export interface Percentile {
  readonly value: number;
  readonly low: number;
  readonly high: number | null;
}

/**
 * The `quantile` (0 to 1) by linear interpolation within its bucket, as PromQL's histogram_quantile: the lowest bucket
 * begins at 0, and above the highest finite bound the answer is that bound. Null when nothing was observed.
 */
export function percentileOf({ bounds, counts }: Histogram, quantile: number): Percentile | null {
  const total = counts.at(-1) ?? 0;
  const rank = quantile * total;
  const index = counts.findIndex((count) => count >= rank && count > 0);
  const bound = bounds[index];
  if (total <= 0 || bound === undefined) return null;
  const below = bounds[index - 1];
  if (!Number.isFinite(bound)) return below === undefined ? null : { value: below, low: below, high: null };
  const low = below ?? Math.min(0, bound);
  const countBelow = counts[index - 1] ?? 0;
  const within = (counts[index] ?? 0) - countBelow;
  const value = within <= 0 ? bound : low + (bound - low) * Math.max(0, (rank - countBelow) / within);
  return { value, low, high: bound };
}
