import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseExposition, type Exposition } from '../exposition.ts';
import { countGenerated } from '../replicaSeries.ts';
import type { Sample } from '../sample.ts';
import { Series } from '../series.ts';
import { preferredOf, vocabularyOf } from './vocabularies.ts';

const fixtures = new URL('../../../test/data/metrics/', import.meta.url);
const read = (...files: readonly string[]): Exposition =>
  parseExposition(files.map((name) => readFileSync(new URL(name, fixtures), 'utf8')).join('\n'));

interface Expected extends Partial<Sample> {
  readonly speaks: string;
  /** The engine's own counter of tokens. */
  readonly generated: number | null;
}

/** What a series reads of a scrape that comes a second after one in which nothing was counted yet. */
const table: readonly (readonly [files: readonly string[], Expected])[] = [
  [
    ['vllm_2026-01.prom', 'vllm_extra_2026-01.prom'],
    {
      speaks: 'vllm',
      generated: 600,
      running: 0,
      waiting: 0,
      kvUse: 0,
      requestsPerSecond: 2,
      errorsPerSecond: 0,
      preemptions: 0,
      ttftP95LowMs: 250,
      ttftP95HighMs: 500,
      itlP50LowMs: 0,
      itlP50HighMs: 10,
      latencySource: 'engine metric',
    },
  ],
  [['vllm_waiting_by_reason_2026-04.prom'], { speaks: 'vllm', generated: null, running: null, waiting: 12, kvUse: null }],
  [
    ['sglang_2026-01.prom'],
    {
      speaks: 'sglang',
      generated: 300,
      tokensPerSecond: 0,
      running: 0,
      waiting: 0,
      kvUse: 0,
      requestsPerSecond: 1,
      errorsPerSecond: null,
      preemptions: null,
      ttftP50LowMs: 1000,
      ttftP50HighMs: 2000,
      itlP50LowMs: 2,
      itlP50HighMs: 4,
    },
  ],
  [['dynamo_sglang_worker_2026-01.prom'], { speaks: 'sglang', generated: null, running: null, waiting: null }],
  [
    ['sglang_dp_made.prom'],
    {
      speaks: 'sglang',
      generated: null,
      running: 7,
      waiting: 2,
      kvUse: 0.2,
      requestsPerSecond: 12,
      errorsPerSecond: 1,
      preemptions: 2,
    },
  ],
  [
    ['trtllm_2026-01.prom'],
    {
      speaks: 'trtllm',
      generated: null,
      source: 'none',
      requestsPerSecond: 2,
      running: null,
      ttftP50HighMs: 40,
      itlP50HighMs: 10,
    },
  ],
  [
    ['trtllm_full_made.prom'],
    {
      speaks: 'trtllm',
      generated: 900,
      source: 'none',
      running: 2,
      waiting: 1,
      kvUse: 0.6,
      requestsPerSecond: 10,
      errorsPerSecond: 1,
      preemptions: 1,
      ttftP50HighMs: 100,
      itlP50HighMs: 25,
    },
  ],
  [
    ['nim1_made.prom'],
    {
      speaks: 'nim',
      generated: 2304,
      running: 4,
      waiting: 1,
      kvUse: 0.25,
      requestsPerSecond: 20,
      errorsPerSecond: 2,
      preemptions: null,
      ttftP50HighMs: 100,
      itlP50HighMs: 10,
    },
  ],
  [
    ['llamacpp_2025-02.prom'],
    {
      speaks: 'llamacpp',
      generated: 4,
      running: 0,
      waiting: 0,
      kvUse: 0.0605469,
      requestsPerSecond: null,
      latencySource: 'none',
    },
  ],
  [['llamacpp_idle_2025-02.prom'], { speaks: 'llamacpp', generated: 0, running: 0, waiting: 0, kvUse: 0 }],
  [
    ['tgi_made.prom'],
    {
      speaks: 'tgi',
      generated: 2480,
      source: 'none',
      running: 8,
      waiting: 3,
      kvUse: 0.25,
      requestsPerSecond: 21,
      errorsPerSecond: 1,
      ttftP50Ms: null,
      itlP50LowMs: 10,
      itlP50HighMs: 20,
    },
  ],
  [
    ['triton_trtllm_made.prom'],
    {
      speaks: 'triton',
      generated: null,
      source: 'none',
      running: 5,
      waiting: 2,
      kvUse: 0.4875,
      requestsPerSecond: 42,
      errorsPerSecond: 2,
      ttftP50LowMs: 100,
      ttftP50HighMs: 500,
      itlP50Ms: null,
    },
  ],
  [
    ['triton_made.prom'],
    {
      speaks: 'triton',
      generated: null,
      running: null,
      waiting: 7,
      kvUse: null,
      requestsPerSecond: 134,
      errorsPerSecond: 4,
      ttftP50Ms: null,
    },
  ],
  [
    ['dynamo_frontend_2026-01.prom'],
    {
      speaks: 'dynamo',
      generated: 300,
      running: 0,
      waiting: 0,
      kvUse: null,
      requestsPerSecond: 1,
      errorsPerSecond: 0,
      ttftP50LowMs: 1000,
      ttftP50HighMs: 2200,
      itlP50LowMs: 1.9,
      itlP50HighMs: 3.5,
    },
  ],
  [
    ['dynamo_vllm_worker_made.prom'],
    {
      speaks: 'vllm',
      generated: 2000,
      running: 5,
      waiting: 1,
      kvUse: 0.3,
      requestsPerSecond: 25,
      errorsPerSecond: 5,
      preemptions: 3,
    },
  ],
  [
    ['dynamo_worker_made.prom'],
    { speaks: 'dynamo', generated: null, running: 9, waiting: null, kvUse: 0.25, requestsPerSecond: 70 },
  ],
];

for (const [files, { speaks, generated, ...expected }] of table) {
  test(`${files.join(' and ')}: what is read`, () => {
    const exposition = read(...files);
    const vocabulary = vocabularyOf(exposition) ?? assert.fail('it is in no words that are known');
    assert.equal(vocabulary.id, speaks);
    assert.equal(countGenerated([exposition], vocabulary), generated);
    const series = new Series(vocabulary);
    series.add({ t: 0, told: { exposition: parseExposition('up 1') }, memoryMiB: null });
    const sample = series.add({ t: 1000, told: { exposition }, memoryMiB: null });
    for (const [field, value] of Object.entries(expected)) {
      const found: unknown = sample[field as keyof Sample];
      const isNear =
        typeof value === 'number' && typeof found === 'number' && Math.abs(found - value) < 1e-9 * Math.abs(value) + 1e-12;
      if (!isNear) assert.equal(found, value, field);
    }
    assert.deepEqual([sample.replicas, sample.replicasAsked], [1, 1]);
  });
}

test('a page that is no exposition is in no words, whatever its status says', () => {
  const pages = [
    '<!doctype html><html><head><title>vllm:generation_tokens_total</title></head></html>',
    '[{"iter": 12, "gpuMemUsage": 1, "kvCacheStats": {"usedNumBlocks": 3}}]',
    '{"detail":"Not Found"}',
    '',
    'process_cpu_seconds_total 3\npython_info{version="3.12"} 1',
    // a family without a sample, and names that only look like it
    '# TYPE vllm:num_requests_running gauge\nmy_vllm:num_requests_running 1\nnum_requests_running 1',
  ];
  for (const page of pages) assert.equal(vocabularyOf(parseExposition(page)), undefined, page);
});

test('older and re-exported names are read: V0, Ray Serve, TensorRT-LLM of 2025', () => {
  const speaks = (text: string) => {
    const exposition = parseExposition(text);
    const vocabulary = vocabularyOf(exposition);
    return [vocabulary?.id, vocabulary && countGenerated([exposition], vocabulary)];
  };
  assert.deepEqual(speaks('vllm:gpu_cache_usage_perc 0.5\nvllm:generation_tokens_total 7'), ['vllm', 7]);
  assert.deepEqual(speaks('ray_vllm_generation_tokens_total{WorkerId="a"} 7\nray_vllm_generation_tokens_total{WorkerId="b"} 8'), [
    'vllm',
    15,
  ]);
  assert.deepEqual(speaks('trtllm:generation_tokens_total 9'), ['trtllm', 9]);
  const bare = [
    'request_success_total 2',
    'request_queue_time_seconds_bucket{le="+Inf"} 2',
    'time_per_output_token_seconds_bucket{le="+Inf"} 2',
  ];
  assert.deepEqual(speaks(bare.join('\n')), ['trtllm', null]);
  assert.deepEqual(speaks(JSON.stringify('llamacpp:tokens_predicted_total 5\n')), ['llamacpp', 5], 'a body in quotes');
});

test('of a frontend and workers whose engines tell for themselves, the engines are preferred', () => {
  const frontend = vocabularyOf(read('dynamo_frontend_2026-01.prom'));
  const worker = vocabularyOf(read('dynamo_sglang_worker_2026-01.prom'));
  assert.equal(preferredOf([frontend, undefined, worker]), worker);
  assert.equal(preferredOf([frontend, undefined]), frontend);
  assert.equal(preferredOf([undefined]), undefined);
});
