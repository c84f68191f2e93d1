import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToPanel } from '../src/protocol/panel.ts';
import type { PanelStrings } from '../src/protocol/panelStrings.ts';
import { toColumns } from '../src/protocol/sampleColumns.ts';
import { PanelModel } from './panelModel.ts';
import { runningJob, sampleAt } from '../test/webview/jobs.ts';

const strings = {} as PanelStrings;

function snapshot(change: Partial<ToPanel['snapshot']>): ToPanel['snapshot'] {
  const connection = { state: 'connected' } as const;
  return { now: 0, connection, jobs: [], selectedJobId: null, history: null, strings, locale: 'en', ...change };
}

const batch = (change: Partial<ToPanel['batch']>): ToPanel['batch'] => ({
  now: 0,
  changed: [],
  removed: [],
  samples: [],
  ...change,
});

function startModel(selectedJobId: string | null = null): PanelModel {
  return new PanelModel(
    selectedJobId,
    () => 1000,
    () => undefined,
  );
}

test('without a choice the newest live job is selected, and another one when it is removed', () => {
  const model = startModel();
  const jobs = [
    runningJob('old', { createdAt: 1 }),
    runningJob('new', { createdAt: 2 }),
    runningJob('over', { state: 'failed', createdAt: 3 }),
  ];
  model.handlers.snapshot(snapshot({ jobs }));
  assert.equal(model.selectedJobId, 'new');
  model.handlers.batch(batch({ removed: ['new'] }));
  assert.equal(model.selectedJobId, 'old');
  model.handlers.batch(batch({ removed: ['old'] }));
  assert.equal(model.selectedJobId, 'over');
  model.handlers.batch(batch({ removed: ['over'] }));
  assert.equal(model.selectedJobId, null);
});

test('a kept choice waits until the agent has answered', () => {
  const model = startModel('mine');
  model.handlers.snapshot(snapshot({ connection: { state: 'connecting' } }));
  assert.equal(model.selectedJobId, 'mine');
  model.handlers.snapshot(
    snapshot({ jobs: [runningJob('other', { createdAt: 9e15 }), runningJob('mine')], selectedJobId: 'mine' }),
  );
  assert.equal(model.selectedJobId, 'mine');
});

test('a job that was asked for stays selected until it arrives', () => {
  const model = startModel();
  model.handlers.snapshot(snapshot({ jobs: [runningJob('other')] }));
  model.handlers.select({ jobId: 'coming' });
  model.handlers.batch(batch({ changed: [runningJob('third')] }));
  assert.equal(model.selectedJobId, 'coming');
  assert.equal(model.jobs.has('coming'), false);
  model.handlers.batch(batch({ changed: [runningJob('coming')] }));
  assert.equal(model.selectedJob?.id, 'coming');
});

test('samples grow the history of the selected job once each, and the rate of every job', () => {
  const model = startModel();
  model.handlers.snapshot(snapshot({ jobs: [runningJob('a', { createdAt: 2 }), runningJob('b', { createdAt: 1 })] }));
  model.handlers.history({ jobId: 'a', history: toColumns([sampleAt(1), sampleAt(2)]) });
  const samples = [
    { jobId: 'a', sample: sampleAt(2, { tokensPerSecond: 99 }) },
    { jobId: 'a', sample: sampleAt(3, { tokensPerSecond: null }) },
    { jobId: 'b', sample: sampleAt(3, { tokensPerSecond: 7 }) },
    { jobId: 'nobody', sample: sampleAt(3) },
  ];
  model.handlers.batch(batch({ samples }));
  assert.deepEqual(model.history?.columns.t, [1, 2, 3]);
  assert.deepEqual(model.history?.columns.tokensPerSecond, [412, 412, null]);
  assert.equal(model.jobs.get('b')?.latest?.tokensPerSecond, 7);
  assert.equal(model.jobs.size, 2);
});

test('a history of another job is not taken', () => {
  const model = startModel();
  model.handlers.snapshot(snapshot({ jobs: [runningJob('a')] }));
  model.handlers.history({ jobId: 'b', history: toColumns([sampleAt(1)]) });
  assert.equal(model.history, undefined);
});

test('ages are told by the clock of the extension host', () => {
  const model = startModel();
  model.handlers.snapshot(snapshot({ now: 61_000 }));
  assert.equal(model.now, 61_000);
});

test('a kept choice that is gone when the agent answers gives way', () => {
  const model = startModel('gone');
  model.handlers.snapshot(snapshot({ connection: { state: 'connecting' } }));
  model.handlers.batch(batch({ changed: [runningJob('early')] }));
  assert.equal(model.selectedJobId, 'gone');
  model.handlers.snapshot(snapshot({ jobs: [runningJob('early')], selectedJobId: 'gone' }));
  assert.equal(model.selectedJobId, 'early');
});

test('a refusal of traffic is forgotten when the user tries again, or looks at another job', () => {
  const model = startModel();
  model.handlers.snapshot(snapshot({ jobs: [runningJob('a', { createdAt: 2 }), runningJob('b', { createdAt: 1 })] }));
  model.handlers.trafficRefused({ jobId: 'a', message: 'not ready' });
  assert.equal(model.trafficRefusal?.message, 'not ready');
  model.forgetTrafficRefusal();
  assert.equal(model.trafficRefusal, undefined);
  model.handlers.trafficRefused({ jobId: 'a', message: 'not ready' });
  model.select('b');
  assert.equal(model.trafficRefusal, undefined);
});
