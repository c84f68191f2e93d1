import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { after, test } from 'node:test';
import type { JobSpec } from '../../src/protocol/agent.ts';
import { stateFiles } from '../../src/protocol/stateDirectory.ts';
import { ensureEmbeddedPackages } from '../support/embeddedPackages.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { removeBundle } from '../support/bundle.ts';
import { fakeSpec } from './support/specs.ts';
import { TestAgent, until } from './support/testAgent.ts';

after(removeBundle);

/** A home with the embedded engine's packages, as a symbolic link, and no llama-server on the PATH. */
async function startWithEmbedded(home: string): Promise<TestAgent> {
  const { embeddedPackages } = stateFiles(home);
  await mkdir(dirname(embeddedPackages), { recursive: true });
  await symlink(await ensureEmbeddedPackages(), embeddedPackages).catch(() => undefined);
  return TestAgent.start(home, { PATH: '/nowhere' });
}

async function tinySpec(home: string, name: string, port: number): Promise<JobSpec> {
  const spec = await fakeSpec(home, name, { port });
  return { ...spec, args: ['--model', 'tiny-random', '--port', String(port), '--ctx-size', '4096', '--parallel', '8'] };
}

/** The pid of the node process that is the embedded engine on this port. */
async function engineOn(port: number): Promise<number> {
  for (const name of await readdir('/proc')) {
    const words = /^\d+$/.test(name) ? (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')).split('\0') : [];
    if (words[0] === process.execPath && words[words.indexOf('--port') + 1] === String(port)) {
      return Number(name);
    }
  }
  throw new Error(`no engine on port ${port}`);
}

test('a llama.cpp image without llama-server runs on the embedded engine and says so; its counter equals the streams', async () => {
  await using home = await temporaryHome();
  await using agent = await startWithEmbedded(home.path);
  const { id } = await agent.request('deploy', { spec: await tinySpec(home.path, 'chat', 18_901), options: {} });
  const job = await agent.jobIn(id, 'running');
  assert.deepEqual([job.engine?.id, job.engine?.insteadOf], ['embedded', 'llama.cpp']);

  await agent.request('startTraffic', { jobId: id, options: { users: 4, promptTokens: 16, maxTokens: 24 } });
  await assert.rejects(
    agent.request('startTraffic', { jobId: id, options: { users: 1, promptTokens: 1, maxTokens: 1 } }),
    /traffic is being sent already/i,
  );
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const during = await agent.job(id);
  assert.equal(during.traffic?.state, 'sending');
  const figures = await agent.request('stopTraffic', { jobId: id });
  assert.equal(figures.state, 'finished');
  assert.equal(figures.errors, 0, figures.lastError);
  assert.ok(figures.requests > 4);
  assert.ok(figures.tokens > 0);
  assert.equal(figures.engineTokens, figures.tokens);
  assert.ok((figures.ttftP95Ms ?? 0) >= (figures.ttftP50Ms ?? Number.POSITIVE_INFINITY));
  const samples = await agent.request('history', { jobId: id });
  assert.ok(samples.some(({ tokensPerSecond, source }) => (tokensPerSecond ?? 0) > 0 && source === 'engine metric'));
  assert.deepEqual((await agent.job(id)).traffic, figures);
});

test('an engine that is killed in the middle of its streams is a failed job, and its traffic has an end', async () => {
  await using home = await temporaryHome();
  await using agent = await startWithEmbedded(home.path);
  const { id } = await agent.request('deploy', { spec: await tinySpec(home.path, 'chat', 18_905), options: {} });
  await agent.jobIn(id, 'running');
  await agent.request('startTraffic', { jobId: id, options: { users: 2, promptTokens: 16, maxTokens: 4000 } });
  await until('tokens', async () => ((await agent.job(id)).latest?.tokensPerSecond ?? 0) > 0 || undefined);
  process.kill(await engineOn(18_905), 'SIGKILL');
  const job = await agent.jobIn(id, 'failed');
  assert.equal(job.exit?.signal, 'SIGKILL');
  assert.match(job.exit?.message ?? '', /was ended by SIGKILL while it was running/);
  assert.equal(job.traffic?.state, 'finished');
  assert.equal(job.traffic?.engineTokens, null, 'its counter is gone');
  assert.equal(job.endpoint, undefined);
  const {
    devices: [device],
  } = await agent.request('inventory', null);
  assert.deepEqual(device?.slices, []);
  await agent.request('restart', { jobId: id });
  await agent.jobIn(id, 'running');
});

test('traffic ends with its job', async () => {
  await using home = await temporaryHome();
  await using agent = await startWithEmbedded(home.path);
  const { id } = await agent.request('deploy', { spec: await tinySpec(home.path, 'chat', 18_902), options: {} });
  await agent.jobIn(id, 'running');
  await agent.request('startTraffic', { jobId: id, options: { users: 2, promptTokens: 16, maxTokens: 200 } });
  await new Promise((resolve) => setTimeout(resolve, 700));
  await agent.request('stop', { jobId: id });
  const traffic = (await agent.job(id)).traffic;
  assert.equal(traffic?.state, 'finished');
  assert.deepEqual(await agent.request('stopTraffic', { jobId: id }), traffic);
  await assert.rejects(
    agent.request('startTraffic', { jobId: id, options: { users: 1, promptTokens: 1, maxTokens: 1 } }),
    /not running but stopped/,
  );
});
