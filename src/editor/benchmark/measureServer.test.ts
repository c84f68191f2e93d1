import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLoadPlan, fakeLoadResult, fakePercentiles } from '../../load/fakeLoadResult.ts';
import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { Arrivals } from '../../load/plan/loadPlan.ts';
import { findUsers } from '../../load/search/findUsers.ts';
import type { CapacityResult } from '../../load/search/capacityResult.ts';
import type { BenchmarkResult } from './benchmarkFile.ts';
import type { LoadTask } from './loadTask.ts';
import { measureServer, type LoadTools, type Measurement } from './measureServer.ts';

const { endpoint, arrivals: _arrivals, ...load } = fakeLoadPlan(1);
const slo = { ttftMs: 1000, quantile: 'p95', errorShare: 0.01 } as const;
const search: LoadTask = { load, what: { kind: 'search', slo, mostUsers: 100 } };

const usersOf = (arrivals: Arrivals): number => (arrivals.kind === 'closed' ? arrivals.users : 0);

/** A server that bears three users; the third try of all fails where it is told to. */
function fakeTools(options: { readonly failsAt?: number; readonly onRun?: (run: number) => void } = {}): LoadTools {
  let runs = 0;
  return {
    findUsers,
    countByEngine: async (_plan, _signal, run) => ({ ...(await run()), engineTokens: 7 }),
    runLoad: (plan, { signal, onProgress }): Promise<LoadResult> => {
      runs++;
      options.onRun?.(runs);
      if (runs === options.failsAt) {
        return Promise.reject(new Error('the thread ended'));
      }
      const users = usersOf(plan.arrivals);
      onProgress?.({ phase: 'steady', elapsedSeconds: 2, requests: 9, errors: 0, open: 1, tokensPerSecond: 40, ttftP95Ms: 210 });
      signal.throwIfAborted();
      return Promise.resolve(fakeLoadResult(users, { plan, ttftMs: fakePercentiles(users <= 3 ? 200 : 2000) }));
    },
  };
}

function recording(task: LoadTask, signal: AbortSignal = new AbortController().signal) {
  const kept: BenchmarkResult[] = [];
  const said: string[] = [];
  const measurement: Measurement = {
    task,
    endpoint,
    place: { ranOn: 'H100 80GB · 0.5', simulated: true },
    signal,
    say: (line) => said.push(line),
    keep: (result) => Promise.resolve(void kept.push(result)),
    now: () => 5,
  };
  const capacities = (): readonly CapacityResult[] =>
    kept.flatMap((result) => (result.schema === 'gpu-fractions.capacity/1' ? [result] : []));
  return { kept, said, measurement, capacities };
}

test('a run is kept with where it ran, and tells what it does', async () => {
  const { kept, said, measurement } = recording({ load, what: { kind: 'run', arrivals: { kind: 'closed', users: 2 } } });
  await measureServer(fakeTools(), measurement);
  assert.equal(kept.length, 1);
  assert.equal(kept[0]?.ranOn, 'H100 80GB · 0.5');
  assert.equal(kept[0]?.simulated, true);
  assert.ok(kept[0]?.schema === 'gpu-fractions.load/1');
  assert.equal(kept[0].engineTokens, 7);
  assert.deepEqual(said, ['2 users · 40 tok/s · TTFT p95 0.21 s · 2 s']);
});

test('a search is kept after each probe, and at last as finished', async () => {
  const { said, measurement, capacities } = recording(search);
  await measureServer(fakeTools(), measurement);
  const last = capacities().at(-1);
  assert.equal(last?.state, 'finished');
  assert.equal(last.users, 3);
  assert.equal(last.tooMany, 4);
  assert.equal(last.result?.ranOn, 'H100 80GB · 0.5');
  assert.equal(capacities().length, last.probes.length + 1);
  assert.deepEqual(
    capacities().map(({ probes }) => probes.length),
    [...last.probes.map((_, index) => index + 1), last.probes.length],
  );
  assert.deepEqual([said[0], said.at(-1)], ['probing 1 user', '2 users · 20 tok/s · TTFT p95 0.2 s · probing 3 users']);
});

test('what was found before a failure is kept as failed, with the reason', async () => {
  const { measurement, capacities } = recording(search);
  await assert.rejects(measureServer(fakeTools({ failsAt: 3 }), measurement), /the thread ended/);
  const last = capacities().at(-1);
  assert.deepEqual([last?.state, last?.reason, last?.users, last?.tooMany], ['failed', 'the thread ended', 2, null]);
  assert.equal(usersOf(last?.result?.plan.arrivals ?? { kind: 'closed', users: 0 }), 2);
});

test('what was found before it was cancelled is kept as cancelled', async () => {
  const cancelling = new AbortController();
  const { measurement, capacities } = recording(search, cancelling.signal);
  const onRun = (run: number): void => void (run === 3 && cancelling.abort(new Error('given up')));
  await assert.rejects(measureServer(fakeTools({ onRun }), measurement), /given up/);
  assert.deepEqual([capacities().at(-1)?.state, capacities().at(-1)?.users], ['cancelled', 2]);
});

test('a search that fails at once keeps nothing', async () => {
  const { measurement, kept } = recording(search);
  await assert.rejects(measureServer(fakeTools({ failsAt: 1 }), measurement), /the thread ended/);
  assert.deepEqual(kept, []);
});

test('a file that cannot be written ends the search with that', async () => {
  const { measurement } = recording(search);
  const full = { ...measurement, keep: () => Promise.reject(new Error('no space left on device')) };
  let runs = 0;
  const onRun = (run: number): void => void (runs = run);
  await assert.rejects(measureServer(fakeTools({ onRun }), full), /no space left/);
  assert.ok(runs < 5, 'it does not measure on');
});

test('a result that could not be kept once does not keep the last one out', async () => {
  const { measurement, kept, capacities } = recording(search);
  let fails = 1;
  const keep: Measurement['keep'] = (result) =>
    fails-- > 0 ? Promise.reject(new Error('no space left on device')) : Promise.resolve(void kept.push(result));
  await assert.rejects(measureServer(fakeTools(), { ...measurement, keep }), /no space left/);
  assert.deepEqual([capacities().at(-1)?.state, capacities().at(-1)?.reason], ['failed', 'no space left on device']);
});
