import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StepGate, type StepMember } from './stepGate.ts';

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await nextTurn();
  }
}

function arrival(member: StepMember): { readonly hasPassed: () => boolean } {
  let hasPassed = false;
  void member.arrive().then(() => (hasPassed = true));
  return { hasPassed: () => hasPassed };
}

test('a lone member passes', async () => {
  using member = new StepGate().join();
  await member.arrive();
  await member.arrive();
});

test('nobody passes before all have arrived', async () => {
  const gate = new StepGate();
  using first = gate.join();
  using second = gate.join();
  const early = arrival(first);
  await turns(5);
  assert.equal(early.hasPassed(), false);
  await second.arrive();
  await turns(1);
  assert.equal(early.hasPassed(), true);
});

test('who leaves is not waited for', async () => {
  const gate = new StepGate();
  using first = gate.join();
  const second = gate.join();
  const waiting = arrival(first);
  await turns(3);
  second[Symbol.dispose]();
  second[Symbol.dispose]();
  await turns(2);
  assert.equal(waiting.hasPassed(), true);
  const third = gate.join();
  const alone = arrival(first);
  await turns(3);
  assert.equal(alone.hasPassed(), false, 'leaving twice counts once');
  third[Symbol.dispose]();
});

test('who joins while the gate is about to open takes part in this step', async () => {
  const gate = new StepGate();
  using first = gate.join();
  const waiting = arrival(first);
  using late = gate.join();
  await turns(3);
  assert.equal(waiting.hasPassed(), false);
  await late.arrive();
  await turns(1);
  assert.equal(waiting.hasPassed(), true);
});

test('a paced gate opens no sooner than its step after the last time, however soon all have arrived', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 1000;
  using member = new StepGate(20, () => now).join();
  await member.arrive();
  now += 5;
  const next = arrival(member);
  t.mock.timers.tick(14);
  await turns(3);
  assert.equal(next.hasPassed(), false);
  now += 15;
  t.mock.timers.tick(1);
  await turns(1);
  assert.equal(next.hasPassed(), true);
});
