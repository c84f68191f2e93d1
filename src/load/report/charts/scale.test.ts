import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { logScale, percentileScale, scaleFromZero, scaleWithin, type Scale } from './scale.ts';

const isClose = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

test('ticks are at 1, 2 or 5 times a power of ten, as they are written', () => {
  assert.deepEqual(scaleFromZero(1345).ticks, [0, 500, 1000, 1500]);
  assert.deepEqual(scaleFromZero(0.62).ticks, [0, 0.2, 0.4, 0.6, 0.8]);
  assert.deepEqual(scaleFromZero(10).ticks, [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(scaleFromZero(0).ticks, [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(scaleWithin(3, 38).ticks, [10, 20, 30]);
});

test('fractions have a tick at each power of two, latencies at each of ten', () => {
  assert.deepEqual(logScale(1 / 8, 1, 2).ticks, [1 / 8, 1 / 4, 1 / 2, 1]);
  assert.deepEqual(logScale(0.3, 1, 2).ticks, [1 / 4, 1 / 2, 1]);
  assert.deepEqual(logScale(9, 1400, 10).ticks, [1, 10, 100, 1000, 10_000]);
  assert.deepEqual(logScale(1, 1, 2).ticks, [1, 2]);
  isClose(logScale(1 / 8, 1, 2).at(1 / 2), 2 / 3);
});

test('percentiles: each nine takes the same room, the maximum is at the end', () => {
  const { at } = percentileScale();
  isClose(at(0.5), 0);
  isClose(at(1), 1);
  isClose(at(0.99) - at(0.9), at(1) - at(0.99));
});

const amounts = fc.double({ min: 1e-6, max: 1e9, noNaN: true });

test('whatever is drawn lies on its axis, and ticks rise from the one end to the other', () => {
  fc.assert(
    fc.property(amounts, amounts, (one, other) => {
      const [least, most] = [Math.min(one, other), Math.max(one, other)];
      const scales: readonly Scale[] = [
        scaleFromZero(most),
        scaleWithin(least, most),
        logScale(least, most, 2),
        logScale(least, most, 10),
      ];
      for (const { at, ticks } of scales) {
        for (const value of [least, most]) assert.ok(at(value) >= -1e-6 && at(value) <= 1 + 1e-6, `${value}: ${at(value)}`);
        assert.ok(ticks.length <= 60 && ticks.every((tick, index) => index === 0 || tick > (ticks[index - 1] ?? 0)));
        assert.ok(
          ticks.every((tick) => at(tick) >= -1e-6 && at(tick) <= 1 + 1e-6),
          String(ticks),
        );
      }
    }),
  );
});
