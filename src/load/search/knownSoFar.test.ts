import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLoadResult } from '../fakeLoadResult.ts';
import type { Probe } from './capacity.ts';
import { knownSoFar } from './knownSoFar.ts';

function known(...tried: readonly (readonly [users: number, isWithinSlo: boolean])[]) {
  const results = tried.map(([users]) => fakeLoadResult(users));
  const probes = tried.map(([users, isWithinSlo], index): Probe => ({
    users,
    isWithinSlo,
    figures: results[index] ?? assert.fail(),
  }));
  const { users, tooMany, result } = knownSoFar(probes, results);
  return { users, tooMany, result: result?.plan.arrivals };
}

test('before anything was tried nothing is known', () => {
  assert.deepEqual(known(), { users: 0, tooMany: null, result: undefined });
});

test('the most users that kept the promise, with their run, and the fewest above that did not', () => {
  assert.deepEqual(known([1, true], [2, true], [4, false], [4, false], [3, false]), {
    users: 2,
    tooMany: 3,
    result: { kind: 'closed', users: 2 },
  });
});

test('a number that kept it the second time is not too many', () => {
  assert.deepEqual(known([1, true], [2, false], [2, true]), { users: 2, tooMany: null, result: { kind: 'closed', users: 2 } });
});

test('where not even one user was served in time there is no run', () => {
  assert.deepEqual(known([1, false]), { users: 0, tooMany: 1, result: undefined });
});
