import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsed, problem } from '../../gpu/parsed.ts';
import { fakeLoadPlan, fakeLoadResult } from '../../load/fakeLoadResult.ts';
import type { CapacityResult } from '../../load/search/capacityResult.ts';
import { madeSweep } from '../../load/report/testdata/madeResults.ts';
import type { BenchmarkResult } from './benchmarkFile.ts';
import { benchmarkPage } from './benchmarkPage.ts';

const page = { nonce: 'n0nce', locale: 'en', fileName: 'chat.gpubench.json' };
const { arrivals: _arrivals, ...plan } = fakeLoadPlan(1);
const capacity: CapacityResult = {
  schema: 'gpu-fractions.capacity/1',
  slo: { ttftMs: 1000, quantile: 'p95', errorShare: 0.01 },
  plan,
  mostUsers: 100,
  startedAt: 0,
  state: 'finished',
  simulated: true,
  users: 1,
  tooMany: 2,
  clientLimited: false,
  probes: [],
  result: fakeLoadResult(1, { simulated: true }),
};
const render = (result: BenchmarkResult, line?: string) => benchmarkPage(parsed({ result }), { ...page, line });

test('a page has one policy, which allows its own style and nothing else; no script', () => {
  for (const html of [render(capacity, 'probing 2 users'), benchmarkPage(problem('cut off'), page)]) {
    const policies = [...html.matchAll(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/g)].map(
      ([, policy]) => policy,
    );
    assert.equal(policies.length, 1);
    assert.match(policies[0] ?? '', /^default-src 'none'; style-src (&#39;|')nonce-n0nce\1$/);
    assert.doesNotMatch(html, /<script|style="|\son\w+=/);
  }
});

test('a finished search has nothing above its figures', () => assert.doesNotMatch(render(capacity), /role="status"/));

for (const [state, line, expected] of [
  ['running', 'probing 2 users', /Running<\/strong> probing 2 users/],
  ['running', undefined, /Not finished<\/strong> It was broken off.*command:gpuFractions\.runBenchmarkAgain/],
  ['cancelled', undefined, /Not finished<\/strong> It was cancelled/],
] as const) {
  test(`a search that is ${state}${line === undefined ? '' : ' here'} says so above its figures`, () => {
    assert.match(render({ ...capacity, state }, line), expected);
  });
}

test('a failed search says why, and takes no markup from the reason', () => {
  const failed: CapacityResult = { ...capacity, state: 'failed', reason: '<b>connection</b> $& lost' };
  const html = render(failed);
  assert.match(html, /It failed: &lt;b&gt;connection&lt;\/b&gt; \$&amp; lost/);
});

test('a file that cannot be read says why, and leads to its text', () => {
  const html = benchmarkPage(problem('schema "x": not that of a benchmark.'), page);
  assert.match(
    html,
    /chat\.gpubench\.json.*This benchmark cannot be shown\..*schema &quot;x&quot;.*command:gpuFractions\.showBenchmarkJson/s,
  );
});

test('a sweep of which a step failed offers to measure that one again; one that measured all does not', () => {
  const measured = madeSweep.outcomes.filter(({ kind }) => kind === 'measured');
  const steps = measured.map(({ step }) => step);
  const [last] = steps.slice(-1);
  assert.ok(last !== undefined && madeSweep.state === 'finished');
  const plan = { ...madeSweep.plan, steps };
  assert.doesNotMatch(render({ ...madeSweep, plan, outcomes: measured }), /role="status"/);
  const outcomes = [...measured.slice(0, -1), { kind: 'failed', step: last, reason: 'no room' } as const];
  assert.match(
    render({ ...madeSweep, plan, outcomes }),
    /Not all measured<\/strong> Steps that failed: 1\..*command:gpuFractions\.resumeBenchmark/,
  );
});
