import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import type { Sample } from '../../inference/sample.ts';
import type { Job } from '../../protocol/agent.ts';
import { deliver, sender, type Handlers } from '../../protocol/messages.ts';
import type { ToPanel } from '../../protocol/panel.ts';
import type { PanelStrings } from '../../protocol/panelStrings.ts';
import { mostSamples } from '../../protocol/sampleColumns.ts';
import type { TargetListener } from '../../target/target.ts';
import { Feed, type FeedSource } from './feed.ts';

type Sent = { [K in keyof ToPanel]: { readonly type: K; readonly body: ToPanel[K] } }[keyof ToPanel];

function job(id: string, state: Job['state'] = 'running'): Job {
  return { id, name: id, state, createdAt: 1, notes: [], slices: [] } as unknown as Job;
}

function sample(t: number, tokensPerSecond = t): Sample {
  return { t, tokensPerSecond } as unknown as Sample;
}

/** A feed over a source whose answers and news the test gives. */
function startFeed(): {
  readonly feed: Feed;
  readonly tell: () => TargetListener;
  readonly answer: { jobs: () => Promise<readonly Job[]>; history: (jobId: string) => Promise<readonly Sample[]> };
  readonly sent: Sent[];
  readonly logged: string[];
  readonly listeners: Set<TargetListener>;
} {
  const listeners = new Set<TargetListener>();
  const sent: Sent[] = [];
  const logged: string[] = [];
  const answer = {
    jobs: (): Promise<readonly Job[]> => Promise.resolve([]),
    history: (): Promise<readonly Sample[]> => Promise.resolve([]),
  };
  const source: FeedSource = {
    jobs: () => answer.jobs(),
    history: (jobId) => (answer.history as (jobId: string) => Promise<readonly Sample[]>)(jobId),
    watch: (listener) => {
      listeners.add(listener as TargetListener);
      return { [Symbol.dispose]: () => listeners.delete(listener as TargetListener) };
    },
  };
  const feed = new Feed({
    source,
    send: sender<ToPanel>((message) => sent.push(message as Sent)),
    strings: {} as PanelStrings,
    locale: 'en',
    log: (line) => logged.push(line),
  });
  const tell = (): TargetListener => [...listeners][0] ?? assert.fail('nobody listens');
  return { feed, tell, answer, sent, logged, listeners };
}

function bodyOf<K extends keyof ToPanel>(type: K, message: Sent | undefined): ToPanel[K] {
  assert.equal(message?.type, type);
  return message?.body as ToPanel[K];
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const types = (sent: readonly Sent[]): readonly string[] => sent.map(({ type }) => type);

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
});

test('nothing is sent while hidden; becoming visible sends one snapshot with all news', async () => {
  const { feed, tell, answer, sent } = startFeed();
  answer.jobs = () => Promise.resolve([job('a')]);
  await feed.reload();
  tell().jobChanged(job('b'));
  tell().sample('a', sample(5));
  tell().connection('disconnected');
  mock.timers.tick(5000);
  assert.equal(sent.length, 0);
  feed.setVisible(true);
  assert.deepEqual(types(sent), ['snapshot']);
  const [snapshot] = sent;
  assert.ok(snapshot?.type === 'snapshot');
  assert.deepEqual(
    snapshot.body.jobs.map(({ id, latest }) => [id, latest?.t]),
    [
      ['a', 5],
      ['b', undefined],
    ],
  );
  assert.deepEqual(snapshot.body.connection, { state: 'disconnected' });
});

test('hiding drops what was pending and stops the clock', async () => {
  const { feed, tell, answer, sent } = startFeed();
  answer.jobs = () => Promise.resolve([job('a')]);
  feed.setVisible(true);
  await feed.reload();
  tell().jobChanged(job('a', 'stopping'));
  tell().jobChanged(job('a', 'stopped'));
  sent.length = 0;
  feed.setVisible(false);
  mock.timers.tick(5000);
  assert.deepEqual(sent, []);
});

test('news goes out at once after a quiet time and then at most once a second, the last word of each job', async () => {
  const { feed, tell, answer, sent } = startFeed();
  answer.jobs = () => Promise.resolve([job('a'), job('b'), job('c')]);
  feed.setVisible(true);
  await feed.reload();
  sent.length = 0;
  tell().jobChanged(job('a', 'stopping'));
  assert.deepEqual(types(sent), ['batch']);
  tell().jobChanged(job('a', 'stopped'));
  tell().jobChanged(job('b', 'stopping'));
  tell().jobRemoved('b');
  tell().jobRemoved('c');
  tell().jobChanged(job('c', 'starting'));
  assert.equal(sent.length, 1);
  mock.timers.tick(999);
  assert.equal(sent.length, 1);
  mock.timers.tick(1);
  const second = sent[1];
  assert.ok(second?.type === 'batch');
  assert.deepEqual(
    second.body.changed.map(({ id, state }) => [id, state]),
    [
      ['a', 'stopped'],
      ['c', 'starting'],
    ],
  );
  assert.deepEqual(second.body.removed, ['b']);
  mock.timers.tick(10_000);
  assert.equal(sent.length, 2);
});

test('of the selected job every sample is sent, of the others the latest; of unknown jobs none', async () => {
  const { feed, tell, answer, sent } = startFeed();
  answer.jobs = () => Promise.resolve([job('a'), job('b')]);
  feed.setVisible(true);
  await feed.reload();
  feed.select('a');
  await settle();
  tell().jobChanged(job('a'));
  sent.length = 0;
  for (const t of [1, 2, 3]) {
    tell().sample('a', sample(t));
    tell().sample('b', sample(t));
    tell().sample('nobody', sample(t));
  }
  mock.timers.tick(1000);
  const [batch] = sent;
  assert.ok(batch?.type === 'batch');
  assert.deepEqual(
    batch.body.samples.map(({ jobId, sample: { t } }) => [jobId, t]),
    [
      ['a', 1],
      ['a', 2],
      ['a', 3],
      ['b', 3],
    ],
  );
});

test('selecting a job sends its history, with the samples that arrived while it was read, each once', async () => {
  const { feed, tell, answer, sent } = startFeed();
  answer.jobs = () => Promise.resolve([job('a')]);
  feed.setVisible(true);
  await feed.reload();
  const reading = Promise.withResolvers<readonly Sample[]>();
  answer.history = () => reading.promise;
  feed.select('a');
  tell().sample('a', sample(2));
  tell().sample('a', sample(3));
  reading.resolve([sample(1), sample(2)]);
  await settle();
  const history = sent.find(({ type }) => type === 'history');
  assert.ok(history?.type === 'history');
  assert.deepEqual(history.body.history.t, [1, 2, 3]);
});

test('a snapshot has no history before it was read, and never more than is drawn', async () => {
  const { feed, tell, answer, sent } = startFeed();
  answer.jobs = () => Promise.resolve([job('a')]);
  await feed.reload();
  feed.setVisible(true);
  const reading = Promise.withResolvers<readonly Sample[]>();
  answer.history = () => reading.promise;
  feed.ready('a');
  tell().sample('a', sample(1));
  assert.equal(
    bodyOf(
      'snapshot',
      sent.findLast(({ type }) => type === 'snapshot'),
    ).history,
    null,
  );
  reading.resolve(Array.from({ length: mostSamples }, (_, t) => sample(t)));
  await settle();
  tell().sample('a', sample(mostSamples));
  feed.ready('a');
  const { history } = bodyOf('snapshot', sent.at(-1));
  assert.equal(history?.t.length, mostSamples);
  assert.equal(history?.t.at(-1), mostSamples);
});

test('a slow history of a job that is no longer selected is not sent', async () => {
  const { feed, answer, sent } = startFeed();
  answer.jobs = () => Promise.resolve([job('a'), job('b')]);
  feed.setVisible(true);
  await feed.reload();
  const slow = Promise.withResolvers<readonly Sample[]>();
  answer.history = (jobId) => (jobId === 'a' ? slow.promise : Promise.resolve([sample(7)]));
  feed.select('a');
  feed.select('b');
  slow.resolve([sample(1)]);
  await settle();
  assert.deepEqual(
    sent.filter(({ type }) => type === 'history').map(({ body }) => (body as ToPanel['history']).jobId),
    ['b'],
  );
});

test('a job that is revealed before the target has told of it gets its history when it arrives', async () => {
  const { feed, tell, answer, sent } = startFeed();
  feed.setVisible(true);
  await feed.reload();
  answer.history = () => Promise.resolve([sample(4)]);
  feed.reveal('new');
  await settle();
  assert.deepEqual(types(sent).slice(-1), ['select']);
  tell().jobChanged(job('new', 'preparing'));
  await settle();
  const last = sent.at(-1);
  assert.ok(last?.type === 'history');
  assert.equal(last.body.jobId, 'new');
});

test('a page that starts anew gets a snapshot of its own job, unless another one was asked for meanwhile', async () => {
  const { feed, answer, sent } = startFeed();
  answer.jobs = () => Promise.resolve([job('a'), job('b')]);
  answer.history = (jobId) => Promise.resolve([sample(jobId === 'a' ? 1 : 2)]);
  await feed.reload();
  feed.setVisible(true);
  feed.ready('a');
  await settle();
  feed.setVisible(false);
  feed.reveal('b');
  await settle();
  sent.length = 0;
  feed.setVisible(true);
  feed.ready('a');
  const snapshots = sent.map(({ body }) => body as ToPanel['snapshot']);
  assert.deepEqual(
    snapshots.map(({ selectedJobId, history }) => [selectedJobId, history?.t]),
    [
      ['b', [2]],
      ['b', [2]],
    ],
  );
  feed.select('a');
  feed.ready('a');
  assert.equal(bodyOf('snapshot', sent.at(-1)).selectedJobId, 'a');
});

test('a lost connection is told, the jobs are kept, and the connection that comes back tells everything anew', async () => {
  const { feed, tell, answer, sent } = startFeed();
  answer.jobs = () => Promise.resolve([job('a'), job('gone')]);
  feed.setVisible(true);
  await feed.reload();
  tell().connection('disconnected');
  assert.deepEqual(sent.at(-1), { type: 'connection', body: { state: 'disconnected' } });
  feed.ready(null);
  assert.equal(bodyOf('snapshot', sent.at(-1)).jobs.length, 2);
  answer.jobs = () => Promise.resolve([job('a', 'lost')]);
  tell().connection('connected');
  await settle();
  const snapshot = sent.findLast(({ type }) => type === 'snapshot');
  assert.ok(snapshot?.type === 'snapshot');
  assert.deepEqual(snapshot.body.connection, { state: 'connected' });
  assert.deepEqual(
    snapshot.body.jobs.map(({ id, state }) => [id, state]),
    [['a', 'lost']],
  );
});

test('an answer of a connection that was lost meanwhile is ignored', async () => {
  const { feed, tell, answer, sent } = startFeed();
  const slow = Promise.withResolvers<readonly Job[]>();
  answer.jobs = () => slow.promise;
  feed.setVisible(true);
  const loading = feed.reload();
  tell().connection('disconnected');
  slow.resolve([job('a')]);
  await loading;
  assert.deepEqual(sent.at(-1), { type: 'connection', body: { state: 'disconnected' } });
});

test('an agent that cannot be reached is told with its own message, and trying again says connecting first', async () => {
  const { feed, answer, sent, logged } = startFeed();
  answer.jobs = () => Promise.reject(new Error('no Node 24. Install it.'));
  feed.setVisible(true);
  await feed.reload();
  assert.deepEqual(sent.at(-1), { type: 'connection', body: { state: 'disconnected', message: 'no Node 24. Install it.' } });
  assert.match(logged.join(), /no Node 24/);
  sent.length = 0;
  answer.jobs = () => Promise.resolve([]);
  await feed.reconnect();
  assert.deepEqual(types(sent), ['connection', 'snapshot']);
  assert.deepEqual(sent[0]?.body, { state: 'connecting' });
});

test('a history that cannot be read leaves the live samples', async () => {
  const { feed, tell, answer, sent, logged } = startFeed();
  answer.jobs = () => Promise.resolve([job('a')]);
  answer.history = () => Promise.reject(new Error('torn'));
  feed.setVisible(true);
  await feed.reload();
  feed.select('a');
  tell().sample('a', sample(9));
  await settle();
  const history = sent.find(({ type }) => type === 'history');
  assert.deepEqual(bodyOf('history', history).history.t, [9]);
  assert.match(logged.join(), /torn/);
});

test('disposing stops listening, sending and the clock', async () => {
  const { feed, tell, answer, sent, listeners } = startFeed();
  answer.jobs = () => Promise.resolve([job('a')]);
  feed.setVisible(true);
  await feed.reload();
  const listener = tell();
  listener.jobChanged(job('a'));
  listener.jobChanged(job('a', 'failed'));
  sent.length = 0;
  feed[Symbol.dispose]();
  listener.jobChanged(job('a'));
  mock.timers.tick(5000);
  assert.deepEqual(sent, []);
  assert.equal(listeners.size, 0);
});

test('every message of the feed has a handler in the panel', () => {
  const seen: string[] = [];
  const note = (name: string) => (): void => void seen.push(name);
  const handlers: Handlers<ToPanel> = {
    snapshot: note('snapshot'),
    batch: note('batch'),
    history: note('history'),
    connection: note('connection'),
    select: note('select'),
    trafficRefused: note('trafficRefused'),
    openLaunch: note('openLaunch'),
    launch: note('launch'),
  };
  const { feed, sent } = startFeed();
  feed.setVisible(true);
  feed.reveal('x');
  feed.refuseTraffic('x', 'no');
  for (const message of sent) {
    deliver<ToPanel>(message, handlers);
  }
  assert.deepEqual(seen, ['snapshot', 'select', 'trafficRefused']);
});
