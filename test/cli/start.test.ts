import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const root = fileURLToPath(new URL('../../', import.meta.url));
const fakeCode = fileURLToPath(new URL('fakeCode.sh', import.meta.url));

interface Line {
  readonly type: 'sample' | 'summary';
  readonly [name: string]: unknown;
}

/** Runs `npm start -s -- …` to its end, as a newcomer would. */
function npmStart(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn('npm', ['start', '-s', '--', ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, stdout, stderr })));
}

/** A folder for the PATH with fakeCode as `code`. */
async function fakeDesktop(): Promise<{ readonly folder: string; readonly env: NodeJS.ProcessEnv } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'gpu-fractions-code-'));
  await copyFile(fakeCode, join(folder, 'code'));
  const path = `${folder}${delimiter}${process.env['PATH']}`;
  const env = { ...process.env, PATH: path, DISPLAY: ':99', WAYLAND_DISPLAY: '', VSCODE_IPC_HOOK_CLI: undefined };
  return { folder, env, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

test('npm start -- --headless --json: samples, then a summary whose two token counts agree', async () => {
  const { code, stdout, stderr } = await npmStart(['--headless', '--json', '--seconds', '4']);
  assert.equal(code, 0, stderr);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const samples = lines.filter(({ type }) => type === 'sample');
  const summary = lines.at(-1);
  assert.ok(samples.length >= 3, `${samples.length} samples`);
  assert.ok(samples.some(({ tokensPerSecond, source }) => Number(tokensPerSecond) > 0 && source === 'engine metric'));
  assert.equal(summary?.type, 'summary');
  assert.ok(Number(summary['tokens']) > 0);
  assert.equal(summary['tokens'], summary['engineTokens']);
  assert.equal(summary['errors'], 0);
  assert.equal(summary['simulated'], true);
  for (const name of ['tokensPerSecond', 'ttftP50Ms', 'ttftP95Ms', 'itlP50Ms', 'requests']) {
    assert.ok(Number(summary[name]) > 0, `${name}: ${String(summary[name])}`);
  }
});

test('npm start -- --headless in words', async () => {
  const { code, stdout, stderr } = await npmStart(['--headless', '--seconds', '3', '--users', '2', '--fraction', '0.25']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /\d+ tok\/s {3}ttft .* {3}mem .*GiB {3}\(simulated H100 80GB/);
  assert.match(stdout, /simulated/);
});

test('npm start opens a desktop VS Code on the PATH with a profile of its own, and ends the agent with its window', async () => {
  await using desktop = await fakeDesktop();
  const { code, stdout, stderr } = await npmStart([], desktop.env);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Opening the desktop VS Code: .*\/code is VS Code 1\.139\.1/);
  assert.match(stdout, /ready in the window/);
  const [args = '', agent] = (await readFile(join(desktop.folder, 'opened'), 'utf8')).split('\n');
  for (const part of ['--user-data-dir', '--extensions-dir', '--wait', '--new-window', join(root, 'samples')]) {
    assert.ok(args.split(' ').includes(part), `${part} in ${args}`);
  }
  assert.equal(agent, 'agent, extension and settings are there');
  await assert.rejects(access(join(root, '.gpu-fractions/agent.json')), 'the agent has ended');
});

test('a signal closes the window of the desktop VS Code and ends the agent', async () => {
  await using desktop = await fakeDesktop();
  const env = { ...desktop.env, FAKE_CODE_STAYS: '1' };
  const start = spawn(process.execPath, [join(root, 'scripts/start.mjs')], { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => start.once('exit', resolve));
  while (!existsSync(join(desktop.folder, 'window'))) {
    await delay(50);
    assert.equal(start.exitCode, null, 'npm start ended by itself');
  }
  const lock = join(root, '.gpu-fractions/desktop/user-data/code.lock');
  const pid = Number(await readFile(lock, 'utf8'));
  start.kill('SIGTERM');
  assert.equal(await ended, 0);
  // One that has ended may still wait to be reaped; it has no command line any more.
  assert.equal(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''), '');
  await assert.rejects(access(join(root, '.gpu-fractions/agent.json')), 'the agent has ended');
});

test('npm start -- --desktop without a display says why', async () => {
  await using desktop = await fakeDesktop();
  const { code, stderr } = await npmStart(['--desktop'], { ...desktop.env, DISPLAY: '' });
  assert.equal(code, 2);
  assert.match(stderr, /--desktop: there is no display .* Use --browser/);
});

test('a file that is not there ends with its name and exit code 2', async () => {
  const { code, stderr } = await npmStart(['--headless', '--file', 'samples/nothing.yaml']);
  assert.equal(code, 2);
  assert.match(stderr, /samples\/nothing\.yaml: no such file/);
});
