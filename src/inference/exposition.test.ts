import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { labelKey, parseExposition, samplesOf } from './exposition.ts';
import type { MetricSample } from './expositionLine.ts';

const fixtures = new URL('../../test/data/metrics/', import.meta.url);
const readFixture = (name: string) => readFileSync(new URL(name, fixtures), 'utf8');

/** Samples per file, as the fixtures' own README counts them. */
const sampleCounts: Readonly<Record<string, number>> = {
  'llamacpp_2025-02.prom': 12,
  'llamacpp_idle_2025-02.prom': 12,
  'vllm_2026-01.prom': 147,
  'vllm_extra_2026-01.prom': 67,
  'vllm_waiting_by_reason_2026-04.prom': 2,
  'sglang_2026-01.prom': 83,
  'dynamo_sglang_worker_2026-01.prom': 8,
  'trtllm_2026-01.prom': 51,
  'dynamo_frontend_2026-01.prom': 44,
  'edge_cases.prom': 9,
  'dynamo_vllm_worker_made.prom': 16,
  'dynamo_worker_made.prom': 4,
  'nim1_made.prom': 20,
  'sglang_dp_made.prom': 23,
  'tgi_made.prom': 21,
  'triton_made.prom': 8,
  'triton_trtllm_made.prom': 23,
  'trtllm_full_made.prom': 12,
};

test('every recorded scrape is read whole', () => {
  const files = readdirSync(fixtures).filter((name) => name.endsWith('.prom'));
  assert.deepEqual(files.toSorted(), Object.keys(sampleCounts).toSorted());
  for (const file of files) {
    const { samples, skippedLines } = parseExposition(readFixture(file));
    assert.deepEqual({ samples: samples.length, skippedLines }, { samples: sampleCounts[file], skippedLines: 0 }, file);
  }
});

test('the awkward but legal lines mean what the format says', () => {
  const { samples } = parseExposition(readFixture('edge_cases.prom'));
  const plain = samples.map(({ labels, ...rest }) => ({ ...rest, labels: Object.fromEntries(labels) }));
  assert.deepEqual(plain, [
    {
      name: 'vllm:cache_config_info',
      labels: { block_size: '16', cache_dtype: 'fp8', engine: '0', num_gpu_blocks: '1000', note: 'a "quoted" \\ value\nline2' },
      value: 1,
    },
    { name: 'vllm:num_requests_waiting_by_reason', labels: { engine: '0', model_name: 'm', reason: 'capacity' }, value: 9 },
    { name: 'llamacpp:predicted_tokens_seconds', labels: {}, value: Number.POSITIVE_INFINITY },
    { name: 'x_neg', labels: {}, value: Number.NEGATIVE_INFINITY },
    { name: 'x_nan', labels: {}, value: Number.NaN },
    { name: 'x_cnan', labels: {}, value: Number.NaN },
    { name: 'http_requests_total', labels: { method: 'post', code: '200' }, value: 1027, timestamp: 1395066363000 },
    { name: 'spaces', labels: { a: 'b', c: 'd' }, value: 0.000015 },
    { name: 'no_newline_at_end', labels: {}, value: 1 },
  ]);
});

test('values in any case and notation', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['INF', Infinity],
    ['+inf', Infinity],
    ['-Infinity', -Infinity],
    ['-NAN', Number.NaN],
    ['1E+3', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ['-0', -0],
    ['+7', 7],
  ];
  for (const [text, value] of cases) assert.deepEqual(parseExposition(`m ${text}`).samples[0]?.value, value, text);
});

test('what is no sample is skipped and counted, and nothing else stops', () => {
  const garbage = [
    '<html>',
    'm',
    'm 0x10',
    'm 1_000',
    'm one',
    '9m 1',
    'm{a="b} 1',
    'm{a=b} 1',
    'm{a="b",,c="d"} 1',
    'm{,} 1',
    'm{a="1",a="2"} 1',
    'm 1 2 3',
    'm{a="b"}',
    '{"detail":"Not Found"}',
    `m{a="${'x'.repeat(70_000)}"} 1`,
  ];
  const { samples, skippedLines } = parseExposition(['good 1', ...garbage, 'also_good 2'].join('\n'));
  assert.deepEqual(
    samples.map(({ name }) => name),
    ['good', 'also_good'],
  );
  assert.equal(skippedLines, garbage.length);
});

test('CRLF, a byte order mark, tabs, exemplars and quoted UTF-8 names', () => {
  const text = '\uFEFFa 1\r\n\tb{x="1"}\t2\t3\r\nc_bucket{le="1"} 4 # {trace_id="t"} 0.5\n{"name.with.dots",x="é"} 5\n# EOF\n';
  const { samples, skippedLines } = parseExposition(text);
  assert.deepEqual(
    samples.map(({ name, value, timestamp }) => [name, value, timestamp]),
    [
      ['a', 1, undefined],
      ['b', 2, 3],
      ['c_bucket', 4, undefined],
      ['name.with.dots', 5, undefined],
    ],
  );
  assert.equal(skippedLines, 0);
});

test('a body that is a JSON string is read like the text in it', () => {
  const text = readFixture('llamacpp_2025-02.prom');
  assert.deepEqual(parseExposition(JSON.stringify(text)), parseExposition(text));
  assert.equal(parseExposition('"half a string').samples.length, 0);
});

test('names are matched whole, the current name before its aliases', () => {
  const exposition = parseExposition('a_by_reason 9\nold 1\nnew 2\n');
  assert.deepEqual(samplesOf(exposition, ['a']), []);
  assert.equal(samplesOf(exposition, ['new', 'old'])[0]?.value, 2);
  assert.equal(samplesOf(exposition, ['newest', 'old'])[0]?.value, 1);
});

test('label sets are told apart whatever their order', () => {
  const key = (text: string, ...leftOut: readonly string[]) =>
    labelKey(parseExposition(text).samples[0]?.labels ?? new Map(), ...leftOut);
  assert.equal(key('m{a="1",b="2"} 1'), key('m{b="2",a="1"} 1'));
  assert.notEqual(key('m{a="1,b"} 1'), key('m{a="1",b=""} 1'));
  assert.equal(key('m{a="1",le="2"} 1', 'le'), key('m{a="1"} 1'));
});

const nameOf = (first: string, rest: string) =>
  fc.stringMatching(new RegExp(`^[${first}][${rest}]{0,12}$`)).filter((name) => name.length > 0);
const arbitrarySample: fc.Arbitrary<MetricSample> = fc
  .record({
    name: nameOf('a-zA-Z_:', 'a-zA-Z0-9_:'),
    labels: fc
      .uniqueArray(fc.tuple(nameOf('a-zA-Z_', 'a-zA-Z0-9_'), fc.string({ unit: 'binary' })), {
        selector: ([name]) => name,
        maxLength: 5,
      })
      .map((entries) => new Map(entries)),
    value: fc.oneof(fc.double(), fc.integer()),
    timestamp: fc.option(fc.integer(), { nil: undefined }),
  })
  .map(({ timestamp, ...sample }) => (timestamp === undefined ? sample : { ...sample, timestamp }));

function writeSample({ name, labels, value, timestamp }: MetricSample): string {
  const escape = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
  const pairs = [...labels].map(([label, text]) => `${label}="${escape(text)}"`).join(',');
  const number = Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
  return `${name}${pairs === '' ? '' : `{${pairs}}`} ${Object.is(value, -0) ? '-0' : number}${timestamp === undefined ? '' : ` ${timestamp}`}`;
}

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.array(arbitrarySample, { maxLength: 8 }), (samples) => {
      const text = samples.map(writeSample).join('\n');
      assert.deepEqual(parseExposition(text).samples, samples);
    }),
  );
});

test('no text makes it throw, and each line is a sample, a comment, blank or counted', () => {
  const line = fc.oneof(fc.string({ unit: 'binary' }), arbitrarySample.map(writeSample), fc.stringMatching(/^[a{}"=,\\ #1\t]*$/));
  fc.assert(
    fc.property(
      fc.array(line).map((lines) => lines.join('\n')),
      (text) => {
        const { samples, skippedLines } = parseExposition(text);
        assert.ok(samples.length + skippedLines <= text.split('\n').length);
      },
    ),
  );
});
