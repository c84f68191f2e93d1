import assert from 'node:assert/strict';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readProcessStat } from '../../src/agent/processIdentity.ts';
import { mib, share } from '../../src/gpu/quantity.ts';
import type { Sample } from '../../src/inference/sample.ts';
import type { CommandSpec } from '../../src/protocol/agent.ts';
import { stateFiles } from '../../src/protocol/stateDirectory.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { removeBundle } from '../support/bundle.ts';
import { FakeGpu, fakeDevice, fakeProcess, fakeUuid } from './support/fakeGpu.ts';
import { refusal } from './support/refusal.ts';
import { TestAgent, until } from './support/testAgent.ts';

after(removeBundle);

const simulate = JSON.stringify({ memory: 600, count: 1, product: 'Tiny GPU' });
const secret = 'hush-4711';

/** Runs a script under node, as it would be typed in this directory. */
function nodeCommand(home: string, script: string, overrides: Partial<CommandSpec> = {}): CommandSpec {
  return {
    source: 'command',
    identity: { kind: 'Command', namespace: 'local', name: 'script' },
    argv: [process.execPath, '-e', script],
    cwd: home,
    env: { PATH: '/usr/bin:/bin', TOKEN: secret, CUDA_VISIBLE_DEVICES: '0,1' },
    request: { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'command' },
    ...overrides,
  };
}

function start(home: string): Promise<TestAgent> {
  return TestAgent.start(home, { GPU_FRACTIONS_SIMULATE: simulate });
}

async function logOf(agent: TestAgent, jobId: string): Promise<string> {
  return (await agent.request('logs', { jobId, offset: 0, maxBytes: 100_000 })).text;
}

const holdMemory = (mebibytes: number) =>
  `globalThis.held = Array.from({ length: ${mebibytes} }, () => Buffer.alloc(1024 * 1024, 1)); console.log('holds'); setInterval(() => {}, 1000);`;

test('a command runs where it was typed, with its own words and environment and what the slice dictates', async () => {
  await using home = await temporaryHome();
  await using agent = await start(home.path);
  const script =
    'const e = process.env; console.log(JSON.stringify([process.argv.slice(1), process.cwd(), e.TOKEN, e.CUDA_VISIBLE_DEVICES, e.GPU_FRACTIONS_MEMORY_MIB, e.GPU_FRACTIONS_LIMIT_MIB, e.HOME ?? null]))';
  const words = ['a b', '$(touch never)', '*', '', "it's"];
  const spec = nodeCommand(home.path, script, {
    request: {
      devices: 1,
      request: { kind: 'memory', memoryMiB: mib(200) },
      limit: { kind: 'memory', memoryMiB: mib(400) },
      container: 'command',
    },
  });
  const { id } = await agent.request('deploy', { spec: { ...spec, argv: [...spec.argv, ...words] }, options: {} });
  const job = await agent.jobIn(id, 'stopped', 'failed');
  assert.equal(job.exit?.message, 'ended with exit code 0');
  const expected = [words, await realpath(home.path), secret, '', '200', '400', null];
  assert.deepEqual(JSON.parse(await logOf(agent, id)), expected);
});

test('a command is a job: running at once, no engine and no endpoint, memory but no tokens, and it is stopped', async () => {
  await using home = await temporaryHome();
  await using agent = await start(home.path);
  await agent.request('watch', { samples: true });
  const sampled = new Promise<Sample>((resolve) => agent.onNotification('sample', ({ sample }) => resolve(sample)));
  const { id } = await agent.request('deploy', { spec: nodeCommand(home.path, holdMemory(50)), options: {} });
  const job = await agent.jobIn(id, 'running');
  assert.equal(job.engine, null);
  assert.equal(job.endpoint, undefined);
  assert.equal(job.port, undefined);
  assert.deepEqual(job.argv?.slice(1, 2), ['-e']);
  assert.equal(job.slices[0]?.limitMiB, 300);
  const { t, memoryMiB, source, latencySource, ...figures } = await sampled;
  assert.ok((memoryMiB ?? 0) > 20 && t > 0);
  assert.deepEqual([source, latencySource], ['none', 'none']);
  assert.deepEqual(new Set(Object.values(figures)), new Set([null]));
  assert.deepEqual((await agent.request('history', { jobId: id }))[0]?.source, 'none');
  const traffic = { users: 1, promptTokens: 1, maxTokens: 1 };
  assert.equal((await refusal(agent.request('startTraffic', { jobId: id, options: traffic }))).reason, 'noEndpoint');
  const stopped = await agent.request('stop', { jobId: id });
  assert.deepEqual([stopped.state, stopped.exit?.signal, stopped.exit?.message], ['stopped', 'SIGTERM', 'stopped on request']);
});

test('what a command sent out of its tree ends with it, and its memory with its slice', async () => {
  await using home = await temporaryHome();
  await using agent = await start(home.path);
  const sleeper = `require('node:child_process').spawn('sleep', ['300'], { detached: true, stdio: 'ignore' })`;
  // the one between goes, so that nothing leads from the sleeper to the job
  const between = `const child = ${sleeper}; console.log(child.pid); child.unref();`;
  const script = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(between)}], { stdio: 'inherit' })`;
  const { id } = await agent.request('deploy', { spec: nodeCommand(home.path, script), options: {} });
  await agent.jobIn(id, 'stopped');
  const pid = Number(await logOf(agent, id));
  assert.ok(pid > 1);
  const { state } = { state: 'X', ...readProcessStat(pid) };
  assert.ok(state === 'Z' || state === 'X', `the sleeper goes on (${state})`);
});

test('how a command ended is known: its exit code, its signal, its last words', async () => {
  await using home = await temporaryHome();
  await using agent = await start(home.path);
  const exits = await agent.request('deploy', {
    spec: nodeCommand(home.path, 'console.log("no data"); process.exitCode = 3'),
    options: {},
  });
  const failed = await agent.jobIn(exits.id, 'failed');
  assert.equal(failed.exit?.code, 3);
  assert.match(failed.exit.message, /^node\S* ended with exit code 3\. The last lines of its log:\nno data$/);
  const killed = await agent.request('deploy', {
    spec: nodeCommand(home.path, 'process.kill(process.pid, "SIGKILL")'),
    options: { onExisting: 'copy' },
  });
  const signalled = await agent.jobIn(killed.id, 'failed');
  assert.deepEqual([signalled.exit?.code, signalled.exit?.signal], [null, 'SIGKILL']);
});

test('a command over its limit is stopped with the numbers', async () => {
  await using home = await temporaryHome();
  await using agent = await start(home.path);
  const { id } = await agent.request('deploy', { spec: nodeCommand(home.path, holdMemory(400)), options: {} });
  const { exit } = await agent.jobIn(id, 'OOMKilled');
  assert.match(exit?.message ?? '', /^used \d+ MiB, limit 300 MiB, request 300 MiB, on simulated Tiny GPU.*allocate less\.$/);
});

test('typed twice it runs twice under numbered names; a third has no room, and replace ends the one of that name', async () => {
  await using home = await temporaryHome();
  await using agent = await start(home.path);
  const spec = nodeCommand(home.path, holdMemory(1));
  const copy = { spec, options: { onExisting: 'copy' } } as const;
  const [first, second] = [await agent.request('deploy', copy), await agent.request('deploy', copy)];
  assert.deepEqual([first.name, second.name], ['script', 'script-2']);
  await assert.rejects(agent.request('deploy', copy), /no room for .* script holds .* script-2 holds/);
  const identity = { ...spec.identity, name: 'script-2' };
  const third = await agent.request('deploy', { spec: { ...spec, identity }, options: { onExisting: 'replace' } });
  assert.equal(third.name, 'script-2');
  assert.deepEqual([(await agent.job(first.id)).state, (await agent.job(second.id)).state], ['running', 'stopped']);
});

test('a restart runs the same words in the same environment, also after adoption; no secret is ever on the disk', async () => {
  await using home = await temporaryHome();
  const first = await start(home.path);
  const script = `console.log('token ' + (process.env.TOKEN === '${secret.split('-')[0]}' + '-' + '${secret.split('-')[1]}')); setInterval(() => {}, 1000);`;
  const { id } = await first.request('deploy', { spec: nodeCommand(home.path, script), options: {} });
  await until('the first line', async () => (await logOf(first, id)).includes('token true') || undefined);
  await first.kill9();

  const second = await start(home.path);
  const adopted = await second.job(id);
  assert.equal(adopted.state, 'running');
  assert.equal(adopted.slices[0]?.requestMiB, 300);
  await second.request('restart', { jobId: id });
  await until('the second line', async () => (await logOf(second, id)).match(/token true/g)?.length === 2 || undefined);
  await second.request('stop', { jobId: id });
  await second.kill9();

  const { journal, log } = stateFiles(home.path);
  for (const file of [journal, log, join(stateFiles(home.path).jobs, id, 'log')]) {
    assert.ok(!(await readFile(file, 'utf8')).includes(secret), `${file} holds the secret`);
  }
  await using third = await start(home.path);
  const refused = await refusal(third.request('restart', { jobId: id }));
  assert.equal(refused.reason, 'noLaunchLine');
  assert.match(refused.message, /in memory only.*Type it again, in .*: .*node/);
});

test('the exit code of a command that ended while no agent ran is known', async () => {
  await using home = await temporaryHome();
  const first = await start(home.path);
  const spec = nodeCommand(home.path, 'setTimeout(() => process.exit(6), 700)');
  const { id } = await first.request('deploy', { spec, options: {} });
  await first.jobIn(id, 'running');
  await first.kill9();
  await until('the exit code', () => readFile(join(stateFiles(home.path).jobs, id, 'exit'), 'utf8').catch(() => undefined));
  await using second = await start(home.path);
  const job = await second.job(id);
  assert.deepEqual([job.state, job.exit?.code], ['failed', 6]);
});

for (const [what, argv, message] of [
  ['a program that is nowhere', ['no-such-program'], /"no-such-program" is not on the PATH of the shell.*Check the spelling/],
  ['a path that leads nowhere', ['./train.sh'], /there is no file .*\/train\.sh/],
  ['a file that may not be run', ['./agent.log'], /cannot be run\. Make it executable \(chmod \+x .*agent\.log\)/],
  ['a script named without its interpreter', ['agent.log'], /It is a file here: name its interpreter/],
  ['a directory', ['/usr'], /"\/usr" is a directory/],
  ['words in quotes', ['python train.py'], /leave the quotes out/],
] as const) {
  test(`${what} is refused before anything starts`, async () => {
    await using home = await temporaryHome();
    await using agent = await start(home.path);
    const { problems } = await agent.request('plan', { spec: nodeCommand(home.path, '', { argv }), options: {} });
    assert.deepEqual(
      problems.map(({ reason }) => reason),
      ['commandMissing'],
    );
    assert.match(problems[0]?.message ?? '', message);
  });
}

test('a launch with several faults is refused with all of them in one message', async () => {
  await using home = await temporaryHome();
  await using agent = await start(home.path);
  const request = { devices: 1, request: { kind: 'memory', memoryMiB: mib(9000) }, container: 'command' } as const;
  const spec = nodeCommand(home.path, '', { argv: ['no-such-program'], request });
  const nowhere = await refusal(agent.request('deploy', { spec, options: { deviceUuid: 'GPU-nowhere' } }));
  assert.match(nowhere.message, /no device "GPU-nowhere" here.*"no-such-program" is not on the PATH/);
  const { reason, message } = await refusal(agent.request('deploy', { spec, options: {} }));
  assert.equal(reason, 'noFit');
  assert.match(message, /no room for 8\.8 GiB.*"no-such-program" is not on the PATH/);
});

test("on a real device it sees that device only, by UUID; the driver's figure of all its processes counts", async () => {
  await using home = await temporaryHome();
  const gpu = await FakeGpu.create(home.path, { devices: [fakeDevice(), fakeDevice(1)] });
  await using agent = await TestAgent.start(home.path, { ...gpu.env, GPU_FRACTIONS_SIMULATE: 'off' });
  const script = `
    const worker = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
    console.log(JSON.stringify([worker.pid, process.env.CUDA_VISIBLE_DEVICES]));
    setInterval(() => {}, 1000);`;
  const { id } = await agent.request('deploy', { spec: nodeCommand(home.path, script), options: { deviceUuid: '1' } });
  const [pid, visible] = await until('the first line', async () => {
    const text = await logOf(agent, id);
    return text.endsWith('\n') ? (JSON.parse(text) as [number, string]) : undefined;
  });
  assert.equal(visible, fakeUuid(1));
  await gpu.change({ processes: [fakeProcess(pid, 3000, 1)] });
  const { slices, notes } = await until('the figure', async () => {
    const job = await agent.job(id);
    return job.slices[0]?.usedMiB === 3000 ? job : undefined;
  });
  assert.deepEqual([slices[0]?.deviceUuid, slices[0]?.limitMiB, notes], [fakeUuid(1), 5000, []]);
  await gpu.change({ processes: [fakeProcess(pid, 5500, 1)] });
  const { exit } = await agent.jobIn(id, 'OOMKilled');
  assert.match(exit?.message ?? '', /used 5500 MiB, limit 5000 MiB, request 5000 MiB, on Fake 10GB \(gpu 1\)/);
});
