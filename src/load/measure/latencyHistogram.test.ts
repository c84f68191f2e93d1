import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LatencyHistogram } from './latencyHistogram.ts';

const latencies = fc.array(fc.double({ min: 0.001, max: 3_600_000, noNaN: true }), { minLength: 1, maxLength: 60 });

function histogramOf(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

function isNear(actual: number | null, expected: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= expected * 0.001, `${actual} is not within 0.1 % of ${expected}`);
}

test('percentiles are within 0.1 % of the nearest rank among the sorted values, for any latencies', () => {
  fc.assert(
    fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (values, quantile) => {
      const rank = Math.max(1, Math.ceil(quantile * values.length * (1 - 1e-12)));
      isNear(histogramOf(values).percentile(quantile), values.toSorted((left, right) => left - right)[rank - 1] ?? 0);
    }),
  );
});

test('the rank of a quantile is not moved by how doubles are rounded', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  for (const percent of values) isNear(histogramOf(values).percentile(percent / 100), percent);
});

test('histograms that are put together are the histogram of all values', () => {
  fc.assert(
    fc.property(latencies, latencies, (some, others) => {
      const together = histogramOf(some);
      together.addAll(histogramOf(others));
      const { mean, ...percentiles } = together.percentiles();
      const { mean: expected, ...ofAll } = histogramOf([...some, ...others]).percentiles();
      assert.deepEqual(percentiles, ofAll);
      isNear(mean, expected ?? 0);
    }),
  );
});

test('mean and maximum are exact, and so is the percentile of one value', () => {
  const { mean, max, count } = histogramOf([1, 2, 6.5]).percentiles();
  assert.deepEqual([mean, max, count], [9.5 / 3, 6.5, 3]);
  assert.equal(histogramOf([7.77]).percentile(0.5), 7.77);
});

test('a value that counts several times is as if it had been recorded as often; shares of a value count too', () => {
  const histogram = new LatencyHistogram();
  histogram.record(10, 2.5);
  histogram.record(20, 2.5);
  isNear(histogram.percentile(0.5), 10);
  isNear(histogram.percentile(0.51), 20);
  assert.equal(histogram.percentiles().count, 5);
});

test('nothing recorded is not known; values out of range are kept at its ends', () => {
  const histogram = new LatencyHistogram();
  assert.deepEqual(histogram.percentiles(), { p50: null, p90: null, p95: null, p99: null, mean: null, max: null, count: 0 });
  histogram.record(-3);
  assert.equal(histogram.percentile(1), 0.001);
  histogram.record(1e12, 3);
  isNear(histogram.percentile(0.5), 3_600_000);
  assert.equal(histogram.percentiles().max, 3_600_000);
  histogram.clear();
  assert.equal(histogram.percentile(0.5), null);
});
