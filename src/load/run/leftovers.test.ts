import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { fakeLoadPlan } from '../fakeLoadResult.ts';
import type { Extent } from '../plan/loadPlan.ts';
import { openFakeEngine } from './fakeEngine.ts';

/** Runs a load in a process of its own, which then tells what keeps it alive; it ends by itself once nothing does. */
async function leftAfter(url: string, extent: Extent, options: string): Promise<unknown> {
  const plan = fakeLoadPlan(8);
  const script = `
    import { runLoad } from ${JSON.stringify(new URL('runLoad.ts', import.meta.url).href)};
    const aborting = new AbortController();
    const { signal } = aborting;
    const plan = ${JSON.stringify({ ...plan, endpoint: { ...plan.endpoint, url }, extent })};
    await runLoad(plan, ${options});
    // a socket that was closed is gone a turn later
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    const output = ['PipeWrap', 'TTYWrap'];
    process.stdout.write(JSON.stringify(process.getActiveResourcesInfo().filter((name) => !output.includes(name))));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse(stdout);
}

test('a run leaves neither timer nor socket nor thread', async () => {
  await using engine = await openFakeEngine();
  assert.deepEqual(await leftAfter(engine.url, { warmUpSeconds: 0, requests: 40 }, '{ signal }'), []);
  assert.deepEqual(await leftAfter(engine.url, { warmUpSeconds: 0, requests: 40 }, '{ signal, threads: 2 }'), []);
});

test('a run that is aborted while answers are open leaves nothing either', async () => {
  await using engine = await openFakeEngine();
  engine.stall(true);
  const abort = '{ signal, readPower: async () => 1, onProgress: () => aborting.abort() }';
  assert.deepEqual(await leftAfter(engine.url, { warmUpSeconds: 0, seconds: 60 }, abort), []);
});
