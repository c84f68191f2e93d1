import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveOf } from './counter.ts';
import { parseExposition } from './exposition.ts';
import { readCounter } from './metrics/readMetric.ts';

const counterOf = (text: string) =>
  readCounter(parseExposition(text), { prefixes: [''] }, ['c_total']) ?? assert.fail('no counter');

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
