import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLoadPlan } from '../fakeLoadResult.ts';
import type { Extent } from '../plan/loadPlan.ts';
import { testFile } from '../workload/testFile.ts';
import { openFakeEngine } from './fakeEngine.ts';
import { runMix, type MixMember, type MixProgress } from './runMix.ts';

const { signal } = new AbortController();

function member(name: string, url: string, users: number, extent: Extent): MixMember {
  const plan = fakeLoadPlan(users);
  return { name, plan: { ...plan, endpoint: { ...plan.endpoint, url }, extent } };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}

test('each member runs alone, then all at once and equally long; each is compared with itself alone', async () => {
  await using small = await openFakeEngine({ gapMs: 4 });
  await using large = await openFakeEngine({ gapMs: 12 });
  const told: MixProgress[] = [];
  const mix = await runMix(
    [
      member('small', small.url, 2, { warmUpSeconds: 0.1, seconds: 1.2 }),
      member('large', large.url, 1, { warmUpSeconds: 0, requests: 5 }),
    ],
    { signal, onProgress: (progress) => told.push(progress) },
  );
  assert.equal(mix.schema, 'gpu-fractions.mix/1');
  assert.deepEqual(
    mix.members.map(({ name }) => name),
    ['small', 'large'],
  );
  const [first, second] = mix.members;
  assert.ok(first !== undefined && second !== undefined);
  assert.equal(second.alone.requests, 5);
  assert.ok(second.together.requests > 5, 'it goes on as long as the other');
  for (const { together } of mix.members) assert.deepEqual(together.steady, { fromSeconds: 0.1, toSeconds: 0.1 + 1.2 });
  assert.equal(first.besideOthers.tokensPerSecond, (first.together.tokensPerSecond ?? 0) / (first.alone.tokensPerSecond ?? 0));
  assert.equal(mix.together.tokensPerSecond, (first.together.tokensPerSecond ?? 0) + (second.together.tokensPerSecond ?? 0));
  const phases = new Set(told.map(({ phase, name }) => `${phase} ${name}`));
  assert.deepEqual([...phases].toSorted(), ['alone small', 'together large', 'together small']);
});

test('aborted while one is alone there is nothing to compare; while all are running it is what was measured', async () => {
  await using engine = await openFakeEngine({ gapMs: 2 });
  const members = ['a', 'b'].map((name) => member(name, engine.url, 1, { warmUpSeconds: 0, requests: 3 }));
  const early = new AbortController();
  const rejected = runMix(members, { signal: early.signal });
  await until(() => engine.bodies.length > 0);
  early.abort(new Error('enough'));
  await assert.rejects(rejected, /enough/);

  const late = new AbortController();
  const timed = members.map(({ name, plan }) => ({ name, plan: { ...plan, extent: { warmUpSeconds: 0, seconds: 0.5 } } }));
  const running = runMix(timed, { signal: late.signal });
  await until(() => engine.mostOpen === 2);
  late.abort();
  const { isCancelled, members: compared } = await running;
  assert.equal(isCancelled, true);
  assert.deepEqual(
    compared.map(({ alone, together }) => [alone.isCancelled, together.isCancelled]),
    [
      [undefined, true],
      [undefined, true],
    ],
  );
});

test('where a recording is over before the others, all are measured until then', async () => {
  await using engine = await openFakeEngine({ gapMs: 2 });
  const lines = [0, 100, 200, 300].map((timestamp) =>
    JSON.stringify({ timestamp, input_length: 4, output_length: 4, hash_ids: [] }),
  );
  await using recording = await testFile('trace.jsonl', lines.join('\n'));
  const { plan } = member('recorded', engine.url, 1, { warmUpSeconds: 0, requests: 4 });
  const recorded = { ...plan, arrivals: { kind: 'replay', file: recording.path, speed: 1, volume: 1 } } as const;
  const mix = await runMix(
    [{ name: 'recorded', plan: recorded }, member('users', engine.url, 2, { warmUpSeconds: 0, seconds: 1 })],
    { signal },
  );
  const [short, long] = mix.members.map(({ together }) => together);
  assert.ok(short !== undefined && long !== undefined && short.requests === 4 && long.requests > 0);
  assert.ok(Math.abs(short.steady.toSeconds - long.steady.toSeconds) < 1e-9);
});

test('a member that cannot be sent ends the mix', async () => {
  await using engine = await openFakeEngine();
  const members = [
    member('good', engine.url, 1, { warmUpSeconds: 0, requests: 2 }),
    member('bad', 'ftp://x', 1, { warmUpSeconds: 0, requests: 2 }),
  ];
  await assert.rejects(runMix(members, { signal }), { reason: 'badUrl' });
});
