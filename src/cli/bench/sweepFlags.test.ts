import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../usage.ts';
import { readSweepWish, refuseBesideResume, type SweepFlags } from './sweepFlags.ts';
import { readMix } from './sweepMix.ts';
import { splitOut } from './sweepReports.ts';

test('without flags: a whole card, a half, a quarter and an eighth, alone and among neighbours, 1 s to the first token', () => {
  const { fractions, modes, slo, load, mostUsers, price } = readSweepWish({});
  assert.deepEqual(fractions, [1, 0.5, 0.25, 0.125]);
  assert.deepEqual(modes, ['alone', 'contended']);
  assert.deepEqual(slo, { ttftMs: 1000, quantile: 'p95', errorShare: 0.01 });
  assert.deepEqual(load.extent, { warmUpSeconds: 3, seconds: 20 });
  assert.deepEqual([load.ignoresEndOfText, mostUsers, price], [true, 1024, undefined]);
});

test('each flag changes its part', () => {
  const wish = readSweepWish({
    fractions: '50 %,1/4',
    contended: true,
    'slo-ttft': '200',
    seconds: '5',
    'warm-up': '0',
    'prompt-tokens': '64',
    'max-tokens': '16',
    'most-users': '32',
    price: '2.5 eur',
  });
  assert.deepEqual([wish.fractions, wish.modes, wish.slo.ttftMs, wish.mostUsers], [[0.5, 0.25], ['contended'], 200, 32]);
  assert.deepEqual(wish.load.extent, { warmUpSeconds: 0, seconds: 5 });
  assert.deepEqual(wish.load.answer, { kind: 'fixed', tokens: 16 });
  assert.deepEqual(wish.price, { perGpuHour: 2.5, currency: 'EUR' });
  assert.deepEqual(readSweepWish({ alone: true, contended: true }).modes, ['alone', 'contended']);
});

const refused: readonly (readonly [SweepFlags, RegExp])[] = [
  [{ fractions: '1,3' }, /^--fractions "3" /],
  [{ fractions: '' }, /^--fractions "" .*Write 1\/2/],
  [{ 'slo-ttft': '0' }, /^--slo-ttft "0"/],
  [{ seconds: 'x' }, /^--seconds "x"/],
  [{ 'prompt-tokens': '9-1' }, /^--prompt-tokens/],
  [{ dataset: 'a.json', 'prompt-tokens': '9' }, /--dataset and --prompt-tokens/],
  [{ 'most-users': '1.5' }, /^--most-users "1.5"/],
  [{ price: 'cheap' }, /^--price "cheap": .*2\.5 EUR/],
  [{ price: '0' }, /^--price "0"/],
  [{ price: '2,5' }, /^--price "2,5"/],
];
for (const [flags, message] of refused) {
  test(`refused: ${JSON.stringify(flags)}`, () => {
    assert.throws(
      () => readSweepWish(flags),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  });
}

test('a sweep that is gone on with takes its plan from the file', () => {
  assert.throws(() => refuseBesideResume({ resume: 'a.json', fractions: '1' }), /--resume and --fractions: .*begin anew/);
  refuseBesideResume({ resume: 'a.json', out: ['b.json'], json: true, compare: 'c.json' });
});

test('--out: one file for the result, others for reports', () => {
  const out = splitOut(['a.json', 'b.HTML']);
  assert.equal(out.result, 'a.json');
  assert.deepEqual(
    out.reports.map(({ path }) => path),
    ['b.HTML'],
  );
  assert.deepEqual(splitOut([]), { reports: [] });
  assert.throws(() => splitOut(['a.txt']), /--out a\.txt: .*\.json/);
  assert.throws(() => splitOut(['a.json', 'b.json']), /--out b\.json/);
});

test('a mix is fractions with their models', () => {
  assert.deepEqual(readMix('1/2 org/chat + 25 % ./my model.gguf'), [
    { share: 0.5, model: 'org/chat' },
    { share: 0.25, model: './my model.gguf' },
  ]);
  for (const text of ['', '1/2 a', 'a + b', '1/2 a +1/4 b', '2 a + 1/4 b', '1/2,1/4 a + 1/4 b', '1/2 + 1/4 b']) {
    assert.throws(
      () => readMix(text),
      (error) => error instanceof UsageError && error.message.startsWith(`--mix ${JSON.stringify(text)}: `),
      text,
    );
  }
});
