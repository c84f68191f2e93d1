import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toInterval } from './interval.ts';
import { t95 } from './studentT.ts';

test('quantiles of Student’s t are the published ones', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, 0.975
  const published: readonly (readonly [number, number])[] = [
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [9, 2.262],
    [10, 2.228],
    [29, 2.045],
    [30, 2.042],
    [100, 1.984],
  ];
  for (const [degrees, value] of published) assert.equal(Number(t95(degrees).toFixed(3)), value, `${degrees} degrees`);
});

test('the interval of five repeats is their mean and t times the standard error', () => {
  const interval = toInterval([98, 100, 101, 102, 99]);
  assert.ok(interval !== null);
  assert.equal(interval.mean, 100);
  assert.equal(Number((interval.high - interval.mean).toFixed(3)), 1.963);
  assert.equal(Number((interval.mean - interval.low).toFixed(3)), 1.963);
});

test('of one run there is no interval, and repeats that agree have one without width', () => {
  assert.equal(toInterval([]), null);
  assert.equal(toInterval([7]), null);
  assert.deepEqual(toInterval([7, 7]), { mean: 7, low: 7, high: 7 });
});
