// Runs when asked only (npm run test:engines): what a try that did not come to its end leaves in the cache.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../../agent/support/testAgent.ts';
import { temporaryHome } from '../../support/temporaryHome.ts';

const here = join(import.meta.dirname, 'pythonTool.ts');

test('an install that fails leaves no folder behind, and says why', async () => {
  await using home = await temporaryHome();
  const { child, said } = install(home.path, 'raise SystemExit(3)');
  await once(child, 'close');
  assert.match(said(), /failed \(exit code 3\)/);
  assert.deepEqual(await triesIn(home.path), []);
});

test('an install that is interrupted leaves no folder behind, and the process ends by the signal', async () => {
  await using home = await temporaryHome();
  const { child, said } = install(home.path, 'import time; print("step", flush=True); time.sleep(100)');
  await until('the step', async () => (said().includes('step\n') ? true : undefined), 60_000);
  assert.equal((await triesIn(home.path)).length, 1);
  child.kill('SIGTERM');
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  assert.equal(signal, 'SIGTERM');
  assert.deepEqual(await triesIn(home.path), []);
});

/** Installs a tool of one step in a process of its own. */
function install(cache: string, step: string) {
  const tool = { name: 'fake', version: '1', cost: 'nothing', steps: [['-c', step]], commands: {} };
  const script = `const { ensurePythonTool } = await import(${JSON.stringify(here)}); await ensurePythonTool(${JSON.stringify(tool)}, () => {});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, XDG_CACHE_HOME: cache },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  return { child, said: () => text };
}

async function triesIn(cache: string): Promise<readonly string[]> {
  return (await readdir(join(cache, 'gpu-fractions/engines'))).filter((name) => name.includes('.try-'));
}
