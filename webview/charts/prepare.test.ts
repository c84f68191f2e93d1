import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toColumns } from '../../src/protocol/sampleColumns.ts';
import { decimate, since, withGaps } from './prepare.ts';
import { sampleAt } from '../../test/webview/jobs.ts';

const series = (times: readonly number[], value: (t: number) => number | null = (t) => t) =>
  toColumns(times.map((t) => sampleAt(t, { tokensPerSecond: value(t) })));

test('a window keeps one row before its edge', () => {
  assert.deepEqual(since(series([1000, 2000, 3000, 4000]), 2500).t, [2000, 3000, 4000]);
  assert.deepEqual(since(series([1000, 2000]), 0).t, [1000, 2000]);
  assert.deepEqual(since(series([1000, 2000]), 5000).t, []);
  assert.deepEqual(since(series([]), 5).t, []);
});

test('missing samples break the line, jitter does not', () => {
  const drawn = withGaps(series([1000, 2000, 3100, 4000, 9000, 10_000, 12_500]));
  assert.deepEqual(drawn.t, [1000, 2000, 3100, 4000, 6500, 9000, 10_000, 12_500]);
  assert.deepEqual(drawn.tokensPerSecond, [1000, 2000, 3100, 4000, null, 9000, 10_000, 12_500]);
  assert.deepEqual(withGaps(series([])).t, []);
  assert.deepEqual(withGaps(series([1000])).t, [1000]);
});

test('decimation keeps every extreme, the order of time and unknown stretches', () => {
  const value = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 400 }), fc.integer({ min: 2, max: 50 }), (values, mostRows) => {
      const columns = series(
        values.map((_, index) => index * 1000),
        (t) => values[t / 1000] ?? null,
      );
      const drawn = decimate(columns, mostRows);
      const known = (list: readonly (number | null)[]): readonly number[] => list.filter((item) => item !== null);
      assert.ok(drawn.t.length <= Math.max(mostRows, 2));
      assert.equal(drawn.tokensPerSecond.length, drawn.t.length);
      assert.deepEqual(
        drawn.t,
        drawn.t.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(drawn.t).size, drawn.t.length);
      assert.equal(Math.max(...known(drawn.tokensPerSecond)), Math.max(...known(columns.tokensPerSecond)));
      assert.equal(Math.min(...known(drawn.tokensPerSecond)), Math.min(...known(columns.tokensPerSecond)));
    }),
  );
});

test('an hour without samples stays a gap after decimation', () => {
  const seconds = Array.from({ length: 20_000 }, (_, index) => index * 1000 + (index >= 9000 ? 3_600_000 : 0));
  const drawn = withGaps(decimate(series(seconds), 2000));
  const gaps = drawn.t.filter((_, row) => drawn.tokensPerSecond[row] === null);
  assert.equal(gaps.length, 1);
  assert.ok((gaps[0] ?? 0) > 9_000_000 && (gaps[0] ?? 0) < 12_600_000);
});
