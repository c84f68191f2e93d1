import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToPanel } from '../../src/protocol/panel.ts';
import type { PanelStrings } from '../../src/protocol/panelStrings.ts';
import { toColumns } from '../../src/protocol/sampleColumns.ts';
import { readNavigation } from '../../webview/navigation.ts';
import { PanelModel } from '../../webview/panelModel.ts';
import { fill, Texts } from '../../webview/texts.ts';
import { runningJob, sampleAt } from './jobs.ts';

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

test('a kept state of another version or of someone else is read as far as it makes sense', () => {
  const start = { selectedJobId: null, view: 'charts', window: '5min' };
  for (const kept of [undefined, null, 3, 'x', [], { view: 'pie', window: 5, selectedJobId: {} }]) {
    assert.deepEqual(readNavigation(kept), start);
  }
  const whole = { selectedJobId: 'a', view: 'table', window: 'all' };
  assert.deepEqual(readNavigation(whole), whole);
  assert.deepEqual(readNavigation({ view: 'table' }), { ...start, view: 'table' });
});

test('numbers keep about two digits, units and the language', () => {
  const texts = new Texts(strings, 'en');
  const number = (value: number): string => texts.number(value);
  assert.deepEqual([0, 0.034, 9.14, 9.96, 412.4, 12_345].map(number), ['0', '0.03', '9.1', '10', '412', '12,345']);
  assert.equal(texts.milliseconds(131.4), '131 ms');
  assert.equal(texts.milliseconds(12_340), '12.3 s');
  assert.equal(texts.gib(40_750), '39.8 GiB');
  assert.equal(texts.percent(0.314), '31 %');
  assert.equal(texts.share(1 / 3), '0.333');
  assert.equal(new Texts(strings, 'de').gib(40_750), '39,8 GiB');
  assert.equal(new Texts(strings, 'not a locale').gib(40_750), '39.8 GiB');
  assert.deepEqual(
    [0, 59_999, 60_000, 7_200_000, 90_000_000].map((age) => texts.duration(age)),
    ['0 sec', '59 sec', '1 min', '2 hr', '1 day'],
  );
});

test('templates take values by place and keep what they lack', () => {
  assert.equal(fill('{1} of {0}, {2}', 'b', 'a$&{0}'), 'a$&{0} of b, {2}');
});
