import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';
import { Company } from './company.ts';

test('nobody begins before all are ready, and all begin at one instant', async () => {
  let asked = 0;
  const company = new Company(3, () => ++asked * 100);
  const begun: number[] = [];
  const begin = async () => void begun.push(await company.begin());
  const early = [begin(), begin()];
  await nextTurn();
  assert.deepEqual([begun, asked], [[], 0]);
  await Promise.all([...early, begin()]);
  assert.deepEqual([begun, asked], [[100, 100, 100], 1]);
});

test('the end is that of the window which ended first; one that failed, or measured nothing, is not waited for', async () => {
  const company = new Company(4, () => 0);
  const ends = [company.end(5000), company.end(undefined), company.end(3000)];
  company.leave();
  assert.deepEqual(await Promise.all(ends), [3000, 3000, 3000]);
});
