import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fakeLanguageModel } from '../../../test/engine/fakeLanguageModel.ts';
import type { Sequence } from '../model.ts';
import { SequencePool } from './sequencePool.ts';

const never = new AbortController().signal;

function noFault(error: unknown): void {
  throw error;
}

test('first come, first served, and each gets a cleared sequence', async () => {
  const { sequences } = fakeLanguageModel({ parallel: 1 });
  const pool = new SequencePool(sequences, noFault);
  const first = await pool.acquire(never);
  assert.ok(first);
  await first.sequence.prefill([1, 2, 3]);
  assert.equal(pool.usedCells, 3);

  const order: string[] = [];
  const second = pool.acquire(never).then((lease) => (order.push('second'), lease));
  const third = pool.acquire(never).then((lease) => (order.push('third'), lease));
  assert.deepEqual([pool.running, pool.waiting], [1, 2]);

  first[Symbol.dispose]();
  first[Symbol.dispose]();
  assert.equal(pool.running, 0);
  const next = await second;
  assert.equal(pool.usedCells, 0);
  assert.deepEqual([pool.running, pool.waiting], [1, 1]);
  next?.[Symbol.dispose]();
  (await third)?.[Symbol.dispose]();
  assert.deepEqual(order, ['second', 'third']);
});

test('who gives up leaves the queue', async () => {
  const pool = new SequencePool(fakeLanguageModel({ parallel: 1 }).sequences, noFault);
  const holder = await pool.acquire(never);
  const impatient = new AbortController();
  const given = pool.acquire(impatient.signal);
  const patient = pool.acquire(never);
  impatient.abort();
  assert.equal(await given, undefined);
  assert.equal(pool.waiting, 1);
  holder?.[Symbol.dispose]();
  assert.ok(await patient);
  assert.equal(await pool.acquire(impatient.signal), undefined);
});

test('a sequence that cannot be cleared is reported and not used again', async () => {
  const faults: unknown[] = [];
  const failure = new Error('no memory');
  const [good] = fakeLanguageModel({ parallel: 1 }).sequences;
  assert.ok(good);
  const broken: Sequence = {
    usedCells: 0,
    prefill: () => Promise.resolve(),
    generate: (tokens, sampling) => good.generate(tokens, sampling),
    clear: () => Promise.reject(failure),
  };
  const pool = new SequencePool([good, broken], (error) => faults.push(error));
  const lease = await pool.acquire(never);
  assert.equal(lease?.sequence, broken);
  lease[Symbol.dispose]();
  await nextTurn();
  assert.deepEqual(faults, [failure]);
  assert.equal((await pool.acquire(never))?.sequence, good);
  const waiting = pool.acquire(never);
  await nextTurn();
  assert.equal(pool.waiting, 1);
  void waiting;
});
