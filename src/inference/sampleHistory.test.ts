import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from './sample.ts';
import { SampleHistory } from './sampleHistory.ts';

const sampleAt = (t: number) => ({ t }) as Sample;
const timesOf = (history: SampleHistory) => history.all().map(({ t }) => t);

test('the history is bounded, ordered, and can begin with that of before', () => {
  const before = new SampleHistory(4);
  for (const t of [1, 2, 3]) before.append(sampleAt(t));
  const history = new SampleHistory(4, before.all());
  assert.deepEqual(timesOf(history), [1, 2, 3]);
  for (const t of [4, 5, 6]) history.append(sampleAt(t));
  assert.deepEqual(timesOf(history), [3, 4, 5, 6]);
  assert.deepEqual(timesOf(new SampleHistory(2, history.all())), [5, 6]);
});
