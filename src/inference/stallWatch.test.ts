import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingKnown, type Sample } from './sample.ts';
import { StallWatch } from './stallWatch.ts';

const stuck: Partial<Sample> = { waiting: 2, tokensPerSecond: 0, source: 'engine metric' };

/** Whether something is said after so many seconds like this, then one more. */
function saysAfter(seconds: number, change: Partial<Sample>, last: Partial<Sample> = change): boolean {
  const watch = new StallWatch();
  for (let second = 0; second < seconds; second++) watch.observe({ ...nothingKnown, t: second * 1000, ...change });
  return watch.observe({ ...nothingKnown, t: seconds * 1000, ...last }) !== undefined;
}

test('requests that wait a minute without a token are told, and not before', () => {
  assert.equal(saysAfter(60, stuck), true);
  assert.equal(saysAfter(59, stuck), false);
  assert.equal(saysAfter(60, { ...stuck, source: 'engine slots' }), true);
});

test('it is over with the first token, when nothing waits, or when the engine does not answer', () => {
  for (const last of [{ tokensPerSecond: 3 }, { waiting: 0 }, { waiting: null }, { tokensPerSecond: null }]) {
    assert.equal(saysAfter(90, stuck, { ...stuck, ...last }), false, JSON.stringify(last));
  }
});

test('an engine that only counts at the end of a request is not judged', () => {
  assert.equal(saysAfter(300, { ...stuck, source: 'own stream' }), false);
  assert.equal(saysAfter(300, { ...stuck, tokensPerSecond: null, source: 'none' }), false);
});
