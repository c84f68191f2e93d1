import assert from 'node:assert/strict';
import { getActiveResourcesInfo } from 'node:process';
import { test } from 'node:test';
import { fakeLoadPlan } from '../fakeLoadResult.ts';
import { LoadError } from '../loadError.ts';
import type { RequestRecord } from '../measure/requestRecord.ts';
import type { LoadPlan } from '../plan/loadPlan.ts';
import { TrafficFileError } from '../workload/files/trafficFileError.ts';
import { openFakeEngine } from './fakeEngine.ts';
import { monotonicMs } from './monotonicClock.ts';
import { countThreads } from './openShares.ts';
import { runLoad } from './runLoad.ts';
import { openWorkerShare } from './workerShare.ts';
import { workerEntry } from './workerEntry.ts';

const { signal } = new AbortController();
const whole = { worker: 0, workers: 1 };

function planFor(url: string, users: number, requests: number): LoadPlan {
  const plan = fakeLoadPlan(users);
  return { ...plan, endpoint: { ...plan.endpoint, url }, extent: { warmUpSeconds: 0, requests } };
}

const script = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 1));
}

test('six hundred users are shared by two threads, and are all open at a time', async () => {
  await using engine = await openFakeEngine();
  engine.stall(true);
  const records: RequestRecord[] = [];
  const running = runLoad(planFor(engine.url, 600, 1000), { signal, onRecord: (record) => records.push(record) });
  await until(() => engine.bodies.length === 600);
  engine.stall(false);
  const { requests, errors, tokens, client } = await running;
  assert.deepEqual([requests, errors, tokens, client.threads], [1000, 0, 4000, 2]);
  assert.equal(engine.mostOpen, 600);
  assert.equal(new Set(records.map(({ index }) => index)).size, 1000, 'no request is sent twice');
});

test('however many threads there are, the requests are the same', async () => {
  const bodiesOf = async (threads: number) => {
    await using engine = await openFakeEngine();
    const { requests } = await runLoad(planFor(engine.url, 6, 30), { signal, threads });
    assert.equal(requests, 30);
    return engine.bodies.toSorted();
  };
  assert.deepEqual(await bodiesOf(3), await bodiesOf(1));
});

test('times of a thread are on the clock of this one', async () => {
  await using engine = await openFakeEngine();
  await using share = await openWorkerShare(planFor(engine.url, 2, 10), whole);
  const records: RequestRecord[] = [];
  const before = monotonicMs();
  await share.run(before, signal, (report) => records.push(...report.records));
  const took = monotonicMs() - before;
  assert.equal(records.length, 10);
  for (const { dueAt, sentAt, outputAt, endedAt } of records) {
    const times = [0, dueAt, sentAt, ...outputAt, endedAt, took];
    assert.deepEqual(
      times,
      times.toSorted((left, right) => left - right),
    );
  }
});

test('where this thread has something else to do, another one sends', async () => {
  await using engine = await openFakeEngine();
  const { requests, client } = await runLoad(planFor(engine.url, 1, 5), { signal, isolated: true, repeats: 2 });
  assert.deepEqual([requests, client.threads, engine.bodies.length], [5, 1, 10]);
});

test('what this thread bears of each of two runs, it does not bear of both', async () => {
  const threads = () => getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  const before = threads();
  await using engine = await openFakeEngine();
  engine.stall(true);
  const first = runLoad(planFor(engine.url, 300, 300), { signal });
  await until(() => engine.bodies.length === 300);
  assert.equal(threads(), before);
  const second = runLoad(planFor(engine.url, 300, 300), { signal });
  await until(() => engine.bodies.length === 600);
  assert.ok(threads() > before);
  engine.stall(false);
  assert.deepEqual(
    (await Promise.all([first, second])).map(({ requests }) => requests),
    [300, 300],
  );
  await runLoad(planFor(engine.url, 300, 300), { signal });
  assert.equal(threads(), before);
});

test('an abort reaches the threads, and nothing is left of them', async () => {
  await using engine = await openFakeEngine();
  const before = getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  engine.stall(true);
  const aborting = new AbortController();
  const running = runLoad(planFor(engine.url, 4, 8), { signal: aborting.signal, threads: 2 });
  await until(() => engine.bodies.length === 4);
  aborting.abort(new Error('enough'));
  const { isCancelled, requests, cancelled } = await running;
  assert.deepEqual([isCancelled, requests, cancelled], [true, 0, 4]);
  await until(async () => (await engine.countConnections()) === 0);
  assert.equal(getActiveResourcesInfo().filter((name) => name === 'MessagePort').length, before);
});

test('what keeps a thread from its work is told with its reason', async () => {
  const plan = planFor('ftp://x', 2, 2);
  await assert.rejects(runLoad(plan, { signal, threads: 2 }), (error) => error instanceof LoadError && error.reason === 'badUrl');
  const unread: LoadPlan = { ...planFor('http://127.0.0.1:1', 2, 2), prompts: { kind: 'dataset', file: '/none' } };
  const isUnreadable = (error: unknown) => error instanceof TrafficFileError && error.reason === 'unreadable';
  await assert.rejects(runLoad(unread, { signal, threads: 2 }), isUnreadable);
});

test('a thread that dies fails the run with its reason, before it is ready and while it sends', async () => {
  const plan = planFor('http://127.0.0.1:1', 1, 1);
  await assert.rejects(openWorkerShare(plan, whole, script('process.exit(3)')), /exit code 3/);
  await assert.rejects(openWorkerShare(plan, whole, script('throw new Error("out of sockets")')), /out of sockets/);
  const dies = script(`
    import { parentPort } from 'node:worker_threads';
    parentPort.postMessage({ kind: 'ready' });
    parentPort.on('message', () => setImmediate(() => { throw new RangeError('out of memory') }));
  `);
  await using share = await openWorkerShare(plan, whole, dies);
  await assert.rejects(
    share.run(monotonicMs(), signal, () => undefined),
    /out of memory/,
  );
});

test('threads are as many as the streams need, no more than users, and as many as are asked for', () => {
  const count = (users: number, threads?: number) => countThreads(fakeLoadPlan(users), threads);
  assert.deepEqual([count(1), count(500), count(501), count(3, 8), count(64, 4), count(2000, 1)], [1, 1, 2, 3, 4, 1]);
  const open = (perSecond: number) =>
    countThreads({ ...fakeLoadPlan(1), arrivals: { kind: 'open', perSecond, spacing: 'poisson' } }, undefined);
  assert.deepEqual([open(0.5), open(250), open(251)], [1, 1, 2]);
});

test('the script of a thread is found in the sources, in the bundle, and from its chunks', () => {
  assert.equal(workerEntry('file:///x/src/load/run/workerEntry.ts').pathname, '/x/src/load/run/loadWorker.ts');
  assert.equal(workerEntry('file:///x/dist/cli.js').pathname, '/x/dist/loadWorker.js');
  assert.equal(workerEntry('file:///x/dist/chunks/bench-ABCDEFGH.js').pathname, '/x/dist/loadWorker.js');
});
