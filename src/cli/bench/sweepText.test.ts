import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeModel, FakeGround, fakeTerms } from '../../load/sweep/fakeGround.ts';
import { planSweep } from '../../load/sweep/planSweep.ts';
import { runSweep } from '../../load/sweep/runSweep.ts';
import type { SweepResult } from '../../load/sweep/sweepResult.ts';
import { sweepLines } from './sweepLines.ts';
import { sweepObject, sweepText } from './sweepText.ts';

async function sweep(ground = new FakeGround(), print?: (line: string) => void): Promise<SweepResult> {
  const plan = planSweep({
    ...fakeTerms,
    model: fakeModel,
    fractions: [1, 0.5],
    modes: ['alone', 'contended'],
    price: { perGpuHour: 3.6, currency: 'USD' },
  });
  return runSweep(plan, ground, {
    runLoad: ground.runLoad,
    signal: new AbortController().signal,
    ...(print && { onProgress: sweepLines(print, () => 0) }),
  });
}

test('the table tells a slice alone and among neighbours, the filled card, and what tokens cost', async () => {
  assert.deepEqual(sweepText(await sweep()).slice(1), [
    'org/tiny (vllm) · Here · H100 80GB',
    'most users with TTFT p95 up to 1000 ms and fewer than 1 % errors',
    '',
    'FRACTION  MEASURED          USERS  TOK/S  TTFT P95  OF WHOLE  CARD FILLED                           USD/1M TOKENS',
    '1         alone             40     400    100 ms    100 %     40 users, 400 tok/s                   2.5',
    '1/2       alone             20     200    100 ms    50 %                                            2.5',
    '1/2       among neighbours  18     180    100 ms    45 %      2 slices: 36 users, 360 tok/s (90 %)  2.78',
    '',
    'Recommended: 1/2. The smallest fraction of which a filled card gives at least 90 % of the most tokens. 1/2: 2 of them give 360 tok/s to 36 users within the SLO, 90 % of the most, which the whole card gives.',
  ]);
});

test('a simulated device is told in every output, and recommends nothing', async () => {
  const ground = new FakeGround();
  ground.simulated = true;
  const result = await sweep(ground);
  const text = sweepText(result).join('\n');
  assert.match(text, /Simulated device\. All slices share this machine's CPU.*prove the method only/);
  assert.match(text, /No fraction is recommended/);
  assert.match(JSON.stringify(sweepObject(result)), /"simulated":true.*"recommendation":\{"kind":"none"/);
});

test('a step that failed is told below the table, and nothing at all as such', async () => {
  const ground = new FakeGround();
  ground.beforeLaunch = ({ share }) => {
    if (share === 0.5) throw new Error('vLLM: out of memory');
  };
  const lines = sweepText(await sweep(ground));
  assert.ok(lines.includes('1/2 alone failed: vLLM: out of memory'));
  assert.ok(lines.includes('1/2 among neighbours failed: vLLM: out of memory'));
  ground.beforeLaunch = () => {
    throw new Error('no room');
  };
  assert.ok(sweepText(await sweep(ground)).includes('Nothing was measured.'));
});

test('beside an earlier sweep changes are told, and what is noise as such', async () => {
  const now = await sweep();
  const earlier = await sweep();
  const [first] = earlier.outcomes;
  if (first?.kind !== 'measured') assert.fail();
  const other = { ...earlier, outcomes: [{ ...first, tokensPerSecondOfAll: 200 }] };
  const lines = sweepText(now, other);
  assert.match(lines.at(-1) ?? '', /^1\s+alone\s+40 \(was 40, \+0 %\), within the noise\s+400 \(was 200, \+100 %\)$/);
  const wider = { ...other, plan: { ...other.plan, slo: { ...other.plan.slo, ttftMs: 5 } } };
  assert.match(sweepText(now, wider).at(-1) ?? '', /^Not compared with the earlier sweep: .*SLOs/);
});

test('progress is a line for each number of users, with what it waits for told now and then', async () => {
  const lines: string[] = [];
  await sweep(new FakeGround(), (line) => lines.push(line));
  assert.equal(lines[0], '[1/3] the whole card: launching');
  assert.ok(lines.includes('[1/3] the whole card: 1 user: 10 tok/s, TTFT p95 100 ms'));
  assert.ok(lines.includes('[1/3] the whole card: 64 users: too many: TTFT p95 1500 ms; allowed are 1000 ms'));
  assert.equal(lines.at(-1), '[3/3] 1/2 among neighbours: bears 18 users');
  const told: string[] = [];
  let now = 0;
  const step = { name: '1/2', members: [], mode: 'alone' } as const;
  const tell = sweepLines(
    (line) => told.push(line),
    () => now,
  );
  for (const seconds of [0, 1, 2, 6]) {
    now = seconds * 1000;
    const doing = { kind: 'launching', member: 0, members: 1, text: `${seconds} packages` } as const;
    tell({ step, index: 0, steps: 1, doing });
  }
  assert.deepEqual(told, ['[1/1] 1/2: launching: 0 packages', '[1/1] 1/2: launching: 6 packages']);
});
