import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeModel, FakeGround, fakeTerms } from './fakeGround.ts';
import { planSweep } from './planSweep.ts';
import { runSweep } from './runSweep.ts';
import { readSweepResult } from './sweepResultSchema.ts';

const plan = planSweep({ ...fakeTerms, model: fakeModel, fractions: [1, 0.5], modes: ['alone', 'contended'] });

async function sweep() {
  const ground = new FakeGround();
  return runSweep(plan, ground, { runLoad: ground.runLoad, signal: new AbortController().signal });
}

test('a sweep is read as it was kept; what is not known beside it is left out', async () => {
  const result = await sweep();
  assert.deepEqual(readSweepResult(JSON.stringify({ ...result, fractions: [], more: 1 })), { kind: 'value', value: result });
});

test('anything else is refused with field, value and cure', async () => {
  const result = await sweep();
  const [first] = result.outcomes;
  for (const [text, message] of [
    ['', /^not JSON: .*Name a file/],
    ['{"schema": "gpu-fra', /^not JSON/],
    ['[]', /^schema is missing/],
    ['null', /^schema is missing/],
    [JSON.stringify({ ...result, schema: 'gpu-fractions.load/1' }), /^schema "gpu-fractions.load\/1": not the result of a sweep/],
    [JSON.stringify({ ...result, schema: 'gpu-fractions.sweep/2' }), /^schema "gpu-fractions.sweep\/2": .*newer.*Update/],
    [JSON.stringify({ ...result, state: 'asleep' }), /^state "asleep": one of running, finished/],
    [JSON.stringify({ ...result, outcomes: undefined }), /^outcomes is missing/],
    [JSON.stringify({ ...result, plan: { ...plan, mostUsers: 'many' } }), /^plan\.mostUsers "many"/],
    [JSON.stringify({ ...result, plan: { ...plan, load: { ...plan.load, seed: -1 } } }), /^plan\.load\.seed -1/],
    [JSON.stringify({ ...result, outcomes: [{ ...first, memoryMiB: null }] }), /^outcomes\[0\]\.memoryMiB null/],
  ] as const) {
    const read = readSweepResult(text);
    assert.equal(read.kind, 'problem', text.slice(0, 60));
    assert.match(read.kind === 'problem' ? read.problem : '', message);
  }
});
