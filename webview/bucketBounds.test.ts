import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from '../src/inference/sample.ts';
import type { PanelStrings } from '../src/protocol/panelStrings.ts';
import { sampleAt } from '../test/webview/jobs.ts';
import { boundsText } from './bucketBounds.ts';
import { Texts } from './texts.ts';

const words: Partial<PanelStrings> = { bucketRange: '{0} to {1}', bucketAbove: 'above {0}' };
const texts = new Texts(words as PanelStrings, 'en');
const bounds = (change: Partial<Sample>) => {
  const sample = sampleAt(1, { ttftP95LowMs: null, ttftP95HighMs: null, ...change });
  return boundsText('ttftP95Ms', (field) => sample[field], texts);
};

test('a percentile has the bounds of its bucket, with their unit', () => {
  assert.equal(bounds({ ttftP95Ms: 131, ttftP95LowMs: 100, ttftP95HighMs: 250 }), '100 to 250 ms');
  assert.equal(bounds({ ttftP95Ms: 7.2, ttftP95LowMs: 0, ttftP95HighMs: 10 }), '0 to 10 ms');
  assert.equal(bounds({ ttftP95Ms: 12_000, ttftP95LowMs: 10_000, ttftP95HighMs: 20_000 }), '10 s to 20 s');
  assert.equal(bounds({ ttftP95Ms: 2_560_000, ttftP95LowMs: 2_560_000 }), 'above 2,560 s');
});

test('without buckets there are none, and bounds of another value are not told', () => {
  assert.equal(bounds({ ttftP95Ms: 131 }), undefined);
  assert.equal(bounds({ ttftP95Ms: null, ttftP95LowMs: 100, ttftP95HighMs: 250 }), undefined);
  assert.equal(bounds({ ttftP95Ms: 131, ttftP95LowMs: 250, ttftP95HighMs: 500 }), undefined);
  assert.equal(bounds({ ttftP95Ms: 300, ttftP95LowMs: 100, ttftP95HighMs: 250 }), undefined);
  assert.equal(bounds({ ttftP95Ms: 300, ttftP95LowMs: 100 }), undefined);
  const sample = sampleAt(1);
  assert.equal(
    boundsText('tokensPerSecond', (field) => sample[field], texts),
    undefined,
  );
});
