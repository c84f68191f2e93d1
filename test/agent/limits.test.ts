import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { temporaryHome } from '../support/temporaryHome.ts';
import { removeBundle } from '../support/bundle.ts';
import { fakeSpec } from './support/specs.ts';
import { TestAgent } from './support/testAgent.ts';

after(removeBundle);

const simulate = JSON.stringify({ memory: 600, count: 1, product: 'Tiny GPU' });

for (const [kind, model] of [
  ['by the engine itself', 'memory-500.gguf'],
  ['by a child process of it', 'worker-memory-500.gguf'],
] as const) {
  test(`a job over its limit ${kind} is stopped as OOMKilled with the numbers, and its neighbour goes on`, async () => {
    await using home = await temporaryHome();
    await using agent = await TestAgent.start(home.path, { GPU_FRACTIONS_SIMULATE: simulate });
    const calm = await agent.request('deploy', { spec: await fakeSpec(home.path, 'calm', { port: 18_500 }), options: {} });
    const neighbour = await agent.jobIn(calm.id, 'running');
    const spec = await fakeSpec(home.path, 'greedy', { model, port: 18_501 });
    const { id } = await agent.request('deploy', { spec, options: {} });
    const job = await agent.jobIn(id, 'OOMKilled');

    const [, used] =
      /used (\d+) MiB, limit 300 MiB, request 300 MiB, on simulated Tiny GPU \(gpu 0\)/.exec(job.exit?.message ?? '') ?? [];
    assert.ok(Number(used) > 300, job.exit?.message);
    assert.deepEqual(job.slices, []);
    assert.deepEqual(
      job.lastSlices?.map(({ requestMiB, limitMiB }) => [requestMiB, limitMiB]),
      [[300, 300]],
    );
    assert.equal((await agent.job(calm.id)).state, 'running');
    assert.equal((await fetch(`${neighbour.endpoint}/health`)).status, 200);
    const events = await agent.request('events', null);
    assert.ok(events.some((event) => event.kind === 'oomKilled' && event.jobId === id));
  });
}

test('memory between request and limit is allowed', async () => {
  await using home = await temporaryHome();
  await using agent = await TestAgent.start(home.path, { GPU_FRACTIONS_SIMULATE: simulate });
  const spec = await fakeSpec(home.path, 'burst', { model: 'memory-200.gguf', port: 18_502, amount: 0.2 });
  const bursting = { ...spec, request: { ...spec.request, limit: { kind: 'share', share: 1 } } } as typeof spec;
  const { id } = await agent.request('deploy', { spec: bursting, options: {} });
  await agent.jobIn(id, 'running');
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const job = await agent.job(id);
  assert.equal(job.state, 'running', job.exit?.message);
  assert.ok((job.slices[0]?.usedMiB ?? 0) > 200);
  assert.equal(job.slices[0]?.limitMiB, 600);
});
