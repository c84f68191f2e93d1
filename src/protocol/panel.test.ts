import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  deliver,
  numberedSender,
  receive,
  sender,
  type Handlers,
  type MessageOf,
  type Numbered,
  type Parsers,
} from './messages.ts';
import { trafficDefaults, type FromPanel, type ToPanel } from './panel.ts';
import { emptyLaunchForm } from './panelLaunch.ts';
import { trafficBounds } from './trafficBounds.ts';
import { fromPanelParsers } from './panelParsers.ts';
import { nothingKnown, sampleFields } from '../inference/sample.ts';
import { toColumns } from './sampleColumns.ts';

/** One valid body a message: a new message does not compile until it is here. */
const bodies: { readonly [K in keyof FromPanel]: FromPanel[K] } = {
  ready: { selectedJobId: null },
  select: { jobId: 'j1' },
  stop: { jobId: 'j1' },
  restart: { jobId: 'j1' },
  remove: { jobId: 'j1' },
  showLogs: { jobId: 'j1' },
  copyEndpoint: { jobId: 'j1' },
  benchmark: { jobId: 'j1' },
  startTraffic: { jobId: 'j1', options: trafficDefaults },
  stopTraffic: { jobId: 'j1' },
  deploy: null,
  compareFractions: null,
  editLaunch: { revision: 3, form: emptyLaunchForm },
  closeLaunch: null,
  startLaunch: { revision: 3, form: { ...emptyLaunchForm, name: 'chat' } },
  keepManifest: { form: emptyLaunchForm, as: 'file' },
  reconnect: null,
};
const names = Object.keys(bodies) as (keyof FromPanel)[];

function recorder(): { readonly handlers: Handlers<FromPanel>; readonly seen: [string, unknown][] } {
  const seen: [string, unknown][] = [];
  const handlers = Object.fromEntries(names.map((name) => [name, (body: unknown) => seen.push([name, body])]));
  return { handlers: handlers as unknown as Handlers<FromPanel>, seen };
}

test('a forgotten handler, a forgotten parser and an unknown message do not compile', () => {
  // @ts-expect-error all but one handler is missing
  const handlers: Handlers<FromPanel> = { ready: () => undefined };
  // @ts-expect-error all but one parser is missing
  const parsers: Parsers<FromPanel> = { deploy: () => null };
  const send = sender<FromPanel>(() => undefined);
  // @ts-expect-error no such message
  send('explode', null);
  // @ts-expect-error the body of another message
  send('select', null);
  assert.ok(handlers && parsers);
});

test('every message of the panel has a parser and arrives at its own handler, unchanged', () => {
  const { handlers, seen } = recorder();
  for (const name of names) {
    const posted: MessageOf<FromPanel>[] = [];
    sender<FromPanel>((message) => posted.push(message))(name, bodies[name]);
    assert.ok(receive(structuredClone(posted[0]), fromPanelParsers, handlers), name);
  }
  assert.deepEqual(seen, Object.entries(bodies));
  assert.deepEqual(Object.keys(fromPanelParsers), names);
});

test('malformed messages reach no handler', () => {
  const { handlers, seen } = recorder();
  const options = trafficDefaults;
  const malformed: unknown[] = [
    undefined,
    null,
    7,
    'ready',
    {},
    { type: 'nothing', body: null },
    { type: 'constructor', body: null },
    { type: '__proto__', body: null },
    { type: 'deploy', body: {} },
    { type: 'ready', body: null },
    { type: 'ready', body: { selectedJobId: 3 } },
    { type: 'stop', body: { jobId: '' } },
    { type: 'stop', body: { jobId: ['j1'] } },
    { type: 'stop', body: { jobId: 'x'.repeat(254) } },
    { type: 'startTraffic', body: { jobId: 'j1' } },
    { type: 'editLaunch', body: { revision: -1, form: emptyLaunchForm } },
    { type: 'editLaunch', body: { revision: 1, form: { ...emptyLaunchForm, name: 7 } } },
    { type: 'startLaunch', body: { revision: 1, form: { ...emptyLaunchForm, model: 'x'.repeat(4097) } } },
    { type: 'keepManifest', body: { form: emptyLaunchForm, as: '/etc/passwd' } },
    { type: 'startTraffic', body: { jobId: 'j1', options: { ...options, users: 0 } } },
    { type: 'startTraffic', body: { jobId: 'j1', options: { ...options, users: trafficBounds.users.most + 1 } } },
    { type: 'startTraffic', body: { jobId: 'j1', options: { ...options, maxTokens: 1.5 } } },
    { type: 'startTraffic', body: { jobId: 'j1', options: { ...options, promptTokens: Number.NaN } } },
    { type: 'startTraffic', body: { jobId: 'j1', options: { ...options, promptTokens: '64' } } },
  ];
  for (const raw of malformed) {
    assert.equal(receive(raw, fromPanelParsers, handlers), false, JSON.stringify(raw));
  }
  assert.deepEqual(seen, []);
});

test('fields that the panel has no business to send are dropped', () => {
  const { handlers, seen } = recorder();
  const body = { jobId: 'j1', options: { ...trafficDefaults, command: 'rm' }, path: '/' };
  assert.ok(receive({ type: 'startTraffic', body }, fromPanelParsers, handlers));
  assert.deepEqual(seen, [['startTraffic', { jobId: 'j1', options: trafficDefaults }]]);
});

test('messages to the panel are numbered without holes and delivered by name', () => {
  const posted: Numbered<ToPanel>[] = [];
  const send = numberedSender<ToPanel>((message) => posted.push(message));
  send('select', { jobId: 'a' });
  send('connection', { state: 'connected' });
  assert.deepEqual(
    posted.map(({ sequence }) => sequence),
    [1, 2],
  );
  const seen: unknown[] = [];
  const ignore = (): void => assert.fail('another message');
  const handlers: Handlers<ToPanel> = {
    snapshot: ignore,
    batch: ignore,
    history: ignore,
    trafficRefused: ignore,
    openLaunch: ignore,
    launch: ignore,
    select: (body) => seen.push(body),
    connection: (body) => seen.push(body),
  };
  for (const message of posted) {
    deliver<ToPanel>(message, handlers);
  }
  assert.deepEqual(seen, [{ jobId: 'a' }, { state: 'connected' }]);
});

test('columns keep the order of the samples and their unknown values', () => {
  const sample = { ...nothingKnown, t: 5, tokensPerSecond: 1, ttftP95Ms: 3, running: 0, kvUse: 0.5, memoryMiB: 9 };
  const columns = toColumns([sample, { ...sample, t: 6, tokensPerSecond: null }]);
  assert.deepEqual(columns.t, [5, 6]);
  assert.deepEqual(columns.tokensPerSecond, [1, null]);
  assert.deepEqual(columns.running, [0, 0]);
  assert.deepEqual(
    sampleFields.map((field) => columns[field].length),
    sampleFields.map(() => 2),
  );
});
