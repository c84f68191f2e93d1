import type { SampleField } from '../src/inference/sample.ts';
import { fill, type Texts } from './texts.ts';

/** Percentiles that engines tell in buckets, with the bounds of theirs. */
const bounds: Partial<Record<SampleField, readonly [low: SampleField, high: SampleField]>> = {
  ttftP50Ms: ['ttftP50LowMs', 'ttftP50HighMs'],
  ttftP95Ms: ['ttftP95LowMs', 'ttftP95HighMs'],
  itlP50Ms: ['itlP50LowMs', 'itlP50HighMs'],
  itlP95Ms: ['itlP95LowMs', 'itlP95HighMs'],
};

/**
 * `100 to 250 ms`: how exact a percentile is. Undefined where it was not read from buckets, and where the bounds are not those of
 * this very value, since points that are drawn together have each column's extremes.
 */
export function boundsText(
  field: SampleField,
  valueOf: (field: SampleField) => number | null | undefined,
  texts: Texts,
): string | undefined {
  const value = valueOf(field);
  const [low, high] = (bounds[field] ?? []).map((bound) => valueOf(bound) ?? null);
  if (typeof value !== 'number' || typeof low !== 'number' || value < low) return undefined;
  const { bucketRange, bucketAbove } = texts.strings;
  if (typeof high !== 'number') return value === low ? fill(bucketAbove, texts.milliseconds(low)) : undefined;
  const isOneUnit = high < 10_000;
  return value > high
    ? undefined
    : fill(bucketRange, isOneUnit ? texts.number(low) : texts.milliseconds(low), texts.milliseconds(high));
}
