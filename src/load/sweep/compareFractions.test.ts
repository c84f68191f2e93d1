import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeLoadResult } from '../fakeLoadResult.ts';
import { compareFractions } from './compareFractions.ts';
import { compareSweeps } from './compareSweeps.ts';
import { fakeModel, fakeTerms } from './fakeGround.ts';
import { planSweep, type SweepWish } from './planSweep.ts';
import { recommendFraction } from './recommendFraction.ts';
import type { SweepStep } from './sweepPlan.ts';
import type { StepOutcome, SweepResult } from './sweepResult.ts';

interface Figures {
  readonly users: number;
  readonly tokens: number;
  readonly all?: number;
  readonly tooMany?: number | null;
}

/** A sweep with what each step showed, by `1/2 contended`; what is not named failed. */
function sweepOf(
  figures: Readonly<Record<string, Figures>>,
  { result = {}, ...wish }: Partial<SweepWish> & { readonly result?: Partial<SweepResult> } = {},
): SweepResult {
  const plan = planSweep({
    ...fakeTerms,
    model: fakeModel,
    fractions: [1, 0.5, 0.25],
    modes: ['alone', 'contended'],
    ...wish,
  });
  const outcomes = plan.steps.map((step) => outcomeOf(step, figures[`${step.name} ${step.mode}`]));
  return {
    schema: 'gpu-fractions.sweep/1',
    plan,
    startedAt: 1,
    endedAt: 2,
    state: 'finished',
    ranOn: 'This machine · H100 80GB',
    simulated: false,
    outcomes,
    ...result,
  };
}

function outcomeOf(step: SweepStep, figures: Figures | undefined): StepOutcome {
  if (figures === undefined) return { kind: 'failed', step, reason: 'no room' };
  const { users, tokens, all = tokens, tooMany = users + 1 } = figures;
  const result = users === 0 ? null : fakeLoadResult(users, { tokensPerSecond: tokens });
  return {
    kind: 'measured',
    step,
    capacity: { users, tooMany, clientLimited: false, probes: [], result },
    tokensPerSecondOfAll: result && all,
    memoryMiB: 1000,
    enforcement: 'engine',
    seconds: 60,
  };
}

const good = {
  '1 alone': { users: 100, tokens: 10_000 },
  '1/2 alone': { users: 86, tokens: 7700 },
  '1/2 contended': { users: 60, tokens: 5500, all: 11_000 },
  '1/4 alone': { users: 43, tokens: 4000 },
  '1/4 contended': { users: 30, tokens: 2600, all: 10_400 },
};

test('what a fraction is worth beside the whole card, alone and with the card filled', () => {
  const price = { perGpuHour: 3.6, currency: 'USD' };
  const [whole, half, quarter] = compareFractions(sweepOf(good, { price }));
  assert.deepEqual([whole?.name, whole?.slices, whole?.contended, whole?.card?.users], ['1', 1, null, 100]);
  assert.equal(half?.alone?.shareOfTokens, 0.77);
  assert.equal(half.alone.shareOfUsers, 0.86);
  assert.equal(half.contended?.shareOfUsers, 0.6);
  assert.deepEqual(half.card, { users: 120, tokensPerSecond: 11_000, shareOfUsers: 1.2, shareOfTokens: 1.1 });
  assert.deepEqual([quarter?.slices, quarter?.card?.users], [4, 120]);
  // 3.6 an hour are 0.001 a second
  assert.equal(whole?.alone?.costPerMillionTokens, 0.1);
  assert.ok(
    Math.abs((half.alone.costPerMillionTokens ?? 0) - (0.0005 / 7700) * 1e6) < 1e-12,
    'half of the price, for its tokens',
  );
  assert.ok(Math.abs((half.contended?.costPerMillionTokens ?? 0) - (0.001 / 11_000) * 1e6) < 1e-12, 'all of it, for all tokens');
});

test('what was not measured is told as not known, and a failure with its reason', () => {
  const [, half] = compareFractions(sweepOf({ '1/2 alone': { users: 0, tokens: 0 } }));
  assert.deepEqual([half?.alone?.users, half?.alone?.tokensPerSecond, half?.alone?.shareOfUsers], [0, null, null]);
  assert.deepEqual([half?.alone?.costPerMillionTokens, half?.contended, half?.card], [null, null, null]);
  assert.deepEqual(half?.failures, [{ mode: 'contended', reason: 'no room' }]);
});

test('a mix has a row for each of its models, beside those of equal slices', () => {
  const mix = [
    { ...fakeModel, share: 0.5 },
    { engine: 'vllm', model: 'org/embed', share: 0.25 },
  ];
  const rows = compareFractions(sweepOf(good, { mixes: [mix] }));
  assert.deepEqual(
    rows.map(({ name, isMix, slices, failures }) => [name, isMix, slices, failures.length]),
    [
      ['1', false, 1, 0],
      ['1/2', false, 2, 0],
      ['1/4', false, 4, 0],
      ['1/2 tiny + 1/4 embed', true, 2, 1],
      ['1/4 embed + 1/2 tiny', true, 2, 2],
    ],
  );
});

const recommended: readonly {
  readonly name: string;
  readonly sweep: SweepResult;
  readonly fraction: string | null;
  readonly reason: RegExp;
}[] = [
  {
    name: 'the smallest that costs the card less than a tenth',
    sweep: sweepOf(good),
    fraction: '1/4',
    reason: /90 %.*1\/4: 4 of them give 10400 tok\/s to 120 users within the SLO, 94 % of the most, which 1\/2 gives\./,
  },
  {
    name: 'a larger one where the smallest gives too little',
    sweep: sweepOf({ ...good, '1/4 contended': { users: 20, tokens: 1500, all: 6000 } }),
    fraction: '1/2',
    reason: /the most of all\. 1\/4 gives 54 %\./,
  },
  {
    name: 'the whole card where it loses by being cut',
    sweep: sweepOf({
      ...good,
      '1/2 contended': { users: 20, tokens: 4000, all: 8000 },
      '1/4 contended': { users: 0, tokens: 0 },
    }),
    fraction: '1',
    reason: /the whole card gives 10000 tok\/s to 100 users/,
  },
  {
    name: 'none of a simulated device',
    sweep: sweepOf(good, { result: { simulated: true } }),
    fraction: null,
    reason: /simulated/,
  },
  {
    name: 'none of half a sweep',
    sweep: sweepOf(good, { result: { state: 'cancelled' } }),
    fraction: null,
    reason: /not finished/,
  },
  {
    name: 'none of slices alone',
    sweep: sweepOf(good, { modes: ['alone'] }),
    fraction: null,
    reason: /Only one arrangement.*\(the whole card\)/,
  },
  {
    name: 'none where nothing kept the SLO',
    sweep: sweepOf({ '1 alone': { users: 0, tokens: 0 }, '1/2 contended': { users: 0, tokens: 0 } }),
    fraction: null,
    reason: /even one user/,
  },
  { name: 'none where nothing was measured', sweep: sweepOf({}), fraction: null, reason: /No fraction was measured/ },
  {
    name: 'none where a limit was not reached',
    sweep: sweepOf({ ...good, '1/2 contended': { ...good['1/2 contended'], tooMany: null } }),
    fraction: null,
    reason: /^1\/2: its limit was not reached/,
  },
];
for (const { name, sweep, fraction, reason } of recommended) {
  test(`recommended: ${name}`, () => {
    const told = recommendFraction(sweep);
    assert.equal(told.kind === 'recommended' ? told.fraction.name : null, fraction);
    assert.match(told.reason, reason);
  });
}

test('a change is told in per cent, and as noise where two runs of the same differ as much', () => {
  const now = sweepOf({ ...good, '1 alone': { users: 101, tokens: 10_400 }, '1/2 alone': { users: 43, tokens: 9240 } });
  const compared = compareSweeps(now, sweepOf(good));
  assert.ok(compared.kind === 'compared');
  const [whole, half] = compared.changes;
  assert.deepEqual([whole?.users.isNoise, whole?.tokensPerSecond?.isNoise], [true, true]);
  assert.deepEqual(half?.users, { before: 86, after: 43, share: -0.5, isNoise: false });
  assert.ok(Math.abs((half?.tokensPerSecond?.share ?? 0) - 0.2) < 1e-9);
  assert.equal(half?.tokensPerSecond?.isNoise, false);
  assert.deepEqual(compared.notes, []);
});

test('steps that one of the two lacks are left out, and another device is told', () => {
  const now = sweepOf({ '1 alone': good['1 alone'] }, { result: { ranOn: 'This machine · A100 80GB' } });
  const compared = compareSweeps(now, sweepOf(good));
  assert.ok(compared.kind === 'compared');
  assert.equal(compared.changes.length, 1);
  assert.match(compared.notes[0] ?? '', /earlier one ran on This machine · H100 80GB, this one on This machine · A100 80GB/);
});

test('another load, another SLO, a simulated device: not to be compared', () => {
  const load = { ...fakeTerms.load, answer: { kind: 'fixed', tokens: 999 } } as const;
  for (const [other, reason] of [
    [sweepOf(good, { load }), /different load/],
    [sweepOf(good, { slo: { ...fakeTerms.slo, ttftMs: 5 } }), /different SLOs/],
    [sweepOf(good, { result: { simulated: true } }), /simulated/],
    [sweepOf({}), /no measured step in common/],
  ] as const) {
    const compared = compareSweeps(sweepOf(good), other);
    assert.ok(compared.kind === 'incomparable' && reason.test(compared.reason));
  }
  assert.equal(compareSweeps(sweepOf(good), sweepOf(good, { load: { ...fakeTerms.load, seed: 99 } })).kind, 'compared');
});
