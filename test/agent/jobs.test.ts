import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import type { Job, LaunchProblem } from '../../src/protocol/agent.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { removeBundle } from '../support/bundle.ts';
import { refusal } from './support/refusal.ts';
import { fakeSpec } from './support/specs.ts';
import { TestAgent, until } from './support/testAgent.ts';

after(removeBundle);

test('a job runs, serves, shows its slice, log and history, and stops', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const seen: Job['state'][] = [];
  await agent.request('watch', { samples: true });
  agent.onNotification('jobChanged', ({ state }) => void (seen.at(-1) === state || seen.push(state)));
  const sampled = new Promise<string>((resolve) => agent.onNotification('sample', ({ jobId }) => resolve(jobId)));

  const { id } = await agent.request('deploy', { spec: await fakeSpec(home.path, 'chat', { port: 18_401 }), options: {} });
  const job = await agent.jobIn(id, 'running');
  assert.equal(job.endpoint, 'http://127.0.0.1:18401');
  assert.equal(job.simulated, true);
  assert.deepEqual(
    job.slices.map(({ requestMiB, limitMiB, enforcement }) => ({ requestMiB, limitMiB, enforcement })),
    [{ requestMiB: 40_750, limitMiB: 40_750, enforcement: 'watchdog' }],
  );
  assert.equal((await fetch(`${job.endpoint}/health`)).status, 200);
  assert.equal(await sampled, id);
  const history = await agent.request('history', { jobId: id });
  assert.ok((history[0]?.memoryMiB ?? 0) > 10, 'a node process has more than 10 MiB');
  const log = await agent.request('logs', { jobId: id, offset: 0, maxBytes: 10_000 });
  assert.match(log.text, /fakeLlamaServer \d+ with .*calm\.gguf/);
  const {
    devices: [device],
  } = await agent.request('inventory', null);
  assert.equal(device?.freeMiB, 81_500 - 40_750);

  const stopped = await agent.request('stop', { jobId: id });
  assert.equal(stopped.state, 'stopped');
  assert.deepEqual(stopped.slices, []);
  await assert.rejects(fetch(`${job.endpoint}/health`));
  assert.deepEqual(seen, ['preparing', 'starting', 'running', 'stopping', 'stopped']);
  const end = await agent.request('logs', { jobId: id, offset: log.nextOffset, maxBytes: 10_000 });
  assert.equal(end.ended, true);

  await agent.request('remove', { jobId: id });
  assert.deepEqual(await agent.request('jobs', null), []);
});

test('the live rate of llama.cpp is that of its slots; without them it is not known, and says so', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const deploy = async (name: string, port: number, model: string) => {
    const { id } = await agent.request('deploy', {
      spec: await fakeSpec(home.path, name, { port, model, amount: 0.2 }),
      options: {},
    });
    await agent.jobIn(id, 'running');
    return await until(`samples of ${name}`, async () => {
      const samples = await agent.request('history', { jobId: id });
      return samples.length > 3 ? samples : undefined;
    });
  };
  const decoding = await deploy('decoding', 18_408, 'decoding.gguf');
  assert.deepEqual(new Set(decoding.map(({ source }) => source)), new Set(['engine slots']));
  const rates = decoding.flatMap(({ tokensPerSecond }) => tokensPerSecond ?? []);
  assert.ok(rates.length >= 2 && rates.every((rate) => rate > 0), String(rates));
  const silent = await deploy('silent', 18_409, 'calm.gguf');
  assert.ok(
    silent.every(({ source, tokensPerSecond, replicas }) => source === 'none' && tokensPerSecond === null && replicas === 1),
  );
});

test('two halves fill the GPU, also when three are deployed at once; the third is refused with numbers and names', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const names = ['first', 'second', 'third'];
  const results = await Promise.allSettled(
    names.map(async (name, index) =>
      agent.request('deploy', { spec: await fakeSpec(home.path, name, { port: 18_410 + index }), options: {} }),
    ),
  );
  const admitted = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.name] : []));
  const [refused] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as { data: LaunchProblem }] : []));
  assert.equal(admitted.length, 2);
  assert.equal(refused?.data.reason, 'noFit');
  assert.match(refused?.data.message ?? '', /0\.0 GiB/);
  for (const name of admitted) {
    assert.match(refused?.data.message ?? '', new RegExp(`${name} holds 0\\.5 \\(39\\.8 GiB\\)`));
  }
  const {
    devices: [device],
  } = await agent.request('inventory', null);
  assert.equal(device?.freeMiB, 0);
  const events = await agent.request('events', null);
  assert.ok(events.some(({ kind }) => kind === 'refused'));
});

test('the same workload is refused, replaced, or run as a copy', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const spec = await fakeSpec(home.path, 'twin', { port: 18_420, amount: 0.6 });
  const first = await agent.request('deploy', { spec, options: {} });
  await agent.jobIn(first.id, 'running');
  const plan = await agent.request('plan', { spec, options: {} });
  assert.deepEqual(plan.existing, { jobId: first.id, name: 'twin' });
  assert.equal((await refusal(agent.request('deploy', { spec, options: {} }))).reason, 'alreadyDeployed');
  assert.equal((await refusal(agent.request('deploy', { spec, options: { onExisting: 'copy' } }))).reason, 'noFit');

  const replacing = await agent.request('deploy', { spec, options: { onExisting: 'replace' } });
  assert.equal((await agent.job(first.id)).state, 'stopped');
  const replaced = await agent.jobIn(replacing.id, 'running');
  assert.equal(replaced.name, 'twin');
  assert.equal(replaced.port, 18_420, 'the port of the old one is free again');

  const small = await fakeSpec(home.path, 'twin', { port: 18_420, amount: 0.2 });
  const copy = await agent.request('deploy', { spec: small, options: { onExisting: 'copy' } });
  const third = await agent.request('deploy', { spec: small, options: { onExisting: 'copy' } });
  assert.deepEqual([copy.name, third.name], ['twin-2', 'twin-3']);
  assert.equal(new Set([replaced.port, copy.port, third.port]).size, 3);
});

test('an occupied port gives way to the next free one, which is said', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  const { port } = occupant.address() as { port: number };
  try {
    const spec = await fakeSpec(home.path, 'moved', { port });
    const plan = await agent.request('plan', { spec, options: {} });
    assert.equal(plan.askedPort, port);
    assert.ok((plan.port ?? 0) > port);
    const { id } = await agent.request('deploy', { spec, options: {} });
    const job = await agent.jobIn(id, 'running');
    assert.equal(job.port, plan.port);
    assert.ok(job.notes.some((note) => note.includes(String(port)) && note.includes(String(job.port))));
  } finally {
    occupant.close();
  }
});

test('a restart keeps the id and the history', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const spec = await fakeSpec(home.path, 'again', { port: 18_430, amount: 0.9 });
  const { id } = await agent.request('deploy', { spec, options: {} });
  await agent.jobIn(id, 'running');
  await new Promise((resolve) => setTimeout(resolve, 1300));
  const before = await agent.request('history', { jobId: id });
  assert.ok(before.length > 0);
  const restarted = await agent.request('restart', { jobId: id });
  assert.equal(restarted.id, id);
  await agent.jobIn(id, 'running');
  const after = await agent.request('history', { jobId: id });
  assert.deepEqual(after.slice(0, before.length), before);
  await agent.request('stop', { jobId: id });
  await agent.request('restart', { jobId: id });
  assert.equal((await agent.jobIn(id, 'running')).exit, undefined);
});

test('an engine that ignores SIGTERM is ended all the same', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const { id } = await agent.request('deploy', {
    spec: await fakeSpec(home.path, 'deaf', { model: 'deaf.gguf', port: 18_440 }),
    options: {},
  });
  const { endpoint } = await agent.jobIn(id, 'running');
  const stopped = await agent.request('stop', { jobId: id });
  assert.equal(stopped.state, 'stopped');
  assert.equal(stopped.exit?.signal, 'SIGKILL');
  await assert.rejects(fetch(`${endpoint}/health`));
});

test('an engine that never gets ready fails with the last lines of its log', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path, { GPU_FRACTIONS_READY_SECONDS: '1' });
  const spec = await fakeSpec(home.path, 'slow', { model: 'neverReady.gguf', port: 18_450 });
  const { id } = await agent.request('deploy', { spec, options: {} });
  const job = await agent.jobIn(id, 'failed');
  assert.match(job.exit?.message ?? '', /was not ready after 1 s[^]*fakeLlamaServer \d+ with/);
  assert.deepEqual(job.slices, []);
});

test('an engine that dies while it runs fails with its exit code and its last words', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const spec = await fakeSpec(home.path, 'mortal', { model: 'dies-7.gguf', port: 18_460 });
  const { id } = await agent.request('deploy', { spec, options: {} });
  await agent.jobIn(id, 'running');
  const job = await agent.jobIn(id, 'failed');
  assert.equal(job.exit?.code, 7);
  assert.match(job.exit?.message ?? '', /exit code 7 while it was running[^]*a fault that the test asked for/);
});
