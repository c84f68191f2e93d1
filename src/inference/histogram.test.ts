import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseExposition } from './exposition.ts';
import { observedBetween, percentileOf, readHistogram } from './histogram.ts';

const readFixture = (name: string) =>
  parseExposition(readFileSync(new URL(`../../test/data/metrics/${name}`, import.meta.url), 'utf8'));
const histogramOf = (file: string, name: string) => readHistogram(readFixture(file), [name]) ?? assert.fail(`no ${name}`);

test('percentiles lie in the bucket that holds them, by interpolation', () => {
  const histogram = { bounds: [1, 2, 4, Infinity], counts: [0, 10, 20, 20] };
  assert.equal(percentileOf(histogram, 0.25)?.value, 1.5);
  assert.equal(percentileOf(histogram, 0.5)?.value, 2);
  assert.equal(percentileOf(histogram, 0.75)?.value, 3);
  assert.equal(percentileOf(histogram, 1)?.value, 4);
  assert.equal(percentileOf({ bounds: [1, Infinity], counts: [10, 10] }, 0.5)?.value, 0.5);
});

test('above the highest bound the answer is that bound; nothing observed is not known', () => {
  assert.deepEqual(percentileOf({ bounds: [1, 2, Infinity], counts: [0, 0, 5] }, 0.5), { value: 2, low: 2, high: null });
  assert.equal(percentileOf({ bounds: [Infinity], counts: [5] }, 0.5), null);
  assert.equal(percentileOf({ bounds: [1, Infinity], counts: [0, 0] }, 0.5), null);
});

test('recorded scrapes: vLLM TTFT below 1 s, SGLang TTFT between 1 and 2 s though its sum comes first', () => {
  const vllm = histogramOf('vllm_extra_2026-01.prom', 'vllm:time_to_first_token_seconds');
  assert.equal(vllm.counts.at(-1), 2);
  assert.ok((percentileOf(vllm, 0.95)?.value ?? 9) <= 1);
  const sglang = percentileOf(histogramOf('sglang_2026-01.prom', 'sglang:time_to_first_token_seconds'), 0.5);
  assert.ok(sglang !== null && sglang.value > 1 && sglang.value <= 2, JSON.stringify(sglang));
  assert.deepEqual([sglang.low, sglang.high], [1, 2]);
});

test('buckets in any order and of several label sets are added up on the bounds that all have', () => {
  const text = [
    'h_bucket{le="+Inf",engine="0"} 3',
    'h_bucket{engine="0",le="2.0"} 2',
    'h_bucket{engine="0",le="1"} 1',
    'h_bucket{engine="1",le="2"} 10',
    'h_bucket{engine="1",le="+Inf"} 10',
    'h_bucket{engine="1",le="what"} 10',
  ].join('\n');
  assert.deepEqual(readHistogram(parseExposition(text), ['missing', 'h']), { bounds: [2, Infinity], counts: [12, 13] });
  assert.equal(readHistogram(parseExposition('h_count 1'), ['h']), undefined);
});

test('the difference of two scrapes is the window between them', () => {
  const earlier = { bounds: [1, 2, Infinity], counts: [5, 5, 5] };
  const later = { bounds: [1, 2, Infinity], counts: [5, 9, 9] };
  assert.deepEqual(observedBetween(earlier, later), { bounds: [1, 2, Infinity], counts: [0, 4, 4] });
  assert.deepEqual(observedBetween(later, earlier), earlier, 'an engine that began anew');
  assert.deepEqual(observedBetween({ bounds: [3], counts: [1] }, later), later, 'other buckets');
});

test('for any observations the percentile lies within the bucket of the exact one', () => {
  const bounds = [0.001, 0.01, 0.1, 0.5, 1, 5, Infinity];
  const observations = fc.array(fc.double({ min: 0.0001, max: 5, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(observations, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, quantile) => {
      const counts = bounds.map((bound) => values.filter((value) => value <= bound).length);
      const exact = values.toSorted((left, right) => left - right)[Math.ceil(quantile * values.length - 1e-9) - 1] ?? 0;
      const index = bounds.findIndex((bound) => exact <= bound);
      const { value, low, high } = percentileOf({ bounds, counts }, quantile) ?? assert.fail();
      assert.ok(value >= low - 1e-9 && value <= (high ?? 0) + 1e-9);
      assert.deepEqual([low, high], [bounds[index - 1] ?? 0, bounds[index]]);
    }),
  );
});
