import assert from 'node:assert/strict';
import { appendFile, readFile, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { stateFiles } from '../../src/protocol/stateDirectory.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { removeBundle } from '../support/bundle.ts';
import { fakeSpec } from './support/specs.ts';
import { TestAgent, until } from './support/testAgent.ts';

after(removeBundle);

/** Runs one job until it has a history, then ends the agent as a crash would. */
async function jobOfKilledAgent(home: string, options: Parameters<typeof fakeSpec>[2], simulate = ''): Promise<string> {
  const agent = await TestAgent.start(home, { GPU_FRACTIONS_SIMULATE: simulate });
  const { id } = await agent.request('deploy', { spec: await fakeSpec(home, 'chat', options), options: {} });
  await agent.jobIn(id, 'running');
  await new Promise((resolve) => setTimeout(resolve, 1300));
  await agent.kill9();
  return id;
}

test('after kill -9 the next agent finds the job running, with slice, endpoint, log and history', async () => {
  await using home = await temporaryHome();
  const id = await jobOfKilledAgent(home.path, { port: 18_600 });
  await using agent = await TestAgent.start(home.path);
  const job = await agent.job(id);
  assert.equal(job.state, 'running');
  assert.equal((await fetch(`${job.endpoint}/health`)).status, 200);
  assert.equal(job.slices[0]?.requestMiB, 40_750);
  const {
    devices: [device],
  } = await agent.request('inventory', null);
  assert.equal(device?.freeMiB, 40_750);
  const history = await agent.request('history', { jobId: id });
  assert.ok(history.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.ok((await agent.request('history', { jobId: id })).length > history.length, 'sampling goes on');
  assert.match((await agent.request('logs', { jobId: id, offset: 0, maxBytes: 1000 })).text, /fakeLlamaServer/);
  assert.ok((await agent.request('events', null)).some(({ kind }) => kind === 'adopted'));
  const stopped = await agent.request('stop', { jobId: id });
  assert.equal(stopped.state, 'stopped');
  await assert.rejects(fetch(`${job.endpoint}/health`));
});

test('an adopted job is still held to its limit', async () => {
  await using home = await temporaryHome();
  const simulate = '{"memory": 600}';
  const id = await jobOfKilledAgent(home.path, { port: 18_605, model: 'memory-500-after-3.gguf' }, simulate);
  await using agent = await TestAgent.start(home.path, { GPU_FRACTIONS_SIMULATE: simulate });
  assert.equal((await agent.job(id)).state, 'running');
  const job = await agent.jobIn(id, 'OOMKilled');
  assert.match(job.exit?.message ?? '', /limit 300 MiB/);
});

test('the exit code of an adopted job is known', async () => {
  await using home = await temporaryHome();
  const id = await jobOfKilledAgent(home.path, { port: 18_610, model: 'dies-9.gguf' });
  await using agent = await TestAgent.start(home.path);
  const job = await agent.jobIn(id, 'failed');
  assert.equal(job.exit?.code, 9);
});

test('a job that ended while no agent ran has the exit code that it ended with', async () => {
  await using home = await temporaryHome();
  const id = await jobOfKilledAgent(home.path, { port: 18_620, model: 'dies-5.gguf' });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await using agent = await TestAgent.start(home.path);
  const job = await agent.job(id);
  assert.equal(job.state, 'failed');
  assert.equal(job.exit?.code, 5);
  assert.deepEqual(job.slices, []);
  assert.equal(job.lastSlices?.[0]?.requestMiB, 40_750);
});

test('an engine whose wrapper died while no agent ran does not outlive the job', async () => {
  await using home = await temporaryHome();
  const id = await jobOfKilledAgent(home.path, { port: 18_625 });
  const journal = await readFile(stateFiles(home.path).journal, 'utf8');
  process.kill(Number(/"process":\{"pid":(\d+)/.exec(journal)?.[1]), 'SIGKILL');
  assert.equal((await fetch('http://127.0.0.1:18625/health')).status, 200, 'the engine itself runs on');
  await using agent = await TestAgent.start(home.path);
  assert.equal((await agent.job(id)).state, 'lost');
  await until('the engine to end', () =>
    fetch('http://127.0.0.1:18625/health').then(
      () => undefined,
      () => true,
    ),
  );
});

test('a torn last line of the journal costs nothing but that line', async () => {
  await using home = await temporaryHome();
  const id = await jobOfKilledAgent(home.path, { port: 18_630 });
  await appendFile(stateFiles(home.path).journal, '{"record":{"id":"torn","name":"ha');
  const agent = await TestAgent.start(home.path);
  assert.deepEqual(
    (await agent.request('jobs', null)).map((job) => [job.id, job.state]),
    [[id, 'running']],
  );
  await agent.request('stop', { jobId: id });
  await agent.kill9();
  await using third = await TestAgent.start(home.path);
  assert.equal((await third.job(id)).state, 'stopped', 'what was written after the torn line is read');
});

test('a journal cut in the middle of its newest record falls back to the one before', async () => {
  await using home = await temporaryHome();
  const id = await jobOfKilledAgent(home.path, { port: 18_640 });
  const { journal } = stateFiles(home.path);
  const text = await readFile(journal, 'utf8');
  await truncate(journal, Buffer.byteLength(text) - 20);
  await using agent = await TestAgent.start(home.path);
  const job = await agent.jobIn(id, 'running');
  assert.equal((await fetch(`${job.endpoint}/health`)).status, 200);
});

test('a process that only has the pid of a job is not taken for it', async () => {
  await using home = await temporaryHome();
  const id = await jobOfKilledAgent(home.path, { port: 18_650, model: 'dies-0.gguf' });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { journal } = stateFiles(home.path);
  const text = await readFile(journal, 'utf8');
  // the pid is alive (it is ours), its start time is another
  await writeFile(journal, text.replaceAll(/"process":\{"pid":\d+/g, `"process":{"pid":${process.pid}`));
  await using agent = await TestAgent.start(home.path);
  assert.equal((await agent.job(id)).state, 'stopped');
});

test('with a full disk a deploy is refused in words, and what runs goes on and can be stopped', async () => {
  await using home = await temporaryHome();
  const id = await jobOfKilledAgent(home.path, { port: 18_655 });
  const { journal, snapshot } = stateFiles(home.path);
  await rename(journal, snapshot);
  await symlink('/dev/full', journal);
  await using agent = await TestAgent.start(home.path);
  const job = await agent.job(id);
  assert.equal(job.state, 'running');
  await assert.rejects(
    agent.request('deploy', { spec: await fakeSpec(home.path, 'more', { port: 18_656 }), options: {} }),
    /disk with .* is full.*running go on/,
  );
  assert.equal((await fetch(`${job.endpoint}/health`)).status, 200);
  const {
    devices: [device],
  } = await agent.request('inventory', null);
  assert.equal(device?.freeMiB, 40_750, 'the refused job holds nothing');
  assert.equal((await agent.request('stop', { jobId: id })).state, 'stopped');
});

test('an agent that is told to end leaves its jobs running; with stopJobs it ends them', async () => {
  await using home = await temporaryHome();
  const first = await TestAgent.start(home.path);
  const { id } = await first.request('deploy', { spec: await fakeSpec(home.path, 'chat', { port: 18_660 }), options: {} });
  const { endpoint } = await first.jobIn(id, 'running');
  first.process.kill('SIGTERM');
  assert.equal(await first.exit(), 0);
  assert.equal((await fetch(`${endpoint}/health`)).status, 200);
  const second = await TestAgent.start(home.path);
  assert.equal((await second.job(id)).state, 'running');
  await second.request('shutdown', { stopJobs: true });
  assert.equal(await second.exit(), 0);
  await assert.rejects(fetch(`${endpoint}/health`));
});
