import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLoadPlan } from '../fakeLoadResult.ts';
import type { RequestRecord } from '../measure/requestRecord.ts';
import type { LoadPlan } from '../plan/loadPlan.ts';
import { openFakeEngine, type FakeEngine } from './fakeEngine.ts';
import type { LoadProgress } from './loadProgress.ts';
import { runLoad } from './runLoad.ts';

const { signal } = new AbortController();

function planFor(engine: Pick<FakeEngine, 'url'>, rest: Partial<LoadPlan> & { readonly users?: number } = {}): LoadPlan {
  const { users = 1, ...changes } = rest;
  const plan = fakeLoadPlan(users);
  return {
    ...plan,
    endpoint: { ...plan.endpoint, url: engine.url },
    extent: { warmUpSeconds: 0, requests: 20 },
    ...changes,
  };
}

/** Resolves once it is so; looks again at each turn of the event loop. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 1));
}

test('one user asks so many times, one after the other; every answer is counted by the server’s own figures', async () => {
  await using engine = await openFakeEngine({ chunks: 3 });
  const result = await runLoad(planFor(engine), { signal });
  assert.deepEqual([result.schema, result.requests, result.errors, result.cancelled], ['gpu-fractions.load/1', 20, 0, 0]);
  assert.deepEqual([result.tokens, result.promptTokens, result.tokensFrom], [60, 140, 'usage']);
  assert.deepEqual([engine.bodies.length, engine.mostOpen], [20, 1]);
  assert.ok(result.tokensPerSecond !== null && result.tokensPerSecond > 0);
  assert.deepEqual([result.ttftMs.count, result.endToEndMs.count, result.client.threads], [20, 20, 1]);
  assert.equal(result.repeats, undefined);
  assert.equal(result.isCancelled, undefined);
});

test('fifty users share a number of requests, and all of them are open at a time', async () => {
  await using engine = await openFakeEngine();
  engine.stall(true);
  const running = runLoad(planFor(engine, { users: 50, extent: { warmUpSeconds: 0, requests: 170 } }), { signal });
  await until(() => engine.bodies.length === 50);
  engine.stall(false);
  const { requests, tokens } = await running;
  assert.deepEqual([requests, tokens, engine.bodies.length, engine.mostOpen], [170, 680, 170, 50]);
});

test('the same seed asks the same, another one something else', async () => {
  const bodiesOf = async (seed: number) => {
    await using engine = await openFakeEngine();
    await runLoad(planFor(engine, { seed }), { signal });
    return engine.bodies;
  };
  const bodies = await bodiesOf(4);
  assert.deepEqual(await bodiesOf(4), bodies);
  assert.notDeepEqual(await bodiesOf(5), bodies);
});

test('a run by time ends when time is up, with its open answers; the warm-up does not count', async () => {
  await using engine = await openFakeEngine({ gapMs: 5 });
  const records: RequestRecord[] = [];
  const plan = planFor(engine, { users: 3, extent: { warmUpSeconds: 0.5, seconds: 0.5 } });
  const result = await runLoad(plan, { signal, onRecord: (record) => records.push(record) });
  assert.deepEqual(result.steady, { fromSeconds: 0.5, toSeconds: 1 });
  assert.equal(result.requests, records.filter(({ dueAt }) => dueAt >= 500).length);
  assert.ok(result.requests < engine.bodies.length && records.length === engine.bodies.length);
  assert.ok(records.every(({ dueAt, outcome }) => dueAt < 1000 && outcome === 'finished'));
});

test('an open loop sends when it is due though the server stalls, and the wait counts', async () => {
  await using engine = await openFakeEngine();
  engine.stall(true);
  const arrivals: LoadPlan['arrivals'] = { kind: 'open', perSecond: 200, spacing: 'even' };
  const running = runLoad(planFor(engine, { arrivals, extent: { warmUpSeconds: 0, requests: 40 } }), { signal });
  await until(() => engine.bodies.length === 40);
  assert.equal(engine.mostOpen, 40, 'nobody waited for another');
  engine.stall(false);
  const { requests, ttftMs, steady } = await running;
  assert.equal(requests, 40);
  // the first was due 195 ms before the last: a client that waits would show all alike
  assert.ok(ttftMs.max !== null && ttftMs.p50 !== null && ttftMs.max >= 194 && ttftMs.p50 >= 90);
  assert.ok(steady.toSeconds >= 0.194);
});

test('a rate keeps its window until time is up, though the last request was long before', async () => {
  await using engine = await openFakeEngine();
  const arrivals: LoadPlan['arrivals'] = { kind: 'open', perSecond: 0.1, spacing: 'even' };
  const { requests, steady } = await runLoad(planFor(engine, { arrivals, extent: { warmUpSeconds: 0, seconds: 0.3 } }), {
    signal,
  });
  assert.deepEqual([requests, steady], [1, { fromSeconds: 0, toSeconds: 0.3 }]);
});

test('a rate counts exactly the requests that are asked for after the warm-up, however many threads send them', async () => {
  await using engine = await openFakeEngine();
  const arrivals: LoadPlan['arrivals'] = { kind: 'open', perSecond: 100, spacing: 'even' };
  for (const threads of [1, 2]) {
    const records: RequestRecord[] = [];
    const { requests } = await runLoad(planFor(engine, { arrivals, extent: { warmUpSeconds: 0.2, requests: 25 } }), {
      signal,
      threads,
      onRecord: (record) => records.push(record),
    });
    assert.deepEqual([requests, records.length], [25, 45]);
  }
});

test('what fails is an error with its reason, and a server that fails is not hammered', async () => {
  await using engine = await openFakeEngine({
    answer: (response) => (response.writeHead(500).end('{"error":{"message":"no room"}}'), true),
  });
  const { requests, errors, tokens, failures } = await runLoad(planFor(engine, { extent: { warmUpSeconds: 0, requests: 4 } }), {
    signal,
  });
  assert.deepEqual([requests, errors, tokens], [4, 4, 0]);
  assert.deepEqual(failures, [{ failure: 'status', reason: 'HTTP 500: no room', count: 4 }]);
  await using another = await openFakeEngine({ answer: (response) => (response.writeHead(503).end(), true) });
  await runLoad(planFor(another, { users: 2, extent: { warmUpSeconds: 0, seconds: 0.5 } }), { signal });
  assert.ok(another.bodies.length < 12, `${another.bodies.length} requests in half a second`);
});

test('aborted it resolves with what was measured until then, and leaves no connection', async () => {
  await using engine = await openFakeEngine({
    answer: (response, served) => {
      if (served < 10) return false;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      return true;
    },
  });
  const aborting = new AbortController();
  const running = runLoad(planFor(engine, { users: 2, extent: { warmUpSeconds: 0, seconds: 60 } }), { signal: aborting.signal });
  await until(() => engine.bodies.length === 12);
  aborting.abort(new Error('enough'));
  const { isCancelled, requests, errors, cancelled, tokens } = await running;
  assert.deepEqual([isCancelled, requests, errors, cancelled, tokens], [true, 10, 0, 2, 40]);
  await until(async () => (await engine.countConnections()) === 0);
});

test('aborted before anything counted it rejects with the reason', async () => {
  await using engine = await openFakeEngine();
  const aborting = new AbortController();
  const plan = planFor(engine, { extent: { warmUpSeconds: 60, seconds: 1 } });
  const running = runLoad(plan, { signal: aborting.signal });
  await until(() => engine.bodies.length > 3);
  aborting.abort(new Error('enough'));
  await assert.rejects(running, /enough/);
  await assert.rejects(runLoad(plan, { signal: aborting.signal }), /enough/);
});

test('several runs give the median one, with intervals over all', async () => {
  await using engine = await openFakeEngine();
  const records: number[] = [];
  const result = await runLoad(planFor(engine), { signal, repeats: 3, onRecord: (_, repeat) => records.push(repeat) });
  assert.ok(result.repeats !== undefined && result.tokensPerSecond !== null);
  const rates = result.repeats.runs.map(({ tokensPerSecond }) => tokensPerSecond ?? 0);
  assert.equal(result.tokensPerSecond, rates.toSorted((left, right) => left - right)[1]);
  const { mean, low, high } = result.repeats.tokensPerSecond;
  assert.ok(low < mean && mean < high);
  assert.equal(engine.bodies.length, 60);
  assert.deepEqual(
    [0, 1, 2].map((repeat) => records.filter((of) => of === repeat).length),
    [20, 20, 20],
  );
  assert.equal(new Set(engine.bodies).size, 60, 'no run asks what another has asked');
});

test('progress is told each second, with the phase and what is open', async () => {
  await using engine = await openFakeEngine({ gapMs: 10 });
  const told: LoadProgress[] = [];
  await runLoad(planFor(engine, { users: 2, extent: { warmUpSeconds: 1.5, seconds: 1 } }), {
    signal,
    onProgress: (progress) => told.push(progress),
  });
  for (const { phase, elapsedSeconds } of told.filter((progress) => progress.phase !== 'drain')) {
    assert.equal(phase, elapsedSeconds < 1.5 ? 'warmUp' : 'steady');
  }
  const [first, last] = [told[0], told.at(-1)];
  assert.equal(first?.repeat, undefined);
  assert.ok((last?.requests ?? 0) > (first?.requests ?? 0) && (first?.tokensPerSecond ?? 0) > 0);
});

test('neither keys nor headers get into the result, though the server repeats them', async () => {
  await using engine = await openFakeEngine({
    answer: (response, served) => {
      if (served === 0) return false;
      if (served === 1) response.writeHead(302, { location: 'https://elsewhere/v1?sig=hush-hush' }).end();
      else response.writeHead(401).end('{"error": {"message": "no such key: hush-hush"}}');
      return true;
    },
  });
  const plan = planFor(engine, { extent: { warmUpSeconds: 0, requests: 3 } });
  const url = `${engine.url}?sig=hush-hush`;
  const secret = { ...plan, endpoint: { ...plan.endpoint, url, headers: { authorization: 'Bearer hush-hush' } } };
  const records: RequestRecord[] = [];
  const result = await runLoad(secret, { signal, onRecord: (record) => records.push(record) });
  assert.deepEqual([result.requests, result.errors], [3, 2]);
  assert.doesNotMatch(JSON.stringify([result, records]), /hush/);
  assert.deepEqual(Object.keys(result.plan.endpoint.headers), ['authorization']);
});

test('an address that cannot be is refused', async () => {
  await assert.rejects(runLoad(planFor({ url: 'ftp://x' }), { signal }), { name: 'LoadError', reason: 'badUrl' });
});

test('power that was read in the window becomes energy, and a meter that fails none', async () => {
  await using engine = await openFakeEngine({ gapMs: 5 });
  const plan = planFor(engine, { extent: { warmUpSeconds: 0, seconds: 1.5 } });
  const { energy, tokensPerSecond } = await runLoad(plan, { signal, readPower: async () => 250, powerSource: 'a meter' });
  assert.ok(energy !== undefined && tokensPerSecond !== null);
  assert.equal(energy.source, 'a meter');
  assert.equal(Math.round(energy.joules), 375);
  assert.equal(Math.round(energy.meanWatts), 250);
  assert.equal(energy.tokensPerJoule, tokensPerSecond / energy.meanWatts);
  const without = await runLoad(planFor(engine), { signal, readPower: () => Promise.reject(new Error('no driver')) });
  assert.equal(without.energy, undefined);
});

test('a client that has something else to do says that it was the limit', async () => {
  await using engine = await openFakeEngine({ gapMs: 1 });
  const busy = setInterval(() => {
    for (const until = performance.now() + 30; performance.now() < until;);
  }, 1);
  try {
    const { clientLimited, client } = await runLoad(planFor(engine, { extent: { warmUpSeconds: 0, seconds: 0.6 } }), { signal });
    assert.ok(clientLimited && client.limitedBy !== undefined && client.busiest > 0.85 && client.readDelayP95Ms > 5);
  } finally {
    clearInterval(busy);
  }
});

test('the drain is told, and which of several runs it is', async () => {
  await using engine = await openFakeEngine();
  engine.stall(true);
  const told: LoadProgress[] = [];
  const running = runLoad(planFor(engine, { users: 2, extent: { warmUpSeconds: 0, seconds: 0.5 } }), {
    signal,
    repeats: 2,
    onProgress: (progress) => {
      told.push(progress);
      engine.stall(false);
    },
  });
  await running;
  assert.deepEqual([told[0]?.phase, told[0]?.open, told[0]?.repeat], ['drain', 2, { index: 0, of: 2 }]);
});
