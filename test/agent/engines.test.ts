import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { AgentRequests, EngineOffer } from '../../src/protocol/agent.ts';
import { temporaryHome } from '../support/temporaryHome.ts';
import { removeBundle } from '../support/bundle.ts';
import { bareHome, leftovers, tellFakeNpm } from './support/bareHome.ts';
import { refusal } from './support/refusal.ts';
import { hello, openConnection, TestAgent, until } from './support/testAgent.ts';

after(removeBundle);

async function offers(agent: TestAgent): Promise<Readonly<Record<string, EngineOffer | undefined>>> {
  return Object.fromEntries((await agent.request('engines', null)).map((offer) => [offer.id, offer]));
}

/** A second client of the same agent. */
async function secondClient(agent: TestAgent) {
  const { socket, connection } = await openConnection(agent.address.socketPath);
  await connection.sendRequest('hello', hello(agent.address.token));
  const progress: AgentRequests['installEngine'][0]['engine'][] = [];
  connection.onNotification('installProgress', ({ engine }: { engine: string }) => void progress.push(engine));
  return { connection, progress, leave: () => socket.destroy() };
}

test('engines say whether they are here, which image names them, and which models lie here', async () => {
  await using base = await temporaryHome('absent');
  const { home } = await bareHome(base.path, 'hang');
  await mkdir(join(home, 'models'));
  await writeFile(join(home, 'models', 'own.gguf'), '');
  await writeFile(join(home, 'models', 'notes.txt'), '');
  const hub = join(base.path, 'hub');
  await mkdir(join(hub, 'models--Qwen--Qwen3-0.6B', 'snapshots', 'abc'), { recursive: true });
  await mkdir(join(hub, 'models--broken--download', 'blobs'), { recursive: true });
  await mkdir(join(hub, 'datasets--some--data', 'snapshots', 'abc'), { recursive: true });
  await using agent = await TestAgent.start(home, { HF_HUB_CACHE: hub });
  const { llamacpp, vllm, embedded } = await offers(agent);
  assert.equal(llamacpp?.state, 'ready');
  assert.equal(llamacpp.detail, join(home, 'bin', 'llama-server'));
  assert.deepEqual(llamacpp.models, ['tiny-random', join(home, 'models', 'own.gguf')]);
  assert.equal(vllm?.state, 'missing');
  assert.match(vllm.detail, /"vllm" on the PATH.*Install vLLM/);
  assert.deepEqual(vllm.models, ['Qwen/Qwen3-0.6B']);
  assert.equal(embedded?.state, 'missing', 'there is no npm on this PATH');
  assert.match(embedded.detail, /Install Node\.js with npm/);
  for (const offer of [llamacpp, vllm]) {
    const spec = {
      source: 'manifest',
      identity: { kind: 'Pod', namespace: 'default', name: 'x' },
      image: offer.image,
      command: [],
      args: ['--model', offer.models[0] ?? ''],
      env: {},
      ports: [],
      hostPaths: [],
      request: { devices: 1, request: { kind: 'memory', memoryMiB: 100 }, container: 'x' },
      notHonoured: [],
    } as unknown as AgentRequests['plan'][0]['spec'];
    const { problems } = await agent.request('plan', { spec, options: {} });
    const reasons = offer.state === 'ready' ? [] : ['engineMissing'];
    assert.deepEqual(
      problems.map(({ reason }) => reason),
      reasons,
      `a manifest with ${offer.image} is one for ${offer.id}`,
    );
  }
});

test('two clients that install at once share one run, each hears of it, and the engine is ready then', async () => {
  await using base = await temporaryHome('absent');
  const { home, path } = await bareHome(base.path, 'wait');
  await using agent = await TestAgent.start(home, { PATH: path });
  assert.equal((await offers(agent))['embedded']?.state, 'installable');
  assert.match((await offers(agent))['embedded']?.downloadSize ?? '', /^\d+ MB$/);
  const heard: string[] = [];
  agent.onNotification('installProgress', ({ progress }) => void heard.push(progress));
  const other = await secondClient(agent);
  const both = Promise.all([
    agent.request('installEngine', { engine: 'embedded' }),
    other.connection.sendRequest('installEngine', { engine: 'embedded' }),
  ]);
  await until('both to hear', () => (heard.length > 0 && other.progress.length > 0) || undefined);
  await writeFile(join(home, 'engines', 'go'), '');
  assert.deepEqual(await both, [null, null]);
  assert.equal(await readFile(join(home, 'engines', 'runs'), 'utf8'), 'run\n');
  assert.equal((await offers(agent))['embedded']?.state, 'ready');
  await agent.request('installEngine', { engine: 'embedded' });
  assert.equal(await readFile(join(home, 'engines', 'runs'), 'utf8'), 'run\n', 'what is ready is not fetched again');
  other.leave();
});

test('who cancels gives up alone; when the last one has left nothing is left of the install', async () => {
  await using base = await temporaryHome('absent');
  const { home, path } = await bareHome(base.path, 'hang');
  await using agent = await TestAgent.start(home, { PATH: path });
  const other = await secondClient(agent);
  const mine = refusal(agent.request('installEngine', { engine: 'embedded' }));
  const theirs = other.connection.sendRequest('installEngine', { engine: 'embedded' });
  theirs.catch(() => undefined);
  await until('the run', () => other.progress.length > 0 || undefined);
  await agent.request('cancelInstall', { engine: 'embedded' });
  assert.equal((await mine).reason, 'cancelled');
  assert.equal((await leftovers(home)).length, 1, 'the other one still waits for it');
  other.leave();
  await until('the half install is removed', async () => (await leftovers(home)).length === 0 || undefined);
  await tellFakeNpm(home, 'install');
  await agent.request('installEngine', { engine: 'embedded' });
  assert.deepEqual(await leftovers(home), ['embedded']);
});

test('an agent that ends takes a half install with it', async () => {
  await using base = await temporaryHome('absent');
  const { home, path } = await bareHome(base.path, 'hang');
  const agent = await TestAgent.start(home, { PATH: path });
  const asked = agent.request('installEngine', { engine: 'embedded' });
  asked.catch(() => undefined);
  await until('the run', async () => (await leftovers(home)).length > 0 || undefined);
  agent.process.kill('SIGTERM');
  await agent.exit();
  assert.deepEqual(await leftovers(home), []);
});

for (const [code, cure] of [
  ['ENOTFOUND', /does not reach the npm registry.*proxy/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /A proxy stands between.*cafile/],
  ['E403', /registry that npm is set to refused/],
  ['ENOSPC', /The disk is full \(\d+ MB free\)/],
  ['EACCES', /cannot be written/],
  ['ESTRANGE', /Check the network and the proxy/],
] as const) {
  test(`an install that fails with ${code} says the cure, and nothing is left`, async () => {
    await using base = await temporaryHome('absent');
    const { home, path } = await bareHome(base.path, `fail ${code}`);
    await using agent = await TestAgent.start(home, { PATH: path });
    const { reason, message } = await refusal(agent.request('installEngine', { engine: 'embedded' }));
    assert.equal(reason, 'installFailed');
    assert.match(message, new RegExp(`npm error code ${code}\\. `));
    assert.match(message, cure);
    assert.deepEqual(await leftovers(home), []);
  });
}

test('what we do not install is refused with what to do', async () => {
  await using base = await temporaryHome('absent');
  const { home, path } = await bareHome(base.path, 'missing');
  await using agent = await TestAgent.start(home, { PATH: path });
  assert.equal((await refusal(agent.request('installEngine', { engine: 'embedded' }))).reason, 'npmMissing');
  assert.equal((await refusal(agent.request('installEngine', { engine: 'vllm' }))).reason, 'engineMissing');
  assert.equal((await refusal(agent.request('installEngine', { engine: 'warp' }))).reason, 'badArgument');
});
