import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLoadPlan, fakeLoadResult } from '../../load/fakeLoadResult.ts';
import { madeSweep } from '../../load/report/testdata/madeResults.ts';
import { defaultCapacitySlo } from '../../load/search/capacity.ts';
import type { CapacityResult } from '../../load/search/capacityResult.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { formatBenchmark, parseBenchmark, stateOf } from './benchmarkFile.ts';

const job = { id: 'j1', name: 'chat-half' };

test('a file that was written is read as it was', () => {
  const file = { result: fakeLoadResult(4, { simulated: true }), job };
  assert.deepEqual(parseBenchmark(formatBenchmark(file)), { kind: 'value', value: file });
});

test('a search is read as it was written, while it runs and when it has failed', () => {
  const { arrivals: _arrivals, ...plan } = fakeLoadPlan(1);
  const known = { users: 0, tooMany: null, clientLimited: false, probes: [], result: null } as const;
  const asked = {
    schema: 'gpu-fractions.capacity/1',
    slo: defaultCapacitySlo,
    plan,
    mostUsers: 10,
    startedAt: 1,
    simulated: true,
  } as const;
  for (const end of [{ state: 'running' }, { state: 'failed', reason: 'the thread ended', endedAt: 2 }] as const) {
    const result: CapacityResult = { ...asked, ...known, ...end };
    assert.deepEqual(parseBenchmark(formatBenchmark({ result })), { kind: 'value', value: { result } });
  }
});

test('a sweep is read with the cluster that it ran on', () => {
  const file = { result: madeSweep, context: { id: 'cluster/prod-eu', name: 'prod-eu' } };
  assert.deepEqual(parseBenchmark(formatBenchmark(file)), { kind: 'value', value: file });
});

test('a result of the command line has no job', () => {
  const result = fakeLoadResult(4);
  assert.deepEqual(parseBenchmark(JSON.stringify(result)), { kind: 'value', value: { result } });
});

for (const [name, text, expected] of [
  ['half a file', '{"schema": "gpu-fractions.load/1", "plan"', /^It is not JSON: .*run the benchmark again\.$/],
  ['an empty file', '', /^It is not JSON/],
  ['something else', '{"schema": "other"}', /^schema "other": not that of a benchmark\. /],
  ['a list', '[]', /^schema "–": not that of a benchmark/],
  ['a kind that only later versions know', '{"schema": "gpu-fractions.mix/1"}', /^schema "gpu-fractions\.mix\/1"/],
  ['a run without figures', '{"schema": "gpu-fractions.load/1", "requests": -1}', /^requests -1: /],
  ['a search without a plan', '{"schema": "gpu-fractions.capacity/1", "users": 1}', /tooMany|probes|plan/],
  ['a newer version', '{"schema": "gpu-fractions.sweep/2"}', /newer version .* reads up to 1\. Update the extension\.$/],
] as const) {
  test(`${name} is a problem that says what helps`, () => {
    const read = parseBenchmark(text);
    assert.equal(read.kind, 'problem');
    assert.match(read.problem, expected);
  });
}

test('what runs in this window is running, whatever the file says', () => {
  const file = { result: fakeLoadResult(4) };
  assert.equal(stateOf(file, true), 'running');
  assert.equal(stateOf(file, false), 'finished');
});

test('a sweep that has ended can be gone on with while one of its steps is not measured', () => {
  const outcomes = madeSweep.outcomes.filter(({ kind }) => kind === 'measured');
  const plan = { ...madeSweep.plan, steps: outcomes.map(({ step }) => step) };
  assert.equal(stateOf({ result: { ...madeSweep, plan, outcomes } }, false), 'finished');
  assert.equal(stateOf({ result: { ...madeSweep, plan, outcomes: outcomes.slice(1) } }, false), 'unfinished');
  const broken: SweepResult = { ...madeSweep, plan, outcomes, state: 'running' };
  assert.equal(stateOf({ result: broken }, false), 'unfinished', 'its end is missing');
});
