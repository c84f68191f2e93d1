import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLoadResult } from '../../load/fakeLoadResult.ts';
import { defaultCapacitySlo, type Probe } from '../../load/search/capacity.ts';
import { probeLine } from './capacityText.ts';

const probe = (clientLimited: boolean, because?: string): Probe => ({
  users: 4,
  isWithinSlo: because === undefined,
  ...(because !== undefined && { because }),
  figures: { ...fakeLoadResult(4), clientLimited },
});

test('a number of users that is tried again says why: it was too many, or the client was the limit', () => {
  assert.equal(probeLine(probe(false)), '4 users: 40 tok/s, TTFT p95 100 ms');
  assert.equal(probeLine(probe(true)), '4 users: 40 tok/s, TTFT p95 100 ms; the client was the limit');
  assert.equal(probeLine(probe(true, 'slow')), '4 users: too many: slow; the client was the limit');
  assert.match(probeLine(probe(false), { ...defaultCapacitySlo, quantile: 'p99' }), /TTFT p99 100 ms$/);
});
