import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricVocabulary } from './engines/engine.ts';
import { parseExposition, type Exposition } from './exposition.ts';
import { countGenerated, ReplicaSeries } from './replicaSeries.ts';
import { Series } from './series.ts';

const vocabulary: MetricVocabulary = {
  liveTokens: ['tokens_total'],
  generatedTokens: ['tokens_total'],
  ttftSeconds: ['ttft'],
  running: ['running'],
  kvUse: ['kv'],
};

/** `fast` and `slow` count first tokens within 0.1 s and within 1 s. */
function scrape(tokens: number, fast = 0, slow = 0, running = 1, kv = 0.5): Exposition {
  return parseExposition(
    [
      `tokens_total ${tokens}`,
      `ttft_bucket{le="0.1"} ${fast}`,
      `ttft_bucket{le="1"} ${fast + slow}`,
      `ttft_bucket{le="+Inf"} ${fast + slow}`,
      `running ${running}`,
      `kv ${kv}`,
      '',
    ].join('\n'),
  );
}

const at = (series: ReplicaSeries, t: number, expositions: Readonly<Record<string, Exposition | undefined>>) =>
  series.add({ t, expositions: new Map(Object.entries(expositions)), memoryMiB: null });

test('rates and queues are summed; latency is that of all requests, not a mean of percentiles', () => {
  const series = new ReplicaSeries(vocabulary);
  at(series, 0, { a: scrape(0), b: scrape(100) });
  const sample = at(series, 1000, { a: scrape(50, 98, 0, 2, 0.2), b: scrape(400, 0, 2, 3, 0.6) });
  assert.equal(sample.tokensPerSecond, 350);
  assert.equal(sample.running, 5);
  assert.ok(Math.abs((sample.kvUse ?? 0) - 0.4) < 1e-9);
  assert.ok((sample.ttftP95Ms ?? 1000) <= 100, 'of 100 first tokens 98 came within 0.1 s');
  assert.equal(sample.source, 'engine metric');
});

test('of one replica it says what the series of one process says', () => {
  const one = new Series(vocabulary);
  const several = new ReplicaSeries(vocabulary);
  const scrapes = [scrape(0), scrape(10, 3, 1), scrape(4, 1, 0), undefined, scrape(20, 2, 2)];
  for (const [index, exposition] of scrapes.entries()) {
    const t = index * 1000;
    assert.deepEqual(at(several, t, { a: exposition }), one.add({ t, exposition, memoryMiB: null }));
  }
});

test('a replica that is silent leaves a gap, one that never answered or is gone does not', () => {
  const series = new ReplicaSeries(vocabulary);
  at(series, 0, { a: scrape(0), b: scrape(0), worker: undefined });
  assert.equal(at(series, 1000, { a: scrape(10), b: scrape(10), worker: undefined }).tokensPerSecond, 20);
  assert.equal(at(series, 2000, { a: scrape(20), b: undefined, worker: undefined }).tokensPerSecond, null);
  assert.equal(at(series, 3000, { a: scrape(30), worker: undefined }).tokensPerSecond, 10);
});

test('tokens of all replicas are counted; without a counter there is no number', () => {
  assert.equal(countGenerated([scrape(3), undefined, scrape(4)], vocabulary), 7);
  assert.equal(countGenerated([undefined], vocabulary), null);
});
