import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vllm } from './engines/vllm.ts';
import { llamacpp } from './engines/llamacpp.ts';
import { parseExposition, type Exposition } from './exposition.ts';
import { countGenerated, ReplicaSeries } from './replicaSeries.ts';

interface Told {
  readonly tokens: number;
  readonly running?: number;
  /** Requests whose first token came within 0.1 s, and all of them. */
  readonly fast?: number;
  readonly requests?: number;
}

function told({ tokens, running = 0, fast = 0, requests = fast }: Told): Exposition {
  return parseExposition(`
vllm:generation_tokens_total ${tokens}
vllm:num_requests_running ${running}
vllm:kv_cache_usage_perc ${running / 10}
vllm:time_to_first_token_seconds_bucket{le="0.1"} ${fast}
vllm:time_to_first_token_seconds_bucket{le="1"} ${requests}
vllm:time_to_first_token_seconds_bucket{le="+Inf"} ${requests}
vllm:time_to_first_token_seconds_count ${requests}
vllm:time_to_first_token_seconds_sum ${requests}`);
}

function scrape(series: ReplicaSeries, t: number, replicas: Readonly<Record<string, Told | undefined>>) {
  const read = new Map(Object.entries(replicas).map(([name, each]) => [name, each && { exposition: told(each) }]));
  return series.add({ t, replicas: read, memoryMiB: null });
}

test('rates and queues of replicas are summed, their KV use is a mean, and each has its own rate', () => {
  const series = new ReplicaSeries(vllm.metrics);
  scrape(series, 0, { a: { tokens: 0 }, b: { tokens: 1000 } });
  const sample = scrape(series, 1000, { a: { tokens: 100, running: 2 }, b: { tokens: 1050, running: 4 } });
  assert.equal(sample.tokensPerSecond, 150);
  assert.equal(sample.running, 6);
  assert.ok(Math.abs((sample.kvUse ?? 0) - 0.3) < 1e-9);
  assert.deepEqual(
    [...series.rates],
    [
      ['a', 100],
      ['b', 50],
    ],
  );
});

test('latency is that of all requests: the slow replica with few of them does not move the median', () => {
  const series = new ReplicaSeries(vllm.metrics);
  scrape(series, 0, { a: { tokens: 0 }, b: { tokens: 0 } });
  const sample = scrape(series, 1000, { a: { tokens: 1, fast: 99 }, b: { tokens: 1, fast: 0, requests: 1 } });
  assert.ok((sample.ttftP50Ms ?? Number.NaN) <= 100, `${sample.ttftP50Ms}`);
});

test('while a replica is silent there is a gap, and none while one comes or goes for good', () => {
  const series = new ReplicaSeries(vllm.metrics);
  scrape(series, 0, { a: { tokens: 0 }, b: { tokens: 0 } });
  const silent = scrape(series, 1000, { a: { tokens: 10 }, b: undefined });
  assert.equal(silent.tokensPerSecond, null);
  assert.deepEqual([...series.rates], [['a', 10]]);
  assert.equal(scrape(series, 2000, { a: { tokens: 20 }, b: { tokens: 30 } }).tokensPerSecond, 25);
  assert.equal(scrape(series, 3000, { a: { tokens: 30 } }).tokensPerSecond, 10);
  // one that is new has no rate yet, and no part in the sum
  assert.equal(scrape(series, 4000, { a: { tokens: 40 }, c: { tokens: 500 } }).tokensPerSecond, 10);
  assert.equal(scrape(series, 5000, { a: { tokens: 50 }, c: { tokens: 501 } }).tokensPerSecond, 11);
});

test('an engine that counts when a request ends has no rate of its own', () => {
  const series = new ReplicaSeries(llamacpp.metrics);
  const at = (tokens: number) => parseExposition(`llamacpp:tokens_predicted_total ${tokens}`);
  const replicas = (tokens: number) => new Map([['a', { exposition: at(tokens), slots: 'disabled' } as const]]);
  series.add({ t: 0, replicas: replicas(0), memoryMiB: null });
  const sample = series.add({ t: 1000, replicas: replicas(10), memoryMiB: null });
  assert.deepEqual([sample.tokensPerSecond, sample.source, series.rates.size], [null, 'none', 0]);
  assert.equal(countGenerated([at(7), undefined], llamacpp.metrics), 7);
  assert.equal(countGenerated([parseExposition('')], llamacpp.metrics), null);
});
