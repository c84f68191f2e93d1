import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeModel, fakeTerms } from './fakeGround.ts';
import { defaultFractions, nameShare, parseFractions } from './parseFractions.ts';
import { planSweep, type SweepWish } from './planSweep.ts';

function stepsOf(fractions: readonly number[], wish: Partial<SweepWish> = {}): string[] {
  const plan = planSweep({ ...fakeTerms, model: fakeModel, fractions, modes: ['alone', 'contended'], ...wish });
  return plan.steps.map(({ name, mode, members }) => `${name} ${mode} ${members.length}`);
}

test('each fraction alone, and as many of it as fill the card', () => {
  assert.deepEqual(stepsOf(defaultFractions), [
    '1 alone 1',
    '1/2 alone 1',
    '1/2 contended 2',
    '1/4 alone 1',
    '1/4 contended 4',
    '1/8 alone 1',
    '1/8 contended 8',
  ]);
  assert.deepEqual(stepsOf([0.6, 1 / 3, 0.3]), [
    '3/5 alone 1',
    '1/3 alone 1',
    '1/3 contended 3',
    '3/10 alone 1',
    '3/10 contended 3',
  ]);
});

test('what fills the card by itself is measured in either mode', () => {
  assert.deepEqual(stepsOf([1, 0.5], { modes: ['contended'] }), ['1 alone 1', '1/2 contended 2']);
  assert.deepEqual(stepsOf([1, 0.5], { modes: ['alone'] }), ['1 alone 1', '1/2 alone 1']);
});

test('the same step is there once, whoever asks for it', () => {
  const half = { ...fakeModel, share: 0.5 };
  assert.deepEqual(stepsOf([0.5, 0.5], { mixes: [[half, half]] }), ['1/2 alone 1', '1/2 contended 2']);
});

test('lists of fractions as people write them', () => {
  assert.deepEqual(parseFractions('1, 1/2, 0.25,12.5 %, 1/4'), { kind: 'value', value: [1, 0.5, 0.25, 0.125] });
  assert.deepEqual(parseFractions('50%'), { kind: 'value', value: [0.5] });
  for (const text of ['', '1,', '2', '0', '3/2', '1/0', '0/4', '1/400', '-1/2', 'half', '1/2/4', '8GiB']) {
    const read = parseFractions(text);
    assert.equal(read.kind, 'problem', text);
    assert.ok(read.kind === 'problem' && /\b(Write|write)\b/.test(read.problem), text);
  }
});

test('a share is named so that it is read back as itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 16 }), (left, right) => {
      const share = Math.min(left, right) / Math.max(left, right);
      const read = parseFractions(nameShare(share));
      assert.ok(read.kind === 'value' && Math.abs((read.value[0] ?? 0) - share) < 1e-9, nameShare(share));
    }),
  );
  assert.equal(nameShare(0.37), '0.37');
});

const refused: readonly { readonly wish: Partial<SweepWish>; readonly message: RegExp }[] = [
  { wish: { fractions: [] }, message: /^fractions none: .*such as 1\/2\.$/ },
  { wish: { fractions: [0] }, message: /^fractions 0: / },
  { wish: { fractions: [Number.NaN] }, message: /^fractions NaN: / },
  { wish: { fractions: [1.5] }, message: /^fractions 1\.5: / },
  { wish: { model: { ...fakeModel, model: ' ' } }, message: /^model ""/ },
  { wish: { model: { ...fakeModel, engine: '' } }, message: /^engine ""/ },
  { wish: { mostUsers: 0.5 }, message: /^mostUsers 0\.5: .*256/ },
  { wish: { slo: { ...fakeTerms.slo, ttftMs: -1 } }, message: /^slo\.ttftMs -1: .*1000/ },
  { wish: { slo: { ...fakeTerms.slo, errorShare: 2 } }, message: /^slo\.errorShare 2/ },
  { wish: { load: { ...fakeTerms.load, extent: { warmUpSeconds: 0, requests: 5 } } }, message: /^load\.extent\.seconds none/ },
  {
    wish: { load: { ...fakeTerms.load, extent: { warmUpSeconds: 0, seconds: 5, requests: 5 } } },
    message: /^load\.extent\.requests 5: /,
  },
  { wish: { price: { perGpuHour: 0, currency: 'USD' } }, message: /^price\.perGpuHour 0/ },
  {
    wish: {
      mixes: [
        [
          { ...fakeModel, share: 0.5 },
          { ...fakeModel, model: 'org/other', share: 0.75 },
        ],
      ],
    },
    message: /^steps 1\/2 tiny \+ 3\/4 other: .*1\.25 of one GPU/,
  },
];
for (const { wish, message } of refused) {
  test(`refused: ${message.source}`, () => {
    assert.throws(() => stepsOf(wish.fractions ?? [1], wish), { name: 'SweepError', reason: 'badPlan', message });
  });
}
