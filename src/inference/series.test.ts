import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExposition } from './exposition.ts';
import { hasPrefix, type MetricVocabulary } from './metrics/metricVocabulary.ts';
import { nothingKnown } from './sample.ts';
import { Series, type OwnStreamFigures } from './series.ts';

const silent: MetricVocabulary = {
  id: 'x',
  label: 'X',
  prefixes: ['x:'],
  isSpokenIn: hasPrefix('x:'),
  generatedTokens: ['tokens_total'],
};
const vocabulary: MetricVocabulary = {
  ...silent,
  liveTokens: { counter: ['tokens_total'] },
  ttft: { names: ['ttft_seconds'], unit: 's' },
  itl: { names: ['itl_seconds'], unit: 's' },
  running: ['running'],
  waiting: ['waiting'],
  kvUse: { share: ['kv'] },
  requests: [['requests_total']],
  errors: ['errors_total'],
  preemptions: { counter: ['preempted_total'] },
};
const withoutLive: MetricVocabulary = { ...silent, running: ['running'] };
const ownStream: OwnStreamFigures = { tokensPerSecond: 7, ttftP50Ms: 1, ttftP95Ms: 2, itlP50Ms: 3, itlP95Ms: 4 };

const ttft = (atMost1: number, all: number) =>
  `x:ttft_seconds_bucket{le="1"} ${atMost1}\nx:ttft_seconds_bucket{le="2"} ${all}\nx:ttft_seconds_bucket{le="+Inf"} ${all}\n`;
const scrape = (t: number, text: string) => ({ t, told: { exposition: parseExposition(text) }, memoryMiB: 100 });

test('tokens per second are the rate of the live counter; the first scrape has nothing to compare with', () => {
  const series = new Series(vocabulary);
  assert.equal(series.add(scrape(1000, 'x:tokens_total 500')).tokensPerSecond, null);
  const sample = series.add(scrape(3000, 'x:tokens_total 700'));
  assert.deepEqual([sample.tokensPerSecond, sample.source], [100, 'engine metric']);
  assert.equal(series.add(scrape(4000, 'x:tokens_total 700')).tokensPerSecond, 0, 'idle is 0');
});

test('an engine that began anew gives no negative rate, is seen, and is measured again', () => {
  const series = new Series(vocabulary);
  series.add(scrape(1000, `x:tokens_total 500\n${ttft(5, 5)}`));
  const restarted = series.add(scrape(2000, `x:tokens_total 20\n${ttft(0, 0)}`));
  assert.deepEqual([restarted.tokensPerSecond, restarted.ttftP50Ms, series.restarts], [null, null, 1]);
  const measured = series.add(scrape(3000, `x:tokens_total 50\n${ttft(0, 4)}`));
  assert.deepEqual([measured.tokensPerSecond, measured.ttftP50Ms], [30, 1500]);
});

test('a new process is seen even when its counter has already passed the old one', () => {
  const series = new Series(vocabulary);
  series.add(scrape(1000, 'x:tokens_total 5\nprocess_start_time_seconds 1.7e9'));
  assert.equal(series.add(scrape(2000, 'x:tokens_total 900\nprocess_start_time_seconds 1.8e9')).tokensPerSecond, null);
  assert.equal(series.restarts, 1);
});

test('a scrape that failed is a gap, and the rate after it is that of the whole gap', () => {
  const series = new Series(vocabulary);
  series.add(scrape(1000, `x:tokens_total 100\nx:running 1\n${ttft(1, 1)}`));
  const gap = series.add({ t: 2000, told: undefined, memoryMiB: 5, ownStream });
  assert.deepEqual(gap, { ...nothingKnown, t: 2000, replicas: 0, replicasAsked: 1, memoryMiB: 5 });
  assert.equal(series.add(scrape(3000, 'x:tokens_total 300')).tokensPerSecond, 100);
});

test('latencies are those of the window: nothing observed in it is not known', () => {
  const series = new Series(vocabulary, { latencyWindowMs: 10_000 });
  const sampleAt = (t: number, atMost1: number, all: number) => series.add(scrape(t, `x:tokens_total 0\n${ttft(atMost1, all)}`));
  sampleAt(0, 0, 0);
  assert.equal(sampleAt(1000, 4, 4).ttftP50Ms, 500);
  assert.equal(sampleAt(9000, 4, 8).ttftP50Ms, 1000, 'four below 1 s and four below 2 s');
  assert.equal(sampleAt(12_000, 4, 8).ttftP50Ms, 1500, 'the first four have left the window');
  const { ttftP50Ms, latencySource } = sampleAt(25_000, 4, 8);
  assert.deepEqual([ttftP50Ms, latencySource], [null, 'engine metric']);
});

test('several engines in one scrape: counters and queues are added up, KV use is their mean', () => {
  const series = new Series(vocabulary);
  const text = (tokens: number) =>
    [0, 1].map(
      (engine) =>
        `x:tokens_total{engine="${engine}"} ${tokens}\nx:running{engine="${engine}"} 2\nx:kv{engine="${engine}"} 0.${engine + 1}`,
    );
  series.add(scrape(0, text(0).join('\n')));
  const { tokensPerSecond, running, waiting, kvUse } = series.add(scrape(1000, text(50).join('\n')));
  assert.deepEqual([tokensPerSecond, running, waiting], [100, 4, null]);
  assert.ok(Math.abs((kvUse ?? 0) - 0.15) < 1e-12);
});

test('an engine without a live counter is measured by our own stream, and says so; else it is not known', () => {
  const series = new Series(withoutLive);
  series.add(scrape(0, 'x:tokens_total 0\nx:running 1'));
  const alone = series.add(scrape(1000, 'x:tokens_total 900\nx:running 1'));
  assert.deepEqual([alone.tokensPerSecond, alone.source, alone.latencySource, alone.running], [null, 'none', 'none', 1]);
  const measured = series.add({ ...scrape(2000, 'x:tokens_total 900'), ownStream });
  assert.deepEqual([measured.tokensPerSecond, measured.source], [7, 'own stream']);
  assert.deepEqual([measured.ttftP95Ms, measured.itlP95Ms, measured.latencySource], [2, 4, 'own stream']);
});

test('a page that is no exposition gives nulls', () => {
  const series = new Series(vocabulary);
  const { tokensPerSecond, source, running } = series.add(scrape(0, '<html>not found</html>'));
  assert.deepEqual([tokensPerSecond, source, running], [null, 'none', null]);
});

test('a clock that was set back gives no rate, and the next second has one again', () => {
  const series = new Series(vocabulary);
  series.add(scrape(5000, 'x:tokens_total 0'));
  assert.equal(series.add(scrape(1000, 'x:tokens_total 10')).tokensPerSecond, null);
  assert.equal(series.add(scrape(2000, 'x:tokens_total 30')).tokensPerSecond, 20);
  assert.equal(series.restarts, 0);
});
