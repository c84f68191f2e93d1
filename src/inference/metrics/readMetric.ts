import type { Counter } from '../counter.ts';
import { labelKey, type Exposition } from '../exposition.ts';
import type { MetricSample } from '../expositionLine.ts';
import { readHistogram, type Histogram } from '../histogram.ts';
import type { LatencyMetric, Metric, MetricName, MetricVocabulary, ShareMetric } from './metricVocabulary.ts';

type Words = Pick<MetricVocabulary, 'prefixes' | 'rankLabels'>;

const millisecondsOf: Readonly<Record<LatencyMetric['unit'], number>> = { s: 1000, ms: 1, us: 0.001 };

/**
 * Reads a counter by label set, ranks that tell the same once; undefined when the scrape has none of its names. Empty where it has
 * the family, but no series yet with the labels that count: then it is 0.
 */
export function readCounter(exposition: Exposition, words: Words, metric: Metric): Counter | undefined {
  let isThere = false;
  for (const name of metric) {
    const family = findFamily(exposition, words, name);
    const values = readValues(words, family ?? []);
    if (values.size > 0) return values;
    isThere ||= family?.length === 0;
  }
  return isThere ? new Map() : undefined;
}

/** Reads counters that only together are the number; undefined when the scrape has none of them. */
export function readCounters(exposition: Exposition, words: Words, metrics: readonly Metric[]): Counter | undefined {
  const found = metrics.map((metric) => readCounter(exposition, words, metric));
  if (found.every((counter) => counter === undefined)) return undefined;
  return new Map(
    found.flatMap((counter, index) => [...(counter ?? [])].map(([key, value]) => [`${index}${key}`, value] as const)),
  );
}

/** Reads a gauge as the sum over label sets, or their mean; null when the scrape has no such number. */
export function readGauge(exposition: Exposition, words: Words, metric: Metric, combine: 'sum' | 'mean'): number | null {
  for (const name of metric) {
    const values = readValues(words, findFamily(exposition, words, name) ?? []);
    if (values.size > 0) return sumOf(values) / (combine === 'mean' ? values.size : 1);
  }
  return null;
}

/** Reads a share of 0 to 1, of several engines their mean; null when the scrape has no such number, or nothing to divide by. */
export function readShare(exposition: Exposition, words: Words, metric: ShareMetric): number | null {
  if ('share' in metric) return readGauge(exposition, words, metric.share, 'mean');
  const part = readGauge(exposition, words, metric.part, 'sum');
  const whole = readGauge(exposition, words, metric.whole, 'sum');
  return part === null || whole === null || whole <= 0 ? null : part / whole;
}

/** Reads a histogram with bounds in milliseconds; undefined when the scrape has none of its names. */
export function readLatencies(
  exposition: Exposition,
  { prefixes }: Words,
  { names, unit }: LatencyMetric,
): Histogram | undefined {
  const histogram = readHistogram(
    exposition,
    names.flatMap((name) => prefixes.map((prefix) => prefix + name)),
  );
  return histogram && { ...histogram, bounds: histogram.bounds.map((bound) => bound * millisecondsOf[unit]) };
}

/** The sum of a counter over its label sets. */
export function sumOf(counter: Counter): number {
  return counter.values().reduce((sum, value) => sum + value, 0);
}

/** Undefined: there is no such family; empty: none of it has the labels. */
function findFamily({ byName }: Exposition, { prefixes }: Words, metric: MetricName): readonly MetricSample[] | undefined {
  const { name, where } = typeof metric === 'string' ? { name: metric, where: {} } : metric;
  const wanted = Object.entries(where);
  return prefixes
    .map((prefix) => byName.get(prefix + name))
    .find((family) => family !== undefined)
    ?.filter(({ labels }) => wanted.every(([label, value]) => labels.get(label) === value));
}

/** Known values by label set; of several ranks the lowest. */
function readValues({ rankLabels = [] }: Words, family: readonly MetricSample[]): Counter {
  const known = family.filter(({ value }) => Number.isFinite(value));
  if (rankLabels.length === 0) return new Map(known.map(({ labels, value }) => [labelKey(labels), value]));
  const values = new Map<string, number>();
  for (const { labels, value } of known.toSorted((left, right) => compareRanks(rankLabels, left, right))) {
    const key = labelKey(labels, ...rankLabels);
    if (!values.has(key)) values.set(key, value);
  }
  return values;
}

function compareRanks(rankLabels: readonly string[], left: MetricSample, right: MetricSample): number {
  const ranks = rankLabels.map((label) => Number(left.labels.get(label) ?? 0) - Number(right.labels.get(label) ?? 0));
  return ranks.find((difference) => difference !== 0 && !Number.isNaN(difference)) ?? 0;
}
