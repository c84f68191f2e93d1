import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Line {
  readonly type: 'sample' | 'summary';
  readonly [name: string]: unknown;
}

/** Runs `npm start -s -- …` to its end, as a newcomer would. */
function npmStart(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn('npm', ['start', '-s', '--', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, stdout, stderr })));
}

test('npm start -- --headless --json: samples, then a summary whose two token counts agree', async () => {
  const { code, stdout, stderr } = await npmStart('--headless', '--json', '--seconds', '4');
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
  const { code, stdout, stderr } = await npmStart('--headless', '--seconds', '3', '--users', '2', '--fraction', '0.25');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /\d+ tok\/s {3}ttft .* {3}mem .*GiB {3}\(simulated H100 80GB/);
  assert.match(stdout, /simulated/);
});

test('a file that is not there ends with its name and exit code 2', async () => {
  const { code, stderr } = await npmStart('--headless', '--file', 'samples/nothing.yaml');
  assert.equal(code, 2);
  assert.match(stderr, /samples\/nothing\.yaml: no such file/);
});
