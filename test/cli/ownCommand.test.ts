import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../src/protocol/agent.ts';
import { readAddress, until } from '../agent/support/testAgent.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { runCli, startCli } from './cli.ts';

const half = ['run', '--fraction', '0.5'];

function node(script: string): readonly string[] {
  return ['--', process.execPath, '-e', script];
}

async function jobsOf(home: string): Promise<readonly Job[]> {
  const { stdout } = await runCli(home, ['ps', '--json']);
  return (JSON.parse(stdout) as { jobs: readonly Job[] }).jobs;
}

test('output goes to stdout as it came, everything of ours to stderr, and the exit code is the command’s', async () => {
  await using home = await temporaryHome();
  const script = 'console.log("one"); console.error("two"); console.log(process.argv.slice(1).join()); process.exitCode = 3';
  const { code, stdout, stderr } = await runCli(home.path, [
    ...half,
    '--name',
    'mine',
    ...node(script),
    '--',
    '--help',
    '--json',
  ]);
  assert.equal(code, 3);
  assert.equal(stdout, 'one\ntwo\n--help,--json\n', 'what follows the "--" is not read by us');
  assert.match(stderr, /^mine: half of one GPU \(300 MiB\), limit 300 MiB, on Tiny GPU \(gpu 0\), simulated$/m);
  assert.match(stderr, /^mine: ended with exit code 3 · [\d.]+ s/m);
});

test('output comes while the command runs, and Ctrl-C stops it; its last words are still printed', async () => {
  await using home = await temporaryHome();
  const script =
    'console.log("begun"); setInterval(() => {}, 1000); process.on("SIGTERM", () => { console.log("saved"); process.exit(0) })';
  const run = startCli(home.path, [...half, ...node(script)]);
  await until('the first words', () => run.output.stdout.includes('begun') || undefined);
  run.process.kill('SIGINT');
  const { code, stdout, stderr } = await run.finished;
  assert.equal(code, 130);
  assert.equal(stdout, 'begun\nsaved\n');
  assert.match(stderr, /: stopping$/m);
  assert.deepEqual(
    (await jobsOf(home.path)).map(({ state, engine }) => [state, engine]),
    [['stopped', null]],
  );
});

test('a signal is 128 and its number; a command over its limit is 137 with the numbers', async () => {
  await using home = await temporaryHome();
  const signalled = await runCli(home.path, [
    ...half,
    ...node('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'),
  ]);
  assert.equal(signalled.code, 143);
  const greedy = 'globalThis.held = Array.from({ length: 400 }, () => Buffer.alloc(1 << 20, 1)); setInterval(() => {}, 1000)';
  const { code, stderr } = await runCli(home.path, [...half, ...node(greedy)]);
  assert.equal(code, 137);
  assert.match(stderr, /OOMKilled: used \d+ MiB, limit 300 MiB/);
});

test('two run side by side under numbered names, a third is refused with who holds what, and --replace takes the first’s place', async () => {
  await using home = await temporaryHome();
  const waits = ['--detach', '--json', ...node('setInterval(() => {}, 1000)')];
  const names: string[] = [];
  for (const extra of [[], [], ['--replace']]) {
    const { code, stdout } = await runCli(home.path, [...half, '--name', 'wait', ...extra, ...waits]);
    assert.equal(code, 0);
    names.push(...(JSON.parse(stdout) as { jobs: readonly Job[] }).jobs.map(({ name }) => name));
  }
  assert.deepEqual(names, ['wait', 'wait-2', 'wait']);
  const third = await runCli(home.path, [...half, '--name', 'wait', ...waits]);
  assert.equal(third.code, 1);
  assert.match(third.stderr, /no room for 0\.5 .*wait-2 holds/);
  assert.equal(third.stdout, '');
  const { stdout } = await runCli(home.path, ['ps']);
  assert.match(stdout, /wait-2 +running .*no token source/);
  assert.equal((await runCli(home.path, ['stop', '--all'])).code, 0);
  assert.deepEqual(new Set((await jobsOf(home.path)).map(({ state }) => state)), new Set(['stopped']));
});

test('an agent that is killed meanwhile costs neither the job, nor its output, nor its exit code', async () => {
  await using home = await temporaryHome();
  const script =
    'let n = 0; const timer = setInterval(() => { console.log(++n); if (n === 30) { clearInterval(timer); process.exitCode = 9 } }, 100)';
  const run = startCli(home.path, [...half, ...node(script)]);
  await until('some output', () => /^5$/m.exec(run.output.stdout) ?? undefined);
  const { pid } = (await readAddress(home.path)) ?? assert.fail('no agent');
  process.kill(pid, 'SIGKILL');
  const { code, stdout, stderr } = await run.finished;
  assert.equal(code, 9, stderr);
  assert.deepEqual(
    stdout.trim().split('\n').map(Number),
    Array.from({ length: 30 }, (_, index) => index + 1),
  );
});

test('--json is a line a thing: started, output, ended', async () => {
  await using home = await temporaryHome();
  const { code, stdout } = await runCli(home.path, [...half, '--json', ...node('console.log("hello")')]);
  assert.equal(code, 0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; text?: string; job: Job | string });
  assert.deepEqual(
    lines.map(({ type }) => type),
    ['started', 'output', 'ended'],
  );
  assert.equal(lines[1]?.text, 'hello\n');
  assert.equal((lines[2]?.job as Job | undefined)?.exit?.code, 0);
});

for (const [what, args, message] of [
  ['neither a manifest nor a command', ['run'], /a manifest \(-f FILE\), or a command of your own/],
  ['both of them', ['run', '-f', 'x.yaml', '--', 'ls'], /a manifest's command never runs\. Use one of them/],
  ['a command without "--"', [...half, 'python', 'train.py', '--epochs', '3'], /after "--": .* -- python train\.py --epochs 3/],
  ['nothing after "--"', [...half, '--'], /name the command after it/],
  ['no amount', ['run', '--', 'ls'], /how much of a GPU: --fraction 0\.3 or --memory 8GiB/],
  ['a flag that is for manifests', [...half, '--engine', 'vllm', '--', 'ls'], /--engine is for manifests/],
] as const) {
  test(`${what}: exit code 2 and the way to write it`, async () => {
    await using home = await temporaryHome();
    const { code, stdout, stderr } = await runCli(home.path, args);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.equal(await readAddress(home.path), undefined, 'no agent was started for it');
  });
}
