import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { EngineOffer } from '../../src/protocol/agent.ts';
import { bareHome, leftovers } from '../agent/support/bareHome.ts';
import { until } from '../agent/support/testAgent.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { runCli, startCli } from './cli.ts';

/** Ends the agent of a home inside another one. */
async function endAgent(home: string): Promise<void> {
  await runCli(home, ['agent', 'stop', '--jobs']);
}

test('engines lists what is here and what to do; install shows size and progress', async () => {
  await using base = await temporaryHome('absent');
  const { home, path } = await bareHome(base.path, 'wait');
  const env = { PATH: path };
  try {
    const { stdout } = await runCli(home, ['engines'], env);
    assert.match(stdout, /^ENGINE +STATE +MODELS HERE +WHERE, OR WHAT TO DO$/m);
    assert.match(stdout, /^embedded +installable +tiny-random +Not fetched yet: about \d+ MB/m);
    const install = startCli(home, ['engines', 'install', 'embedded', '--json'], env);
    await until('progress', () => /downloads so far/.exec(install.output.stderr) ?? undefined);
    assert.match(install.output.stderr, /^embedded: fetches about \d+ MB by npm; Ctrl-C gives it up$/m);
    await writeFile(join(home, 'engines', 'go'), '');
    const { code, stdout: installed } = await install.finished;
    assert.equal(code, 0);
    assert.equal((JSON.parse(installed) as { engine: EngineOffer }).engine.state, 'ready');
    const again = await runCli(home, ['engines', 'install', 'embedded'], env);
    assert.deepEqual([again.code, again.stdout], [0, `embedded: ready: ${join(home, 'engines', 'embedded')}\n`]);
  } finally {
    await endAgent(home);
  }
});

test('Ctrl-C gives an install up and leaves nothing behind', async () => {
  await using base = await temporaryHome('absent');
  const { home, path } = await bareHome(base.path, 'hang');
  try {
    const install = startCli(home, ['engines', 'install', 'embedded'], { PATH: path });
    await until('progress', () => /downloads so far/.exec(install.output.stderr) ?? undefined);
    install.process.kill('SIGINT');
    const { code, stderr } = await install.finished;
    assert.equal(code, 130);
    assert.match(stderr, /interrupted$/m);
    await until('nothing to be left', async () => (await leftovers(home)).length === 0 || undefined);
  } finally {
    await endAgent(home);
  }
});

test('an engine that we do not install: exit code 1 and what to do', async () => {
  await using home = await temporaryHome('absent');
  const { code, stderr } = await runCli(home.path, ['engines', 'install', 'vllm']);
  assert.equal(code, 1);
  assert.match(stderr, /vLLM is not installed by GPU Fractions\. Install vLLM/);
  assert.equal((await runCli(home.path, ['engines', 'remove', 'embedded'])).code, 2);
});
