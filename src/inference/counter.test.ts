import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveOf, readCounter, readCounterTotal, readGauge } from './counter.ts';
import { parseExposition } from './exposition.ts';

const counterOf = (text: string) => readCounter(parseExposition(text), ['c_total', 'c_old']) ?? assert.fail('no counter');

test('a counter is summed over label sets, under its current name before its alias', () => {
  assert.equal(
    readCounterTotal(parseExposition('c_total{engine="0"} 3\nc_total{engine="1"} 4\nc_old 100'), ['c_total', 'c_old']),
    7,
  );
  assert.equal(readCounterTotal(parseExposition('c_old 100'), ['c_total', 'c_old']), 100);
  assert.equal(readCounterTotal(parseExposition('c_total_created 1.7e9\nc_total NaN'), ['c_total']), null);
});

test('an increase is counted per label set, and a new series began at 0', () => {
  assert.deepEqual(moveOf(counterOf('c_total 5'), counterOf('c_total 5')), { kind: 'increase', amount: 0 });
  const earlier = counterOf('c_total{engine="0",m="a"} 5');
  const later = counterOf('c_total{m="a",engine="0"} 8\nc_total{engine="1",m="a"} 2');
  assert.deepEqual(moveOf(earlier, later), { kind: 'increase', amount: 5 });
});

test('a series that went down or away began anew, even where the sum went up', () => {
  assert.equal(moveOf(counterOf('c_total 5'), counterOf('c_total 4')).kind, 'restart');
  const earlier = counterOf('c_total{engine="0"} 5\nc_total{engine="1"} 5');
  assert.equal(moveOf(earlier, counterOf('c_total{engine="0"} 100\nc_total{engine="1"} 1')).kind, 'restart');
  assert.equal(moveOf(earlier, counterOf('c_total{engine="0"} 100')).kind, 'restart');
});

test('gauges: sum or mean over label sets, infinite and missing ones are not known', () => {
  const exposition = parseExposition('g{engine="0"} 0.2\ng{engine="1"} 0.4\nx inf\n');
  assert.ok(Math.abs((readGauge(exposition, ['g'], 'mean') ?? 0) - 0.3) < 1e-12);
  assert.ok(Math.abs((readGauge(exposition, ['g'], 'sum') ?? 0) - 0.6) < 1e-12);
  assert.equal(readGauge(exposition, ['x'], 'sum'), null);
  assert.equal(readGauge(exposition, ['y'], 'sum'), null);
});
