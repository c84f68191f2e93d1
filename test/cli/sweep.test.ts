import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { before, test } from 'node:test';
import type { SweepResult } from '../../src/load/sweep/sweepResult.ts';
import type { Job } from '../../src/protocol/agent.ts';
import { ensureEmbeddedPackages } from '../support/embeddedPackages.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { runCli, startCli, type Running } from './cli.ts';

before(ensureEmbeddedPackages);

/** Two users at most, so that a sweep is over in seconds. */
const short = ['--fractions', '1,1/2', '--seconds', '1', '--warm-up', '0', '--max-tokens', '8', '--most-users', '2'];
const small = ['--model', 'tiny-random', '--slo-ttft', '20000', '--price', '2', ...short];

async function jobsIn(home: string): Promise<readonly Job[]> {
  const { stdout } = await runCli(home, ['ps', '--json']);
  return (JSON.parse(stdout) as { jobs: readonly Job[] }).jobs;
}

async function untilSaid({ output, finished }: Running, said: RegExp): Promise<void> {
  const ended = finished.then(({ stderr }) => assert.fail(`ended before it said ${said.source}: ${stderr}`));
  while (!said.test(output.stderr)) await Promise.race([delay(20), ended]);
}

async function readKept(home: string): Promise<SweepResult> {
  return JSON.parse(await readFile(join(home, 'kept.json'), 'utf8')) as SweepResult;
}

test('a sweep that is interrupted leaves nothing running, and is gone on with to its end', async () => {
  await using home = await temporaryHome();
  const cut = startCli(home.path, ['sweep', ...small, '--out', 'kept.json']);
  await untilSaid(cut, /\[3\/3\] 1\/2 among neighbours: launching 2 of 2/);
  cut.process.kill('SIGINT');
  const { code, stdout, stderr } = await cut.finished;
  assert.equal(code, 130, stderr);
  assert.match(stderr, /nothing is left running\. Go on with: gpu-fractions sweep --resume kept\.json/);
  assert.match(stdout, /Simulated device\. All slices share/);
  assert.deepEqual(await jobsIn(home.path), []);
  const kept = await readKept(home.path);
  assert.equal(kept.state, 'cancelled');
  assert.equal(kept.outcomes.length, 2);

  const rest = await runCli(home.path, ['sweep', '--resume', 'kept.json', '--json']);
  assert.equal(rest.code, 0, rest.stderr);
  assert.doesNotMatch(rest.stderr, /\[1\/3\]|\[2\/3\]/, 'what was measured is not measured again');
  const whole = JSON.parse(rest.stdout) as SweepResult & {
    fractions: readonly { name: string; card: { users: number } | null }[];
  };
  assert.equal(whole.state, 'finished');
  assert.equal(whole.simulated, true);
  assert.deepEqual(whole.outcomes.slice(0, 2), kept.outcomes);
  const filled = whole.outcomes[2];
  assert.ok(filled?.kind === 'measured', rest.stdout);
  assert.equal(filled.step.members.length, 2);
  assert.ok(filled.capacity.users >= 1, rest.stderr);
  assert.ok((filled.tokensPerSecondOfAll ?? 0) > (filled.capacity.result?.tokensPerSecond ?? Infinity), 'the neighbour sent too');
  const { wholeRun, engineTokens } = filled.capacity.result ?? {};
  assert.equal(engineTokens, wholeRun?.tokens, "the streams' tokens are those that the engine counted");
  assert.deepEqual(
    whole.fractions.map(({ name, card }) => [name, card?.users]),
    [
      ['1', whole.outcomes[0]?.kind === 'measured' ? whole.outcomes[0].capacity.users : -1],
      ['1/2', filled.capacity.users * 2],
    ],
  );
  assert.deepEqual(await readKept(home.path), withoutFigures(whole));
  assert.deepEqual(await jobsIn(home.path), []);
});

function withoutFigures(printed: SweepResult & { readonly fractions: unknown; readonly recommendation?: unknown }): SweepResult {
  const { fractions: _fractions, recommendation: _recommendation, ...result } = printed;
  return result;
}

test('what a killed sweep left is ended by the next one; jobs of others stay', async () => {
  await using home = await temporaryHome();
  const two = { GPU_FRACTIONS_SIMULATE: '{"memory": 600, "count": 2, "product": "Tiny GPU"}' };
  const own = ['run', '--fraction', '0.1', '--name', 'bench-mine', '--detach', '--', 'sleep', '600'];
  assert.equal((await runCli(home.path, own, two)).code, 0);
  const killed = startCli(home.path, ['sweep', ...small, '--out', 'kept.json'], two);
  await untilSaid(killed, /the whole card: 1 user/);
  killed.process.kill('SIGKILL');
  await killed.finished;
  const names = async () => (await jobsIn(home.path)).map(({ name }) => name).toSorted();
  assert.deepEqual(await names(), ['bench-mine', 'bench-tiny-random-1']);
  const next = await runCli(home.path, ['sweep', '--resume', 'kept.json', '--out', 'next.html', '--json'], two);
  assert.equal(next.code, 0, next.stderr);
  assert.match(next.stderr, /ended what a sweep before had left: bench-tiny-random-1/);
  assert.match(await readFile(join(home.path, 'next.html'), 'utf8'), /simulated/i);
  assert.deepEqual(await names(), ['bench-mine']);
});

test('what cannot be measured is refused before anything is launched', async () => {
  await using home = await temporaryHome();
  for (const [args, message] of [
    [[], /sweep: name what is measured: -f FILE, --model NAME, or --mix/],
    [['--model', '/nowhere/a.gguf'], /there is no file \/nowhere\/a\.gguf/],
    [['--model', 'tiny-random', '--engine', 'ollama9'], /engine "ollama9": not known here/],
    [['--model', 'tiny-random', '--device', '7'], /--device 7: no such GPU/],
    [['--resume', 'none.json'], /--resume none\.json: no such file/],
  ] as const) {
    const { code, stderr } = await runCli(home.path, ['sweep', ...args]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
});
