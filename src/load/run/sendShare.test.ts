import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLoadPlan } from '../fakeLoadResult.ts';
import { LoadError } from '../loadError.ts';
import type { RequestRecord } from '../measure/requestRecord.ts';
import type { LoadPlan } from '../plan/loadPlan.ts';
import type { Answer } from '../wire/answer.ts';
import type { PlannedRequest } from '../workload/workload.ts';
import { monotonicMs } from './monotonicClock.ts';
import { sendShare, type Send, type ShareTask } from './sendShare.ts';

const finished: Answer = { kind: 'finished', chunks: 1, outputTokens: 1 };

/** Requests without words; due at these times, or endless. */
function* fakeRequests(dueMs?: readonly number[]): Generator<PlannedRequest, undefined> {
  for (let index = 0; index < (dueMs?.length ?? Infinity); index++) {
    const due = dueMs?.[index];
    yield { index, body: '{}', ...(due !== undefined && { dueMs: due }) };
  }
  return undefined;
}

/** Answers nothing until it is told to, or is aborted. */
function fakeServer(): { readonly send: Send; readonly open: Set<(answer: Answer) => void>; sent: number } {
  const open = new Set<(answer: Answer) => void>();
  const server = {
    open,
    sent: 0,
    send: ({ signal, now }: Parameters<Send>[0], listener: Parameters<Send>[1]) =>
      new Promise<Answer>((resolve) => {
        const end = (answer: Answer) => {
          if (open.delete(end)) resolve(answer);
        };
        open.add(end);
        server.sent++;
        listener.sent(now());
        signal.addEventListener('abort', () => end({ kind: 'cancelled' }));
        if (signal.aborted) end({ kind: 'cancelled' });
      }),
  };
  return server;
}

async function runShare(plan: Partial<LoadPlan>, task: Partial<ShareTask> & Pick<ShareTask, 'send'>) {
  const records: RequestRecord[] = [];
  const outcome = await sendShare({
    plan: { ...fakeLoadPlan(1), ...plan },
    share: { worker: 0, workers: 1 },
    workload: { requests: () => fakeRequests() },
    startAt: monotonicMs(),
    graceMs: Infinity,
    mostOpen: 100,
    signal: new AbortController().signal,
    onReport: (report) => records.push(...report.records),
    ...task,
  });
  return { ...outcome, records };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const open: LoadPlan['arrivals'] = { kind: 'open', perSecond: 1, spacing: 'even' };

test('answers that are not there when the grace of the drain is over are cut off, and told as cancelled', async () => {
  const { send } = fakeServer();
  const arrivals: LoadPlan['arrivals'] = { kind: 'closed', users: 3 };
  const { records, fallsAt } = await runShare({ arrivals, extent: { warmUpSeconds: 0, seconds: 0.8 } }, { send, graceMs: 20 });
  assert.deepEqual(
    records.map(({ outcome }) => outcome),
    ['cancelled', 'cancelled', 'cancelled'],
  );
  assert.equal(fallsAt, 800);
  assert.ok(records.every(({ endedAt, sentAt }) => endedAt >= 819 && sentAt < endedAt));
});

test('a number of requests is waited for as long as it takes', async () => {
  const server = fakeServer();
  const running = runShare({ extent: { warmUpSeconds: 0, requests: 1 } }, { send: server.send });
  await until(() => server.open.size === 1);
  await new Promise((resolve) => setTimeout(resolve, 30));
  for (const end of server.open) end(finished);
  assert.deepEqual((await running).records[0]?.outcome, 'finished');
});

test('where as many are open as may be, a request waits, keeps the time at which it was due, and it is told', async () => {
  const server = fakeServer();
  const running = runShare(
    { arrivals: open, extent: { warmUpSeconds: 0, requests: 4 } },
    { send: server.send, mostOpen: 3, workload: { requests: () => fakeRequests([0, 0, 0, 1]) } },
  );
  await until(() => server.open.size === 3);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(server.sent, 3);
  for (const end of server.open) end(finished);
  await until(() => server.sent === 4);
  for (const end of server.open) end(finished);
  const { records, openLimit } = await running;
  assert.equal(openLimit, 3);
  const last = records.find(({ index }) => index === 3);
  assert.ok(last !== undefined && last.dueAt === 1 && last.sentAt - last.dueAt >= 15);
});

test('a recording ends with its last request; time may end it before', async () => {
  const recorded = { requests: () => fakeRequests([0, 10, 20, 5000]) };
  const send: Send = async ({ now }, listener) => {
    listener.sent(now());
    listener.output(now(), 1, 1);
    return finished;
  };
  const { records, fallsAt } = await runShare(
    { arrivals: open, extent: { warmUpSeconds: 0, seconds: 0.8 } },
    { send, workload: recorded },
  );
  assert.deepEqual([records.length, fallsAt], [3, 800]);
  const whole = await runShare(
    { arrivals: open, extent: { warmUpSeconds: 0, seconds: 60 } },
    { send, workload: { requests: () => fakeRequests([0, 10, 20]) } },
  );
  assert.equal(whole.records.length, 3);
  assert.ok(whole.fallsAt >= 19 && whole.fallsAt < 60_000);
});

test('a pause that is longer than a timer holds is slept through', async () => {
  const warnings: string[] = [];
  const note = ({ name }: Error) => warnings.push(name);
  process.on('warning', note);
  const aborting = new AbortController();
  const sent: number[] = [];
  const send: Send = async ({ now }, listener) => {
    sent.push(now());
    listener.sent(now());
    setTimeout(() => aborting.abort(), 20);
    return finished;
  };
  const workload = { requests: () => fakeRequests([0, 3e9]) };
  await runShare({ arrivals: open, extent: { warmUpSeconds: 0 } }, { send, workload, signal: aborting.signal });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  assert.deepEqual([sent.length, warnings], [1, []]);
});

test('of a number of requests those of the warm-up do not count', async () => {
  const send: Send = async ({ now }, listener) => {
    listener.sent(now());
    await new Promise((resolve) => setTimeout(resolve, 1));
    listener.output(now(), 1, undefined);
    return finished;
  };
  const { records } = await runShare({ extent: { warmUpSeconds: 0.4, requests: 5 } }, { send });
  assert.equal(records.filter(({ dueAt }) => dueAt >= 400).length, 5);
  assert.ok(records.length > 5);
});

test('a workload that cannot go on ends the share, with what is open', async () => {
  const server = fakeServer();
  const breaking = function* (): Generator<PlannedRequest, undefined> {
    yield { index: 0, body: '{}' };
    throw new LoadError('badCount', 'row 2');
  };
  const arrivals: LoadPlan['arrivals'] = { kind: 'closed', users: 2 };
  const running = runShare(
    { arrivals, extent: { warmUpSeconds: 0, seconds: 60 } },
    { send: server.send, workload: { requests: breaking } },
  );
  await assert.rejects(running, /row 2/);
  assert.equal(server.open.size, 0);
});

test('tokens of each read are known where the server counts as it goes; a count at the end is the sum alone', async () => {
  const reads =
    (...counts: readonly (number | undefined)[]): Send =>
    async ({ now }, listener) => {
      listener.sent(now());
      for (const count of counts) listener.output(now(), 2, count);
      return { kind: 'finished', chunks: 2 * counts.length, outputTokens: 9 };
    };
  const arrivedOf = async (send: Send) => {
    const { records } = await runShare({ extent: { warmUpSeconds: 0, requests: 1 } }, { send });
    return Array.from(records[0]?.arrived ?? []);
  };
  assert.deepEqual(await arrivedOf(reads(3, 4, 9)), [3, 1, 5]);
  assert.deepEqual(await arrivedOf(reads(undefined, undefined, 9)), [2, 2, 2]);
});
