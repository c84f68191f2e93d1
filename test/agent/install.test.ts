import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { removeBundle } from '../support/bundle.ts';
import { fakeSpec } from './support/specs.ts';
import { TestAgent, until } from './support/testAgent.ts';

after(removeBundle);

/** A home without the embedded engine's packages, whose npm is fakeNpm. */
async function bareHome(
  base: string,
  npm: 'hang' | 'fail' | 'missing',
): Promise<{ readonly home: string; readonly path: string }> {
  const home = join(base, 'bare');
  const bin = join(base, 'tools');
  await mkdir(join(home, 'engines'), { recursive: true });
  await mkdir(bin);
  if (npm !== 'missing') {
    await writeFile(join(home, 'engines', 'fakeNpm'), npm);
    await copyFile(join(import.meta.dirname, 'support/fakeNpm.sh'), join(bin, 'npm'));
  }
  return { home, path: `${bin}:/usr/bin:/bin`.replace(npm === 'missing' ? ':/usr/bin:/bin' : '', '') };
}

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
  await until('the half install is removed', async () => {
    const left = await readdir(join(home, 'engines'));
    return left.some((name) => name.startsWith('.installing')) ? undefined : left;
  });
});

test('an install that fails says what npm said', async () => {
  await using base = await temporaryHome();
  const { home, path } = await bareHome(base.path, 'fail');
  await using agent = await TestAgent.start(home, { PATH: path });
  const spec = await fakeSpec(home, 'chat', { port: 18_802 });
  const { id } = await agent.request('deploy', { spec, options: { engine: 'embedded' } });
  const job = await agent.jobIn(id, 'failed');
  assert.match(job.exit?.message ?? '', /could not be installed: npm error code ENOTFOUND/);
});
