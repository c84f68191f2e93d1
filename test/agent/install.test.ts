import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { removeBundle } from '../support/bundle.ts';
import { bareHome, leftovers } from './support/bareHome.ts';
import { fakeSpec } from './support/specs.ts';
import { TestAgent, until } from './support/testAgent.ts';

after(removeBundle);

test('without npm the embedded engine is refused with what to do', async () => {
  await using base = await temporaryHome();
  const { home, path } = await bareHome(base.path, 'missing');
  await using agent = await TestAgent.start(home, { PATH: path });
  const { problems } = await agent.request('plan', {
    spec: await fakeSpec(home, 'chat', { port: 18_800 }),
    options: { engine: 'embedded' },
  });
  assert.deepEqual(
    problems.map(({ reason }) => reason),
    ['npmMissing'],
  );
  assert.match(problems[0]?.message ?? '', /Install Node\.js with npm/);
});

test('an install shows its progress and is ended by stop', async () => {
  await using base = await temporaryHome();
  const { home, path } = await bareHome(base.path, 'hang');
  await using agent = await TestAgent.start(home, { PATH: path });
  const spec = await fakeSpec(home, 'chat', { port: 18_801 });
  const { id } = await agent.request('deploy', { spec, options: { engine: 'embedded' } });
  const job = await until('progress of the install', async () => {
    const found = await agent.job(id);
    return /downloads/.test(found.progress ?? '') ? found : undefined;
  });
  assert.equal(job.state, 'preparing');
  assert.equal(job.engine?.insteadOf, 'llama.cpp');
  assert.ok(job.notes.some((note) => note.includes('instead of llama.cpp')));
  assert.equal((await agent.request('stop', { jobId: id })).state, 'stopped');
  await until('the half install is removed', async () => (await leftovers(home)).length === 0 || undefined);
});

test('an install that fails says what npm said', async () => {
  await using base = await temporaryHome();
  const { home, path } = await bareHome(base.path, 'fail ENOTFOUND');
  await using agent = await TestAgent.start(home, { PATH: path });
  const spec = await fakeSpec(home, 'chat', { port: 18_802 });
  const { id } = await agent.request('deploy', { spec, options: { engine: 'embedded' } });
  const job = await agent.jobIn(id, 'failed');
  assert.match(
    job.exit?.message ?? '',
    /could not be installed: npm error code ENOTFOUND\. This machine does not reach the npm registry/,
  );
});
