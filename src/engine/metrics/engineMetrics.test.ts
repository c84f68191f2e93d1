import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExposition } from '../../inference/exposition.ts';
import { EngineMetrics } from './engineMetrics.ts';

function values(metrics: EngineMetrics): ReadonlyMap<string, number> {
  const { samples, skippedLines } = parseExposition(metrics.expose());
  assert.equal(skippedLines, 0);
  return new Map(
    samples.map(({ name, labels, value }) => [name + [...labels.values()].map((text) => `|${text}`).join(''), value]),
  );
}

test('books a request: tokens, latencies from arrival and between tokens, outcome', () => {
  let clock = 1000;
  const metrics = new EngineMetrics(() => ({ running: 3, waiting: 2, kvUse: 0.25 }));
  const record = metrics.follow(900, () => clock);
  record.countToken(17);
  clock += 4;
  record.countToken(17);
  clock += 6;
  record.countToken(17);
  record.end('ok');
  const cancelled = metrics.follow(1010, () => clock);
  cancelled.end('cancelled');
  metrics.countRefused('error');

  const read = values(metrics);
  const expected: Record<string, number> = {
    'embedded:generation_tokens_total': 3,
    'embedded:prompt_tokens_total': 17,
    'embedded:requests_total|ok': 1,
    'embedded:requests_total|cancelled': 1,
    'embedded:requests_total|error': 1,
    'embedded:requests_running': 3,
    'embedded:requests_waiting': 2,
    'embedded:kv_cache_usage_ratio': 0.25,
    'embedded:time_to_first_token_seconds_count': 1,
    'embedded:time_to_first_token_seconds_sum': 0.1,
    'embedded:time_to_first_token_seconds_bucket|0.075': 0,
    'embedded:time_to_first_token_seconds_bucket|0.1': 1,
    'embedded:time_to_first_token_seconds_bucket|+Inf': 1,
    'embedded:inter_token_latency_seconds_count': 2,
    'embedded:inter_token_latency_seconds_sum': 0.01,
    'embedded:inter_token_latency_seconds_bucket|0.003': 0,
    'embedded:inter_token_latency_seconds_bucket|0.005': 1,
    'embedded:inter_token_latency_seconds_bucket|0.0075': 2,
    'embedded:e2e_request_latency_seconds_count': 1,
    'embedded:e2e_request_latency_seconds_sum': 0.11,
  };
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(read.get(name), value, name);
  }
});

test('every family says what it is, and every series is there from the start', () => {
  const text = new EngineMetrics(() => ({ running: 0, waiting: 0, kvUse: 0 })).expose();
  const families = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name]) => name);
  assert.equal(families.length, 9);
  for (const name of families) {
    assert.match(text, new RegExp(`^# HELP ${name} \\S`, 'm'));
    assert.match(text, new RegExp(`^${name}\\S* \\d`, 'm'));
  }
});

test('an observation above the last bound counts in +Inf only', () => {
  const metrics = new EngineMetrics(() => ({ running: 0, waiting: 0, kvUse: 0 }));
  metrics.follow(0, () => 61_000).countToken(1);
  const read = values(metrics);
  assert.equal(read.get('embedded:time_to_first_token_seconds_bucket|60'), 0);
  assert.equal(read.get('embedded:time_to_first_token_seconds_bucket|+Inf'), 1);
});
