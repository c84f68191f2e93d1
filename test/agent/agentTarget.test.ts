import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { AgentTarget } from '../../src/target/agent/agentTarget.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { bundleDirectory, removeBundle } from '../support/bundle.ts';
import { until } from './support/testAgent.ts';

after(removeBundle);

async function location(home: string) {
  return {
    agentScript: join(await bundleDirectory(), 'agent.js'),
    env: { ...process.env, GPU_FRACTIONS_HOME: home },
    log: () => undefined,
  };
}

test('a watching client connects again after kill -9 of the agent, and says so', async () => {
  await using home = await temporaryHome();
  using target = new AgentTarget(await location(home.path));
  const seen: string[] = [];
  const ignore = (): void => undefined;
  target.watch({ jobChanged: ignore, jobRemoved: ignore, sample: ignore, connection: (state) => void seen.push(state) });
  const { agent: first } = await target.session();
  const asked = target.session().then(async (session) => {
    process.kill(first.pid, 'SIGKILL');
    await session.closed;
    return session.request('jobs', null);
  });
  await assert.rejects(asked, { failure: { reason: 'unreachable' } });
  await until('the connection', () => seen.includes('connected') || undefined);
  assert.deepEqual(seen, ['disconnected', 'connected']);
  const { agent: second } = await target.session();
  assert.notEqual(second.pid, first.pid);
  assert.deepEqual(await target.jobs(), []);
});

test('a client that reads the address of a predecessor waits for that of the agent which answers', async () => {
  await using home = await temporaryHome();
  using first = new AgentTarget(await location(home.path));
  const { agent } = await first.session();
  const file = join(home.path, 'agent.json');
  const address = await readFile(file, 'utf8');
  const old = JSON.stringify({ ...(JSON.parse(address) as object), token: 'of the predecessor' });
  await writeFile(file, old);
  using second = new AgentTarget(await location(home.path));
  const found = second.session();
  await delay(200);
  await writeFile(file, address);
  assert.equal((await found).agent.instanceId, agent.instanceId);

  await writeFile(file, old);
  using third = new AgentTarget(await location(home.path));
  await assert.rejects(third.session(), { failure: { reason: 'wrongToken' }, message: /agent\.json/ });
  await writeFile(file, address);
});

test('a caller who gives up ends its own wait only', async () => {
  await using home = await temporaryHome();
  using target = new AgentTarget(await location(home.path));
  const impatient = new AbortController();
  const given = target.session(impatient.signal);
  const patient = target.jobs();
  impatient.abort();
  await assert.rejects(given, { name: 'AbortError' });
  assert.deepEqual(await patient, []);
});

test('a disposed client holds nothing open and asks nothing more', async () => {
  await using home = await temporaryHome();
  const { agentScript, env } = await location(home.path);
  const client = join(import.meta.dirname, 'support/disposedClient.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [client, agentScript], { env, timeout: 20_000 });
  assert.equal(stdout, '[]', 'it ended by itself, before the time was up');
  using target = new AgentTarget(await location(home.path));
  target.dispose();
  await assert.rejects(target.jobs(), { name: 'AbortError' });
});
