import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SweepResult } from '../sweep/sweepResult.ts';
import { markup } from './markup.ts';
import { renderReport } from './renderReport.ts';
import { madeEarlierSweep, madeSimulatedSweep, madeSweep } from './testdata/madeResults.ts';
import { toCsv } from './toCsv.ts';
import { toMarkdown } from './toMarkdown.ts';

const options = { timeZone: 'UTC', locale: 'en' } as const;

/** The same sweep without steps that a test does not want. */
function without(sweep: SweepResult, isUnwanted: (outcome: SweepResult['outcomes'][number]) => boolean): SweepResult {
  return { ...sweep, outcomes: sweep.outcomes.filter((outcome) => !isUnwanted(outcome)) };
}

test('published figures stand beside ours as multiples of our own whole card, with their source', () => {
  const html = renderReport(madeSweep, options);
  for (const label of [
    'published at 1/2: 77 %',
    'published at 1/2: 86 %',
    'published at 1/4: 172 %',
    'published, mixed: 300 %',
  ]) {
    assert.equal(html.split(label).length, 2, label);
  }
  assert.match(html, /half a GPU gives 77 % of the tokens<\/th><td class="number">77 %<\/td><td class="number">81 %<\/td>/);
  assert.match(html, /NVIDIA Run:ai with Nebius, 18 February 2026/);
});

test('on simulated devices no published figure is drawn or tabled, and every output says what the figures are worth', () => {
  const html = renderReport(madeSimulatedSweep, options);
  assert.doesNotMatch(html, /published|Run:ai|class="reference|in proportion to the fraction|recommended</i);
  assert.match(html, /the figures prove the method only/);
  assert.match(toMarkdown(madeSimulatedSweep, options), /the figures prove the method only/);
  assert.doesNotMatch(toMarkdown(madeSimulatedSweep, options), /published/i);
  const [names = '', ...rows] = toCsv(madeSimulatedSweep).trim().split('\r\n');
  assert.ok(rows.every((row) => row.split(',')[names.split(',').indexOf('simulated')] === 'true'));
});

test('without the whole card nothing is compared with it, and the report says so', () => {
  const html = renderReport(
    without(madeSweep, ({ step }) => step.name === '1'),
    options,
  );
  assert.doesNotMatch(html, /class="reference/);
  assert.match(html, /The whole card was not measured/);
});

test('a number of users that may be higher says so', () => {
  const outcomes = madeSweep.outcomes.map((outcome) =>
    outcome.kind === 'measured' ? { ...outcome, capacity: { ...outcome.capacity, tooMany: null } } : outcome,
  );
  assert.match(renderReport({ ...madeSweep, outcomes }, options), /≥ 138/);
  assert.doesNotMatch(renderReport(madeSweep, options), /≥/);
});

test('a step that failed has its reason, and takes no room on the axis', () => {
  const html = renderReport(madeSweep, options);
  assert.match(html, /1\/8 \(neighbours: none\): failed: the model needs 17\.1 GiB/);
  assert.doesNotMatch(html, /class="tick"[^>]*>1\/8</);
});

test('each fraction has one row in the table of a chart, with what it gives alone and among neighbours', () => {
  const html = renderReport(madeSweep, options);
  assert.match(html, />1\/4<\/th><td class="number">3,313<\/td><td class="number">1,720<\/td><td class="number">–<\/td>/);
  assert.match(html, />1\/4 Llama[^<]*<\/th><td class="number">–<\/td><td class="number">–<\/td><td class="number">1,433<\/td>/);
});

test('the recommended fraction is marked in the table and named with its reason', () => {
  const html = renderReport(madeSweep, options);
  assert.match(html, /<dt>recommended<\/dt><dd>1\/4<\/dd>/);
  assert.match(html, /1\/4 <span class="mark">recommended<\/span>/);
  assert.match(html, /The smallest fraction of which a filled card gives/);
});

test('an earlier sweep is compared step by step, or why it cannot be is told', () => {
  const html = renderReport(madeSweep, { ...options, earlier: [madeEarlierSweep, madeSimulatedSweep] });
  assert.match(html, /<td class="number">127<\/td><td class="number">138<\/td><td class="number">\+8\.7 %<\/td>/);
  assert.match(html, /One of the two ran on a simulated device/);
});

test('whoever shows the page may say the state in words of its own', () => {
  const cancelled: SweepResult = { ...madeSweep, state: 'cancelled' };
  assert.match(renderReport(cancelled, options), /The sweep was cancelled/);
  const html = renderReport(cancelled, { ...options, notice: markup`<p>Resume</p>` });
  assert.match(html, /<p>Resume<\/p>/);
  assert.doesNotMatch(html, /The sweep was cancelled/);
});
