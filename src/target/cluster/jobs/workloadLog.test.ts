import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterApi, LogOptions, PodRef } from '../api/clusterApi.ts';
import type { ClusterConnection } from '../clusterConnection.ts';
import { nothingRead } from '../clusterObjects.ts';
import { readPod, type PodObject } from '../objects/pod.ts';
import { podObject } from '../testCluster.ts';
import { WorkloadLog } from './workloadLog.ts';

type Lines = (pod: string, options: LogOptions) => readonly string[];

/** A cluster whose pods and logs the test says. */
function fakeConnection(lines: Lines): { readonly connection: ClusterConnection; readonly change: () => void } {
  const listeners = new Set<() => void>();
  const api = {
    async *logs({ name }: PodRef, options: LogOptions, signal?: AbortSignal) {
      yield* lines(name, options);
      // a followed log stays open
      if (options.isFollowed === true) await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    },
  } as unknown as ClusterApi;
  const connection = {
    look: () => ({ [Symbol.dispose]: () => undefined }),
    onDidChange: (listener: () => void) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    ready: async () => nothingRead,
    api: async () => api,
  } as unknown as ClusterConnection;
  return { connection, change: () => listeners.forEach((listener) => listener()) };
}

function pod(name: string, ...statuses: readonly object[]): PodObject {
  const containers = statuses.length === 0 ? [{ name: 'main' }] : statuses;
  return readPod(podObject(name, { node: 'n', spec: { containers }, status: { containerStatuses: statuses } })) ?? assert.fail();
}

const running = (name: string, restartCount = 0, lastState: object = {}) => ({
  name,
  restartCount,
  lastState,
  state: { running: {} },
});
const crashed = { terminated: { exitCode: 1, reason: 'Error' } };

async function readWhen(log: WorkloadLog, isEnough: (text: string) => boolean): Promise<string> {
  for (;;) {
    const { text } = await log.read(0, 100_000);
    if (isEnough(text)) return text;
    await delay(5);
  }
}

test('one pod has its lines as they are; with the run before the restart first', { timeout: 10_000 }, async () => {
  const { connection } = fakeConnection((_pod, { isPrevious }) => (isPrevious === true ? ['CUDA out of memory'] : ['loading']));
  using log = new WorkloadLog(connection, () => [pod('chat-0', running('main', 1, crashed))]);
  const text = await readWhen(log, (all) => all.includes('loading'));
  assert.deepEqual(text.split('\n'), [
    '--- the run before the restart ---',
    'CUDA out of memory',
    '--- this run ---',
    'loading',
    '',
  ]);
});

test('while it waits for its next run the last log is there once', { timeout: 10_000 }, async () => {
  const waits = { name: 'main', restartCount: 3, lastState: crashed, state: { waiting: { reason: 'CrashLoopBackOff' } } };
  const asked: (boolean | undefined)[] = [];
  const { connection } = fakeConnection((_pod, { isPrevious }) => {
    asked.push(isPrevious);
    return ['the crash'];
  });
  using log = new WorkloadLog(connection, () => [pod('chat-0', waits)]);
  assert.equal(await readWhen(log, (all) => all !== ''), 'the crash\n');
  assert.deepEqual(asked, [undefined]);
});

test('a next run is followed when it comes, and pods that come later join with their names', { timeout: 10_000 }, async () => {
  let pods = [pod('chat-0', running('main'))];
  const { connection, change } = fakeConnection((name) => [`hello of ${name}`]);
  using log = new WorkloadLog(connection, () => pods);
  assert.equal(await readWhen(log, (all) => all !== ''), 'hello of chat-0\n');
  pods = [pod('chat-0', running('main', 1, crashed)), pod('chat-1', running('main'))];
  change();
  change();
  const text = await readWhen(log, (all) => all.split('\n').length === 4);
  assert.deepEqual(text.split('\n').toSorted(), ['', 'chat-0  hello of chat-0', 'chat-1  hello of chat-1', 'hello of chat-0']);
});

test('of several containers the failed ones are followed beside the one that serves', { timeout: 10_000 }, async () => {
  const sidecar = { name: 'proxy', restartCount: 0, state: crashed };
  const { connection } = fakeConnection((_pod, { container }) => [`I am ${container ?? ''}`]);
  const statuses = [running('main'), sidecar, running('quiet')];
  using log = new WorkloadLog(connection, () => [pod('chat-0', ...statuses)]);
  const text = await readWhen(log, (all) => all.split('\n').length === 3);
  assert.deepEqual(text.split('\n').toSorted(), ['', 'chat-0/main  I am main', 'chat-0/proxy  I am proxy']);
});

test('a log that cannot be read says why', { timeout: 10_000 }, async () => {
  const { connection } = fakeConnection(() => {
    throw new Error('pods "chat-0" is forbidden');
  });
  using log = new WorkloadLog(connection, () => [pod('chat-0', running('main'))]);
  const text = await readWhen(log, (all) => all !== '');
  assert.equal(text.split('\n')[0], '--- the log cannot be read: pods "chat-0" is forbidden ---');
});
