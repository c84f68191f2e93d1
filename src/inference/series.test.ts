import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExposition } from './exposition.ts';
import { hasPrefix, type MetricVocabulary } from './metrics/metricVocabulary.ts';
import type { Told } from './readingWindow.ts';
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

test('requests and errors a second and preemptions are those of the window; a percentile has the bounds of its bucket', () => {
  const series = new Series(vocabulary, { latencyWindowMs: 10_000 });
  const at = (t: number, requests: number, more = '') => series.add(scrape(t, `x:requests_total ${requests}\n${more}`));
  const first = at(0, 100, ttft(0, 0));
  assert.deepEqual([first.requestsPerSecond, first.errorsPerSecond, first.preemptions], [null, null, null]);
  assert.deepEqual([at(2000, 106).requestsPerSecond, at(4000, 106).requestsPerSecond], [3, 1.5]);
  // some engines tell a counter from its first event on
  const failing = at(5000, 110, `x:errors_total 2\nx:preempted_total 3\n${ttft(0, 4)}`);
  assert.deepEqual([failing.requestsPerSecond, failing.errorsPerSecond, failing.preemptions], [2, 0.4, 3]);
  assert.deepEqual([failing.ttftP50Ms, failing.ttftP50LowMs, failing.ttftP50HighMs], [1500, 1000, 2000]);
  const restarted = at(6000, 1);
  assert.deepEqual([restarted.requestsPerSecond, restarted.errorsPerSecond], [null, null]);
});

test('a server that counts requests alone is seen to begin anew by them, and its rate is known again at once', () => {
  const series = new Series({ ...vocabulary, generatedTokens: [] });
  const at = (t: number, requests: number) => series.add(scrape(t, `x:requests_total ${requests}`)).requestsPerSecond;
  at(0, 100);
  assert.deepEqual([at(1000, 110), at(2000, 4), at(3000, 9)], [10, null, 5]);
  assert.equal(series.restarts, 1);
});

test('above the highest bound of a histogram only its low bound is known', () => {
  const series = new Series(vocabulary);
  series.add(scrape(0, ttft(0, 0)));
  const slow = 'x:ttft_seconds_bucket{le="1"} 0\nx:ttft_seconds_bucket{le="2"} 0\nx:ttft_seconds_bucket{le="+Inf"} 3';
  const { ttftP50Ms, ttftP50LowMs, ttftP50HighMs } = series.add(scrape(1000, slow));
  assert.deepEqual([ttftP50Ms, ttftP50LowMs, ttftP50HighMs], [2000, 2000, null]);
});

test('a counter that moves in steps is averaged over them', () => {
  const series = new Series({ ...vocabulary, liveTokens: { counter: ['tokens_total'], stepMs: 3000 } });
  const rates = [0, 0, 120, 120, 240, 240, 360].map(
    (tokens, second) => series.add(scrape(second * 1000, `x:tokens_total ${tokens}`)).tokensPerSecond,
  );
  assert.deepEqual(rates, [null, 0, 60, 40, 80, 40, 80]);
});

test('a gauge that is the rate stands in for the counter while requests run, and is 0 when none does', () => {
  const series = new Series({ ...vocabulary, liveTokens: { counter: ['tokens_total'], rate: ['throughput'] } });
  const at = (t: number, text: string) => {
    const { tokensPerSecond, source } = series.add(scrape(t, text));
    return [tokensPerSecond, source];
  };
  assert.deepEqual(at(0, 'x:throughput 250\nx:running 2'), [250, 'engine metric']);
  assert.deepEqual(
    at(1000, 'x:throughput 250\nx:running 0'),
    [0, 'engine metric'],
    'it stands still when the last request has ended',
  );
  assert.deepEqual(
    at(2000, 'x:throughput 250\nx:running 2\nx:tokens_total 9'),
    [null, 'engine metric'],
    'the counter is preferred',
  );
  assert.deepEqual(at(3000, 'x:throughput 250\nx:running 2\nx:tokens_total 19'), [10, 'engine metric']);
});

test('slots give the live rate; where they are switched off our own stream does, and while they do not answer there is a gap', () => {
  const series = new Series({ ...silent, slotsPath: '/slots' });
  const at = (t: number, counted: number, slots?: Told['slots']) => {
    const told = { exposition: parseExposition(`x:tokens_total ${counted}`), slots };
    const { tokensPerSecond, source } = series.add({ t, told, memoryMiB: null, ownStream });
    return [tokensPerSecond, source];
  };
  assert.deepEqual(at(0, 0, [{ id: '0/1', decoded: 5 }]), [null, 'engine slots']);
  assert.deepEqual(at(1000, 0, [{ id: '0/1', decoded: 25 }]), [20, 'engine slots']);
  assert.deepEqual(at(3000, 45, []), [10, 'engine slots'], 'what it ended with is told by the counter');
  assert.deepEqual(at(4000, 45), [null, 'engine slots']);
  assert.deepEqual(at(5000, 45, [{ id: '0/2', decoded: 7 }]), [3.5, 'engine slots'], 'since they answered last');
  assert.deepEqual(at(6000, 45, 'disabled'), [7, 'own stream']);
  assert.deepEqual(series.add({ t: 7000, told: undefined, memoryMiB: null, ownStream }).source, 'own stream');
});

test('a page that came late feigns no leap: a rate is of a time that is known well', () => {
  const at = (series: Series, from: number, to: number, tokens: number) => {
    const told = { exposition: parseExposition(`x:tokens_total ${tokens}`), madeBetween: [from, to] } as const;
    return series.add({ t: to, told, memoryMiB: null }).tokensPerSecond;
  };
  // 100 tokens a second; the third page came 0.9 s late, made as soon as it was asked for or just before it came
  for (const made of [2000, 2900]) {
    const series = new Series(vocabulary);
    assert.deepEqual([at(series, 0, 0, 0), at(series, 1000, 1000, 100)], [null, 100]);
    const late = at(series, 2000, 2900, made / 10) ?? 0;
    assert.ok(late > 80 && late < 120, `${late} is since the first page, from which the time is known to a fifth`);
    assert.equal(at(series, 3000, 3000, 300), 100);
  }
  const slow = new Series(vocabulary);
  const rates = Array.from({ length: 8 }, (_, second) => at(slow, second * 1000, second * 1000 + 800, second * 100));
  assert.deepEqual(rates, [null, null, null, null, 100, 100, 100, 100], 'one that is always late is averaged');
});
