import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib } from '../src/gpu/quantity.ts';
import type { Sample } from '../src/inference/sample.ts';
import type { PanelStrings } from '../src/protocol/panelStrings.ts';
import { commandJob, runningJob, sampleAt } from '../test/webview/jobs.ts';
import { grantedMemory, rateText, whyNoRate } from './facts.ts';
import { Texts } from './texts.ts';

const words: Partial<PanelStrings> = {
  idle: 'idle',
  tokensPerSecondUnit: '{0} tok/s',
  unknownStale: 'stale {0}',
  unknownNotYet: 'not yet',
  unknownOwnTraffic: '{0} does not',
};
const texts = new Texts(words as PanelStrings, 'en');
const rateOf = (latest: Partial<Sample>, age = 0): string =>
  rateText(runningJob('a', { latest: sampleAt(1, latest) }), age, texts);

test('a job is idle when nothing runs and nothing waits, not when its requests give no tokens', () => {
  assert.equal(rateOf({ tokensPerSecond: 0, running: 0, waiting: 0 }), 'idle');
  assert.equal(rateOf({ tokensPerSecond: null, running: 0, waiting: 0 }), 'idle');
  assert.equal(rateOf({ tokensPerSecond: 0, running: 3, waiting: 0 }), '0 tok/s');
  assert.equal(rateOf({ tokensPerSecond: 0, running: 0, waiting: 1 }), '0 tok/s');
  assert.equal(rateOf({ tokensPerSecond: 0, running: null, waiting: null }), '0 tok/s');
  assert.equal(rateOf({ tokensPerSecond: 12, running: 0, waiting: 0 }), '12 tok/s');
});

test('a rate that is not known is a dash: no sample, an old one, or one without the figure', () => {
  assert.equal(rateText(runningJob('a'), 0, texts), '–');
  assert.equal(rateOf({ tokensPerSecond: 412 }, 60_000), '–');
  assert.equal(rateOf({ tokensPerSecond: null, running: 2 }), '–');
  assert.equal(whyNoRate(runningJob('a'), 0, texts), 'not yet');
  const silent = runningJob('a', { latest: sampleAt(1, { tokensPerSecond: null, running: 2, source: 'none' }) });
  assert.equal(whyNoRate(silent, 0, texts), 'embedded engine does not');
  assert.equal(whyNoRate(runningJob('a', { latest: sampleAt(1) }), 0, texts), '');
  assert.equal(rateText(commandJob('train'), 0, texts), '', 'a command line has no rate to be unknown');
  assert.equal(rateText(runningJob('a', { state: 'stopped', latest: sampleAt(1) }), 0, texts), '');
});

test('an ended job keeps the memory that it was granted, over all its devices', () => {
  const { slices } = runningJob('a');
  const ended = runningJob('a', { state: 'stopped', slices: [], lastSlices: [...slices, ...slices] });
  assert.deepEqual(grantedMemory(ended), { requestMiB: mib(81_500), limitMiB: mib(81_500) });
  assert.deepEqual(grantedMemory(runningJob('a')), { requestMiB: mib(40_750), limitMiB: mib(40_750) });
  assert.equal(grantedMemory(runningJob('a', { slices: [] })), undefined);
});
