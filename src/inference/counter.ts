import { labelKey, samplesOf, type Exposition } from './exposition.ts';

/** A counter at one instant, by label set: data-parallel engines have one series each. */
export type Counter = ReadonlyMap<string, number>;

/** How a counter moved between two scrapes. */
export type CounterMove = { readonly kind: 'increase'; readonly amount: number } | { readonly kind: 'restart' };

/** Reads the first of these names that the scrape has; undefined when it has none of them. */
export function readCounter(exposition: Exposition, names: readonly string[]): Counter | undefined {
  const known = samplesOf(exposition, names).filter(({ value }) => Number.isFinite(value));
  return known.length === 0 ? undefined : new Map(known.map(({ labels, value }) => [labelKey(labels), value]));
}

/** The whole of a counter: its sum over all label sets; null when the scrape has none of the names. */
export function readCounterTotal(exposition: Exposition, names: readonly string[]): number | null {
  const counter = readCounter(exposition, names);
  return counter === undefined ? null : counter.values().reduce((sum, value) => sum + value, 0);
}

/** What was counted between two scrapes. A series that is new began at 0; one that went down or away began anew. */
export function moveOf(earlier: Counter, later: Counter): CounterMove {
  for (const [key, value] of earlier) {
    if ((later.get(key) ?? -1) < value) return { kind: 'restart' };
  }
  const amount = later.entries().reduce((sum, [key, value]) => sum + value - (earlier.get(key) ?? 0), 0);
  return { kind: 'increase', amount };
}

/** A gauge summed over label sets, or their mean; null when the scrape has no such number. */
export function readGauge(exposition: Exposition, names: readonly string[], combine: 'sum' | 'mean'): number | null {
  const values = samplesOf(exposition, names)
    .map(({ value }) => value)
    .filter(Number.isFinite);
  if (values.length === 0) return null;
  const sum = values.reduce((total, value) => total + value, 0);
  return combine === 'sum' ? sum : sum / values.length;
}
