import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Arrivals, Lengths, LoadPlan } from '../plan/loadPlan.ts';
import { openWorkload } from './openWorkload.ts';
import { testPlan } from './testPlan.ts';
import type { PlannedRequest, WorkShare } from './workload.ts';

const alone: WorkShare = { worker: 0, workers: 1 };

async function firstRequests(plan: LoadPlan, count: number, share = alone): Promise<readonly PlannedRequest[]> {
  const workload = await openWorkload(plan);
  return Iterator.from(workload.requests(share)).take(count).toArray();
}

function promptOf({ body }: PlannedRequest): string {
  const { messages } = JSON.parse(body) as { messages: readonly { content: string }[] };
  return messages.at(-1)?.content ?? '';
}

function wordsOf(request: PlannedRequest): readonly string[] {
  return promptOf(request).split(' ');
}

const count = fc.integer({ min: 1, max: 60 });
const lengths: fc.Arbitrary<Lengths> = fc.oneof(
  count.map((tokens) => ({ kind: 'fixed', tokens }) as const),
  fc.tuple(count, count).map(([a, b]) => ({ kind: 'uniform', least: Math.min(a, b), most: Math.max(a, b) }) as const),
  fc.record({ kind: fc.constant('normal' as const), mean: count, deviation: fc.integer({ min: 0, max: 100 }) }),
);
const arrivals: fc.Arbitrary<Arrivals> = fc.oneof(
  count.map((users) => ({ kind: 'closed', users }) as const),
  fc.record({
    kind: fc.constant('open' as const),
    perSecond: count,
    spacing: fc.constantFrom('poisson' as const, 'even' as const),
  }),
);
const plans: fc.Arbitrary<LoadPlan> = fc
  .record({ arrivals, lengths, answer: lengths, seed: fc.maxSafeNat(), groups: fc.option(count) })
  .map(({ arrivals: at, lengths: of, answer, seed, groups }) => ({
    ...testPlan,
    arrivals: at,
    prompts: { kind: 'synthetic', lengths: of, ...(groups !== null && { sharedPrefix: { tokens: 1, groups } }) },
    answer,
    seed,
  }));

test('however many workers share a plan, its requests are the same', async () => {
  await fc.assert(
    fc.asyncProperty(plans, fc.integer({ min: 1, max: 7 }), async (plan, workers) => {
      const shares = await Promise.all(
        Array.from({ length: workers }, (_, worker) => firstRequests(plan, 5, { worker, workers })),
      );
      const together = shares.flat().toSorted((a, b) => a.index - b.index);
      assert.deepEqual(together, await firstRequests(plan, 5 * workers));
    }),
    { numRuns: 50 },
  );
});

test('another seed sends other prompts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.maxSafeNat(), { minLength: 2, maxLength: 2 }), async (seeds) => {
      const [one, other] = await Promise.all(seeds.map((seed) => firstRequests({ ...testPlan, seed }, 3)));
      assert.notDeepEqual(one?.map(promptOf), other?.map(promptOf));
    }),
  );
});

test('no prompt begins like another one, so that no cache helps', async () => {
  const requests = await firstRequests(testPlan, 2000);
  assert.equal(new Set(requests.map((request) => wordsOf(request).slice(0, 8).join(' '))).size, 2000);
});

for (const [name, answer, isRight] of [
  ['fixed', { kind: 'fixed', tokens: 7 }, (all) => all.every((tokens) => tokens === 7)],
  [
    'uniform',
    { kind: 'uniform', least: 3, most: 5 },
    (all) => all.every((tokens) => [3, 4, 5].includes(tokens)) && new Set(all).size === 3,
  ],
  [
    'normal',
    { kind: 'normal', mean: 100, deviation: 10 },
    (all) => {
      const mean = all.reduce((sum, tokens) => sum + tokens, 0) / all.length;
      const deviation = Math.sqrt(all.reduce((sum, tokens) => sum + (tokens - mean) ** 2, 0) / all.length);
      return Math.abs(mean - 100) < 1 && Math.abs(deviation - 10) < 1;
    },
  ],
  [
    'normal, cut off at 1',
    { kind: 'normal', mean: 1, deviation: 50 },
    // a normal distribution cut at its middle has its mean at 0.8 of a deviation; clamped it would be at 0.4
    (all) => all.every((tokens) => tokens >= 1) && all.reduce((sum, tokens) => sum + tokens, 0) / all.length > 35,
  ],
] satisfies [string, Lengths, (all: readonly number[]) => boolean][]) {
  test(`lengths that are ${name}`, async () => {
    const asAnswers = await firstRequests({ ...testPlan, answer }, 2000);
    assert.ok(isRight(asAnswers.map(({ maxTokens = 0 }) => maxTokens)));
    const asPrompts = await firstRequests({ ...testPlan, prompts: { kind: 'synthetic', lengths: answer } }, 2000);
    assert.ok(isRight(asPrompts.map((request) => wordsOf(request).length)));
  });
}

test('prompts of one group begin with one text and go on differently; a short one is its beginning', async () => {
  const lengthsOfAll = { kind: 'uniform', least: 4, most: 30 } as const;
  const plan: LoadPlan = {
    ...testPlan,
    prompts: { kind: 'synthetic', lengths: lengthsOfAll, sharedPrefix: { tokens: 12, groups: 3 } },
  };
  const prompts = (await firstRequests(plan, 300)).map(wordsOf);
  const prefixes = new Set(prompts.filter(({ length }) => length >= 12).map((words) => words.slice(0, 12).join(' ')));
  assert.equal(prefixes.size, 3);
  for (const words of prompts.filter(({ length }) => length < 12)) {
    assert.ok([...prefixes].some((prefix) => prefix.startsWith(words.join(' '))));
  }
  const long = prompts.filter(({ length }) => length >= 20).map((words) => words.slice(12, 20).join(' '));
  assert.equal(new Set(long).size, long.length);
});

test('an even rate is due in equal steps from the start; a Poisson rate has the mean and the spread of one', async () => {
  const open = (spacing: 'even' | 'poisson') => ({ ...testPlan, arrivals: { kind: 'open', perSecond: 8, spacing } }) as const;
  const even = await firstRequests(open('even'), 4);
  assert.deepEqual(
    even.map(({ dueMs }) => dueMs),
    [0, 125, 250, 375],
  );
  const due = (await firstRequests(open('poisson'), 5000)).map(({ dueMs = Number.NaN }) => dueMs);
  const gaps = due.slice(1).map((at, index) => at - (due[index] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  assert.equal(due[0], 0);
  assert.ok(gaps.every((gap) => gap > 0));
  assert.ok(Math.abs(mean / 125 - 1) < 0.05, `mean ${mean}`);
  assert.ok(Math.abs(deviation / mean - 1) < 0.05, `deviation ${deviation}`);
});

test('users who wait for their answers have no times', async () => {
  assert.ok((await firstRequests(testPlan, 3)).every((request) => !('dueMs' in request)));
});
