import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { stateFiles } from '../../src/protocol/stateDirectory.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { removeBundle } from '../support/bundle.ts';
import { hello, openConnection, readAddress, spawnAgent, TestAgent, until } from './support/testAgent.ts';

after(removeBundle);

test('agent.json and the socket are for the user alone', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  assert.equal((await stat(stateFiles(home.path).address)).mode & 0o777, 0o600);
  assert.equal((await stat(dirname(agent.address.socketPath))).mode & 0o777, 0o700);
});

test('nothing is answered before hello, and the connection is closed', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const { socket, connection } = await openConnection(agent.address.socketPath);
  const closed = once(socket, 'close');
  await assert
    .rejects(connection.sendRequest('jobs', null), { data: { reason: 'notAuthenticated', message: /hello/ } } as never)
    .catch((error: unknown) => assert.match(String(error), /hello/));
  await closed;
});

test('a wrong token is refused with its reason, and the connection is closed', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const { socket, connection } = await openConnection(agent.address.socketPath);
  const closed = once(socket, 'close');
  const refusal = await connection.sendRequest('hello', hello('0'.repeat(64))).then(
    () => assert.fail('a wrong token was accepted'),
    (error: unknown) => (error as { data: { reason: string } }).data.reason,
  );
  assert.equal(refusal, 'wrongToken');
  await closed;
});

test('another protocol version is refused in words that name both builds', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  const { connection } = await openConnection(agent.address.socketPath);
  const error = await connection
    .sendRequest('hello', { ...hello(agent.address.token), protocolVersion: 999, buildId: '9.9.9' })
    .then(
      () => undefined,
      (reason: unknown) => reason as { message: string; data: { reason: string } },
    );
  assert.equal(error?.data.reason, 'versionMismatch');
  assert.match(error?.message ?? '', /9\.9\.9/);
});

test('parameters that do not parse are refused with the name of the field', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path);
  await assert.rejects(agent.request('logs', { jobId: 'x', offset: -1, maxBytes: 10 }), /logs: offset/);
  await assert.rejects(agent.request('stop', { jobId: 'nobody' }), /There is no job nobody/);
});

test('of two agents started at once, one answers and the other ends quietly', async () => {
  await using home = await temporaryHome();
  const children = await Promise.all([spawnAgent(home.path), spawnAgent(home.path), spawnAgent(home.path)]);
  const address = await until('agent.json', () => readAddress(home.path));
  const losers = children.filter(({ pid }) => pid !== address.pid);
  assert.equal(losers.length, 2);
  for (const loser of losers) {
    const code = loser.exitCode ?? ((await once(loser, 'exit')) as [number])[0];
    assert.equal(code, 0);
  }
  const { connection } = await openConnection(address.socketPath);
  await connection.sendRequest('hello', hello(address.token));
  await connection.sendRequest('shutdown', { stopJobs: true });
});

test('a socket that an ended agent left behind is cleaned up', async () => {
  await using home = await temporaryHome();
  const first = await TestAgent.start(home.path);
  await first.kill9();
  assert.ok(existsSync(first.address.socketPath));
  await using second = await TestAgent.start(home.path);
  assert.notEqual(second.address.instanceId, first.address.instanceId);
  assert.deepEqual(await second.request('jobs', null), []);
});

test('a home whose path is too long for a socket listens in a private directory elsewhere', async () => {
  await using base = await temporaryHome();
  const home = join(base.path, 'x'.repeat(120));
  await using agent = await TestAgent.start(home);
  assert.ok(Buffer.byteLength(agent.address.socketPath) <= 103);
  assert.equal((await stat(dirname(agent.address.socketPath))).mode & 0o777, 0o700);
});

test('an agent without clients and jobs ends by itself and leaves no address', async () => {
  await using home = await temporaryHome();
  const agent = await TestAgent.start(home.path, { GPU_FRACTIONS_IDLE_SECONDS: '0.4' });
  await new Promise((resolve) => setTimeout(resolve, 900));
  assert.equal(agent.process.exitCode, null, 'it stays while a client is there');
  agent.disconnect();
  assert.equal(await agent.exit(), 0);
  assert.equal(await readAddress(home.path), undefined);
});

test('a bad GPU_FRACTIONS_SIMULATE is refused with field, value and cure where the client finds it', async () => {
  await using home = await temporaryHome();
  const file = join(home.path, 'gpus.json');
  await writeFile(file, '{"memory": "24 parsecs", "count": 2}');
  const child = await spawnAgent(home.path, { GPU_FRACTIONS_SIMULATE: file });
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 1);
  const { reason, message } = JSON.parse(await readFile(stateFiles(home.path).startError, 'utf8')) as Record<string, string>;
  assert.equal(reason, 'badSimulate');
  assert.match(message ?? '', /GPU_FRACTIONS_SIMULATE: memory: "24 parsecs".*MiB/);
  assert.match(await readFile(stateFiles(home.path).log, 'utf8'), /24 parsecs/);
});
