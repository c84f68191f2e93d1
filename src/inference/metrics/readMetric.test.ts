import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExposition } from '../exposition.ts';
import { readCounter, readCounters, readGauge, readLatencies, readShare, sumOf } from './readMetric.ts';

const words = { prefixes: ['x:', 'x_'] };
const total = (text: string, ...names: Parameters<typeof readCounter>[2]) => {
  const counter = readCounter(parseExposition(text), words, names);
  return counter && sumOf(counter);
};

test('a counter is summed over label sets, under its current name before its alias, and by any prefix', () => {
  assert.equal(total('x:c{engine="0"} 3\nx:c{engine="1"} 4\nx:old 100', 'c', 'old'), 7);
  assert.equal(total('x:old 100', 'c', 'old'), 100);
  assert.equal(total('x_c 5', 'c'), 5);
  assert.equal(total('x:c_created 1.7e9\nx:c_by_reason 9', 'c'), undefined);
});

test('what is told twice counts once, and what is no number is not known', () => {
  assert.equal(total('x:c{a="1",b="2"} 3\nx:c{b="2",a="1"} 3', 'c'), 3);
  assert.equal(readGauge(parseExposition('x:g 4\nx:g 4'), words, ['g'], 'sum'), 4);
  for (const value of ['inf', '-Inf', 'nan']) assert.equal(total(`x:c ${value}`, 'c'), undefined, value);
  assert.equal(total('x:c{a="1"} NaN\nx:c{a="2"} 2', 'c'), 2);
});

test('by labels: a counter without such a series is 0, a gauge is not known, and an alias comes first', () => {
  const error = { name: 'c', where: { status: 'error' } };
  assert.equal(total('x:c{status="ok"} 3', error), 0);
  assert.equal(total('x:c{status="error",m="a"} 3\nx:c{status="error",m="b"} 1\nx:c{status="ok"} 9', error), 4);
  assert.equal(total('x:c{status="ok"} 3\nx:failed 2', error, 'failed'), 2);
  assert.equal(total('x:other 3', error), undefined);
  assert.equal(readGauge(parseExposition('x:c{status="ok"} 3'), words, [error], 'sum'), null);
});

test('counters that only together are the number; what is not there is left out', () => {
  const requests = (text: string) => readCounters(parseExposition(text), words, [['good'], ['bad', 'old_bad']]);
  assert.equal(sumOf(requests('x:good 3\nx:bad 2\nx:old_bad 9') ?? new Map()), 5);
  assert.equal(sumOf(requests('x:good 3') ?? new Map()), 3);
  assert.equal(requests('x:ugly 3'), undefined);
});

test('of ranks that each tell the same the lowest counts, in whatever order they stand', () => {
  const ranked = { ...words, rankLabels: ['tp_rank', 'pp_rank'] };
  const gauge = (text: string) => readGauge(parseExposition(text), ranked, ['g'], 'sum');
  assert.equal(gauge('x:g{tp_rank="10"} 3\nx:g{tp_rank="2"} 2\nx:g{tp_rank="9"} 9'), 2);
  assert.equal(gauge('x:g{dp_rank="0",tp_rank="0"} 1\nx:g{dp_rank="0",tp_rank="1"} 1\nx:g{dp_rank="1",tp_rank="2"} 4'), 5);
  assert.equal(gauge('x:g{tp_rank="0",pp_rank="1"} 7\nx:g{tp_rank="0",pp_rank="0"} 6'), 6);
  assert.equal(gauge('x:g 8'), 8);
});

test('a gauge summed or as a mean, and a share as a quotient', () => {
  const exposition = parseExposition('x:g{engine="0"} 0.2\nx:g{engine="1"} 0.4\nx:used 30\nx:all 120\nx:none 0\n');
  assert.ok(Math.abs((readGauge(exposition, words, ['g'], 'mean') ?? 0) - 0.3) < 1e-12);
  assert.ok(Math.abs((readGauge(exposition, words, ['g'], 'sum') ?? 0) - 0.6) < 1e-12);
  assert.equal(readShare(exposition, words, { part: ['used'], whole: ['all'] }), 0.25);
  assert.equal(readShare(exposition, words, { part: ['used'], whole: ['none'] }), null);
  assert.equal(readShare(exposition, words, { part: ['used'], whole: ['missing'] }), null);
});

test('latencies are in milliseconds, whatever the engine counts in', () => {
  const exposition = parseExposition('x:h_bucket{le="0.5"} 1\nx:h_bucket{le="+Inf"} 1');
  const bounds = (unit: 's' | 'ms' | 'us') => readLatencies(exposition, words, { names: ['missing', 'h'], unit })?.bounds;
  assert.deepEqual(
    [bounds('s'), bounds('ms'), bounds('us')],
    [
      [500, Infinity],
      [0.5, Infinity],
      [0.0005, Infinity],
    ],
  );
});
