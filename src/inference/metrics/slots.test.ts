import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SlotMeter } from './slotMeter.ts';
import { readSlots, type OpenRequest } from './slots.ts';

test('open requests are read of builds old and new, and idle slots are none', () => {
  const build2025 = [
    { id: 0, id_task: 7, is_processing: true, next_token: { has_next_token: true, n_remain: 3, n_decoded: 12 } },
    { id: 1, id_task: 5, is_processing: false, next_token: { n_decoded: 200 } },
  ];
  const build2026 = [
    { id: 0, id_task: 7, is_processing: true, n_ctx: 4096, next_token: [{ n_decoded: 12 }] },
    { id: 1, n_ctx: 4096, is_processing: false },
  ];
  const build2024 = [
    { id: 0, id_task: 7, state: 1, next_token: { n_decoded: 12 } },
    { id: 1, id_task: -1, state: 0, next_token: { n_decoded: 9 } },
  ];
  for (const build of [build2024, build2025, build2026]) {
    assert.deepEqual(readSlots(200, JSON.stringify(build)), [{ id: '0/7', decoded: 12 }]);
  }
  assert.deepEqual(readSlots(200, '[]'), []);
});

test('slots that are switched off say so; what is no answer is none', () => {
  assert.equal(readSlots(501, '{"error":{"code":501,"message":"This server does not support slots endpoint."}}'), 'disabled');
  assert.equal(readSlots(404, 'Not Found'), 'disabled');
  assert.equal(readSlots(503, '{"error":{"message":"Loading model"}}'), undefined);
  for (const body of ['<html>', '{"slots": []}', '[{"id": "a"}]', '[1]', '']) assert.equal(readSlots(200, body), undefined, body);
});

const open = (...slots: readonly (readonly [id: string, decoded: number])[]): readonly OpenRequest[] =>
  slots.map(([id, decoded]) => ({ id, decoded }));

test('what grew in the slots counts, and of a request that ended between two readings what the counter tells beyond that', () => {
  const meter = new SlotMeter();
  assert.equal(meter.count(open(['0/1', 10], ['1/2', 3]), 0), 13);
  assert.equal(meter.count(open(['0/1', 25], ['1/2', 3]), 0), 15);
  // task 1 ended with 30, task 3 took its slot
  assert.equal(meter.count(open(['0/3', 2], ['1/2', 10]), 30), 5 + 2 + 7);
  // one came and went between two readings
  assert.equal(meter.count(open(['0/3', 2], ['1/2', 10]), 8), 8);
  assert.equal(meter.count([], 4 + 11), 2 + 1);
});

test('a request that ends between the reading of the counter and that of the slots is told by the next counter, once', () => {
  const meter = new SlotMeter();
  meter.count(open(['0/1', 10]), 0);
  assert.equal(meter.count([], 0), 0);
  assert.equal(meter.count([], 12), 2);
  assert.equal(meter.count([], 0), 0);
});

test('one that its client left is never told by the counter, and what comes after it is', () => {
  const meter = new SlotMeter();
  meter.count(open(['0/1', 10]), 0);
  assert.equal(meter.count(open(['0/2', 4]), 0), 4);
  assert.equal(meter.count(open(['0/2', 9]), 0), 5);
  assert.equal(meter.count([], 12), 3);
});

test('whatever the slots say, nothing is counted backwards', () => {
  const slots = fc.array(fc.record({ id: fc.constantFrom('0/1', '0/2', '1/3'), decoded: fc.nat(100) }), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(fc.tuple(slots, fc.nat(200))), (readings) => {
      const meter = new SlotMeter();
      for (const [requests, finished] of readings) assert.ok(meter.count(requests, finished) >= 0);
    }),
  );
});

test('of requests that all run to their end every token is counted', () => {
  const request = fc.record({ begin: fc.nat(20), tokens: fc.integer({ min: 1, max: 60 }) });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 12 }), (requests) => {
      const meter = new SlotMeter();
      let counted = 0;
      // a token a tick, read every third tick, until all have ended
      for (let tick = 0, before = 0; tick <= 84; tick += 3) {
        const states = requests.map(({ begin, tokens }, id) => ({
          id: `0/${id}`,
          tokens,
          decoded: Math.min(tokens, Math.max(0, tick - begin)),
        }));
        const finished = states.reduce((sum, { tokens, decoded }) => sum + (decoded === tokens ? tokens : 0), 0);
        counted += meter.count(
          states.filter(({ tokens, decoded }) => decoded > 0 && decoded < tokens),
          finished - before,
        );
        before = finished;
      }
      assert.equal(
        counted,
        requests.reduce((sum, { tokens }) => sum + tokens, 0),
      );
    }),
  );
});
