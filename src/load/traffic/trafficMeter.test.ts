import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makePrompts } from '../prompts.ts';
import { TrafficMeter } from './trafficMeter.ts';

const isNear = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) <= expected * 0.006, `${actual} is not near ${expected}`);

test('tokens are those of the usage figures; the rate is that of the time of sending', () => {
  const meter = new TrafficMeter(0);
  assert.equal(meter.figures(1000).tokensPerSecond, null);
  const first = meter.begin(0);
  meter.receive(first, 100, 1);
  meter.receive(first, 200, 1);
  meter.finish(first, 4);
  const second = meter.begin(500);
  meter.receive(second, 1900, 1);
  meter.stopSending(2000);
  meter.receive(second, 2500, 1);
  meter.finish(second, 4);
  const { requests, errors, tokens, tokensPerSecond, ttftP95Ms, itlP50Ms } = meter.figures(9000);
  assert.deepEqual([requests, errors, tokens], [2, 0, 8]);
  assert.equal(tokensPerSecond, 3, 'three chunks of two tokens within two seconds');
  isNear(ttftP95Ms, 1400);
  isNear(itlP50Ms, 100);
});

test('a read with several chunks shares its gap among them', () => {
  const meter = new TrafficMeter(0);
  const request = meter.begin(0);
  meter.receive(request, 10, 1);
  meter.receive(request, 10, 0);
  meter.receive(request, 50, 4);
  isNear(meter.figures(100).itlP50Ms, 10);
});

test('what failed or was cancelled gives no tokens and no rate', () => {
  const meter = new TrafficMeter(0);
  const bad = meter.begin(0);
  meter.receive(bad, 10, 50);
  meter.fail(bad, 'broke');
  const cancelled = meter.begin(0);
  meter.receive(cancelled, 10, 50);
  meter.drop(cancelled);
  const good = meter.begin(0);
  meter.receive(good, 10, 5);
  meter.finish(good, 5);
  const { requests, errors, tokens, tokensPerSecond, lastError } = meter.figures(1000);
  assert.deepEqual(
    { requests, errors, tokens, tokensPerSecond, lastError },
    { requests: 2, errors: 1, tokens: 5, tokensPerSecond: 5, lastError: 'broke' },
  );
});

test('the live figures are of the last whole seconds', () => {
  const meter = new TrafficMeter(500);
  assert.equal(meter.ownStream(1900).tokensPerSecond, null, 'no second is whole yet');
  const request = meter.begin(1000);
  for (let at = 1000; at < 4000; at += 100) meter.receive(request, at, 1);
  assert.equal(meter.ownStream(2500).tokensPerSecond, 10, 'one whole second');
  assert.equal(meter.ownStream(4000).tokensPerSecond, 10);
  assert.equal(meter.ownStream(8000).tokensPerSecond, 0, 'nothing arrives any more');
  isNear(meter.ownStream(8000).itlP50Ms, 100);
  assert.equal(meter.ownStream(60_000).itlP50Ms, null);
  meter.finish(request, 60);
  assert.equal(meter.ownStream(4000).tokensPerSecond, 20, 'two tokens a chunk');
});

test('prompts have the asked length, and are the same for the same seed only', () => {
  const take = (seed: number) => makePrompts(12, seed).take(3).toArray();
  assert.deepEqual(take(5), take(5));
  assert.notDeepEqual(take(5), take(6));
  for (const prompt of take(-1)) assert.equal(prompt.split(' ').length, 12);
  assert.equal(new Set(take(7)).size, 3);
});
