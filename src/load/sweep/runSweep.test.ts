import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeLoadResult } from '../fakeLoadResult.ts';
import { fakeModel, FakeGround, fakeTerms } from './fakeGround.ts';
import { planSweep, type SweepWish } from './planSweep.ts';
import { runSweep, type RunSweepOptions } from './runSweep.ts';
import type { SweepProgress } from './sweepProgress.ts';
import type { SweepResult } from './sweepResult.ts';
import { readSweepResult } from './sweepResultSchema.ts';

function planOf(fractions: readonly number[], wish: Partial<SweepWish> = {}) {
  return planSweep({ ...fakeTerms, model: fakeModel, fractions, modes: ['alone', 'contended'], ...wish });
}

function sweepOn(ground: FakeGround, plan = planOf([1, 0.5]), options: Partial<RunSweepOptions> = {}) {
  return runSweep(plan, ground, { runLoad: ground.runLoad, signal: new AbortController().signal, ...options });
}

/** `1/2 contended: 18 users, 360 tok/s`. */
function tell({ outcomes }: SweepResult): string[] {
  return outcomes.map((outcome) => {
    const { name, mode } = outcome.step;
    return outcome.kind === 'failed'
      ? `${name} ${mode}: ${outcome.reason}`
      : `${name} ${mode}: ${outcome.capacity.users} users, ${outcome.tokensPerSecondOfAll ?? '–'} tok/s`;
  });
}

test('each fraction is measured alone and with the card filled, and nothing is left on it', async () => {
  const ground = new FakeGround();
  const result = await sweepOn(ground, planOf([1, 0.5, 0.25]));
  assert.deepEqual(tell(result), [
    '1 alone: 40 users, 400 tok/s',
    '1/2 alone: 20 users, 200 tok/s',
    '1/2 contended: 18 users, 360 tok/s',
    '1/4 alone: 10 users, 100 tok/s',
    '1/4 contended: 7 users, 280 tok/s',
  ]);
  assert.equal(result.state, 'finished');
  assert.equal(result.ranOn, 'Here · H100 80GB');
  assert.equal(ground.live.size, 0);
  const filled = ground.log.slice(ground.log.indexOf('+bench-5 0.25'));
  assert.deepEqual(filled, [
    '+bench-5 0.25',
    '+bench-6 0.25',
    '+bench-7 0.25',
    '+bench-8 0.25',
    '-bench-8',
    '-bench-7',
    '-bench-6',
    '-bench-5',
  ]);
  const last = result.outcomes.at(-1);
  assert.equal(last?.kind === 'measured' && last.neighbours?.length, 3);
});

test('all members of a step send at once, other prompts each, and others in each probe', async () => {
  const ground = new FakeGround();
  const seeds: number[] = [];
  let [open, mostOpen] = [0, 0];
  await sweepOn(ground, planOf([0.5], { modes: ['contended'] }), {
    runLoad: async (plan, options) => {
      seeds.push(plan.seed);
      mostOpen = Math.max(mostOpen, ++open);
      const result = await ground.runLoad(plan, options);
      open--;
      return result;
    },
  });
  assert.equal(mostOpen, 2);
  assert.equal(new Set(seeds).size, seeds.length);
});

test('a mix measures each of its models beside the others', async () => {
  const members = [
    { engine: 'vllm', model: 'org/chat', share: 0.25 },
    { engine: 'vllm', model: 'org/embed', share: 0.5 },
  ];
  const result = await sweepOn(new FakeGround(), planOf([], { mixes: [members] }));
  assert.deepEqual(tell(result), [
    '1/4 chat alone: 10 users, 100 tok/s',
    '1/4 chat + 1/2 embed contended: 9 users, 180 tok/s',
    '1/2 embed alone: 20 users, 200 tok/s',
    '1/2 embed + 1/4 chat contended: 18 users, 360 tok/s',
  ]);
});

test('a step that fails is told, what it had launched is taken down, and the rest goes on', async () => {
  const ground = new FakeGround();
  ground.beforeLaunch = ({ share }) => {
    if (share === 0.5 && ground.live.size === 1) throw new Error('25 % free');
  };
  const result = await sweepOn(ground, planOf([0.5, 0.25]));
  assert.deepEqual(tell(result), [
    '1/2 alone: 20 users, 200 tok/s',
    '1/2 contended: 25 % free',
    '1/4 alone: 10 users, 100 tok/s',
    '1/4 contended: 7 users, 280 tok/s',
  ]);
  assert.equal(result.state, 'finished');
  assert.equal(ground.live.size, 0);
});

test('a sweep of which no step was measured has failed', async () => {
  const ground = new FakeGround();
  ground.beforeLaunch = () => {
    throw new Error('no such model');
  };
  assert.equal((await sweepOn(ground)).state, 'failed');
});

test('a run that cannot be made ends the others of its step, and fails it', async () => {
  const ground = new FakeGround();
  const result = await sweepOn(ground, planOf([0.5], { modes: ['contended'] }), {
    runLoad: async (plan, { signal }) => {
      if (plan.endpoint.url === 'http://bench-1') throw new Error('no worker');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return fakeLoadResult(1);
    },
  });
  assert.deepEqual(tell(result), ['1/2 contended: no worker']);
  assert.equal(ground.live.size, 0);
});

test('an engine that ends, and a neighbour that answers nothing, fail the step with the reason', async () => {
  const ended = new FakeGround();
  ended.whyEnded = ({ name }) => (name === 'bench-2' ? 'OOMKilled: used 40 GiB' : undefined);
  assert.match(
    tell(await sweepOn(ended, planOf([0.5])))[1] ?? '',
    /bench-2 ended under load \(users of each slice: 10\): OOMKilled: used 40 GiB/,
  );
  const idle = new FakeGround();
  const silent = await sweepOn(idle, planOf([0.5]), {
    runLoad: async (plan, options) =>
      plan.endpoint.url === 'http://bench-2'
        ? fakeLoadResult(1, { errors: 100, failures: [{ failure: 'status', reason: 'HTTP 500', count: 100 }] })
        : idle.runLoad(plan, options),
  });
  assert.match(tell(silent)[1] ?? '', /neighbour bench-2 answered nothing.*HTTP 500/);
});

test('what cannot be taken down is told, and does not undo what was measured', async () => {
  const ground = new FakeGround();
  ground.beforeTakeDown = () => {
    throw new Error('the agent has gone');
  };
  const [first] = (await sweepOn(ground, planOf([1]))).outcomes;
  assert.deepEqual(first?.kind === 'measured' && first.notes, ['bench-0 could not be taken down: the agent has gone']);
});

test('a cancelled sweep keeps what it measured and where it was, and is gone on with', async () => {
  const ground = new FakeGround();
  const plan = planOf([1, 0.5, 0.25]);
  const abort = new AbortController();
  const kept: SweepResult[] = [];
  const cut = await sweepOn(ground, plan, {
    signal: abort.signal,
    onChange: (result) => {
      kept.push(result);
      if (result.underWay?.step.mode === 'contended' && result.underWay.probes.length === 2) abort.abort();
    },
  });
  assert.equal(cut.state, 'cancelled');
  assert.deepEqual(tell(cut), ['1 alone: 40 users, 400 tok/s', '1/2 alone: 20 users, 200 tok/s']);
  assert.equal(cut.underWay?.probes.length, 2);
  assert.equal(ground.live.size, 0);
  assert.equal(kept.at(-1), cut, 'the last that was told is what is answered');

  const launched = ground.log.length;
  const read = readSweepResult(JSON.stringify(cut));
  assert.ok(read.kind === 'value');
  const whole = await sweepOn(ground, plan, { earlier: read.value });
  assert.equal(whole.state, 'finished');
  assert.equal(whole.startedAt, cut.startedAt);
  assert.deepEqual(tell(whole), tell(await sweepOn(new FakeGround(), plan)));
  assert.deepEqual(ground.log.slice(launched).filter((line) => line.startsWith('+')).length, 7, 'only what was missing');
});

test('an earlier result keeps its measured steps, in the order of the new plan, and tries failed ones again', async () => {
  const ground = new FakeGround();
  ground.beforeLaunch = ({ share }) => {
    if (share === 0.25) throw new Error('busy');
  };
  const earlier = await sweepOn(ground, planOf([0.5, 0.25]));
  ground.beforeLaunch = () => undefined;
  const price = { perGpuHour: 2, currency: 'USD' };
  const whole = await sweepOn(ground, planOf([1, 0.5, 0.25], { price }), { earlier });
  assert.deepEqual(
    whole.outcomes.map(({ kind, step }) => `${step.name} ${step.mode} ${kind}`),
    ['1 alone measured', '1/2 alone measured', '1/2 contended measured', '1/4 alone measured', '1/4 contended measured'],
  );
  assert.deepEqual(whole.plan.price, price);
});

test('another SLO, another load and another device are no sweep to go on with', async () => {
  const ground = new FakeGround();
  const earlier = await sweepOn(ground, planOf([1]));
  const slo = { ...fakeTerms.slo, ttftMs: 200 };
  await assert.rejects(sweepOn(ground, planOf([1], { slo }), { earlier }), {
    name: 'SweepError',
    reason: 'badPlan',
    message: /^slo:/,
  });
  ground.product = 'NVIDIA-A100-SXM4-80GB';
  await assert.rejects(sweepOn(ground, planOf([1, 0.5]), { earlier }), {
    reason: 'otherDevice',
    message: /measured on Here · H100 80GB, this one would be on Here · A100 80GB/,
  });
  assert.equal(ground.live.size, 0, 'what showed it is taken down');
});

test('the first slice says on which device all others stand', async () => {
  const ground = new FakeGround();
  const devices: (string | undefined)[] = [];
  ground.beforeLaunch = (_, device) => devices.push(device);
  await sweepOn(ground, planOf([1, 0.5]));
  assert.deepEqual(devices, [undefined, 'GPU-0', 'GPU-0', 'GPU-0']);
});

test('it tells what it does: launches, probes, what they showed, the end', async () => {
  const told: SweepProgress[] = [];
  await sweepOn(new FakeGround(), planOf([0.5]), { onProgress: (progress) => told.push(progress) });
  assert.deepEqual([...new Set(told.map(({ doing }) => doing.kind))], ['launching', 'probing', 'probed', 'takingDown', 'ended']);
  assert.deepEqual([told[0]?.index, told.at(-1)?.index, told[0]?.steps], [0, 1, 2]);
});

test("an engine's own count of the tokens of a run stands beside that of its streams", async () => {
  const ground = new FakeGround();
  let counted = 0;
  const launch = ground.launch.bind(ground);
  const result = await runSweep(
    planOf([1]),
    {
      label: ground.label,
      launch: async (member, device, signal) => ({
        ...(await launch(member, device, signal)),
        countTokens: () => Promise.resolve((counted += 1000) * 2),
      }),
      takeDown: (slice) => ground.takeDown(slice),
    },
    { runLoad: ground.runLoad, signal: new AbortController().signal },
  );
  const [first] = result.outcomes;
  assert.equal(first?.kind === 'measured' && first.capacity.result?.engineTokens, 2000);
});

test('whatever fails or is aborted, all that was launched is taken down once, and each step is told once', async () => {
  const trouble = fc.record({
    fractions: fc.uniqueArray(fc.constantFrom(1, 0.5, 0.25, 0.3), { minLength: 1 }),
    failLaunches: fc.uniqueArray(fc.nat(12)),
    failRuns: fc.uniqueArray(fc.nat(40)),
    abortAtRun: fc.option(fc.nat(60)),
    abortAtLaunch: fc.option(fc.nat(12)),
  });
  await fc.assert(
    fc.asyncProperty(trouble, async ({ fractions, failLaunches, failRuns, abortAtRun, abortAtLaunch }) => {
      const ground = new FakeGround();
      const abort = new AbortController();
      let [launches, runs] = [0, 0];
      ground.beforeLaunch = () => {
        const launch = launches++;
        if (launch === abortAtLaunch) abort.abort();
        if (failLaunches.includes(launch)) throw new Error('launch');
      };
      const plan = planOf(fractions);
      const result = await sweepOn(ground, plan, {
        signal: abort.signal,
        runLoad: (load, options) => {
          const run = runs++;
          if (run === abortAtRun) abort.abort();
          return failRuns.includes(run) ? Promise.reject(new Error('run')) : ground.runLoad(load, options);
        },
      });
      assert.equal(ground.live.size, 0);
      const started = ground.log.filter((line) => line.startsWith('+'));
      const ended = ground.log.filter((line) => line.startsWith('-'));
      assert.equal(started.length, ended.length);
      assert.equal(new Set(ended).size, ended.length);
      const isWhole = result.outcomes.length === plan.steps.length;
      assert.equal(result.state === 'cancelled', !isWhole);
      assert.ok(isWhole || abort.signal.aborted);
      assert.deepEqual(readSweepResult(JSON.stringify(result)), { kind: 'value', value: result });
    }),
  );
});

test('a search begins at half of what is to be expected, and finds the same', async () => {
  const ground = new FakeGround();
  const [, half, filled] = (await sweepOn(ground)).outcomes.flatMap((outcome) =>
    outcome.kind === 'measured' ? [outcome.capacity.probes.map(({ users }) => users)] : [],
  );
  assert.deepEqual(half, [10, 20, 40, 40, 30, 30, 25, 25, 22, 22, 21, 21], 'half of its share of 40');
  assert.deepEqual(filled?.slice(0, 3), [10, 20, 20], 'half of the 20 that it bore alone');
});

test('each result says where it ran, and whether that was simulated', async () => {
  const ground = new FakeGround();
  ground.simulated = true;
  const [first] = (await sweepOn(ground)).outcomes;
  assert.ok(first?.kind === 'measured');
  assert.deepEqual([first.capacity.result?.ranOn, first.capacity.result?.simulated], ['H100 80GB · 1', true]);
});
