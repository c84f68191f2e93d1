import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib } from '../../gpu/quantity.ts';
import type { SweepMember } from '../../load/sweep/sweepPlan.ts';
import type { Job } from '../../protocol/agent.ts';
import type { Target } from '../target.ts';
import { AgentGround } from './agentGround.ts';

const member: SweepMember = { engine: 'vllm', model: 'org/tiny', share: 0.25 };
const job = {
  id: 'job-1',
  name: 'bench-tiny-1-4',
  state: 'running',
  model: 'org/tiny',
  // nobody listens there: the engine does not tell by which name it serves
  endpoint: 'http://127.0.0.1:1',
  product: 'NVIDIA H200',
  simulated: false,
  slices: [{ deviceUuid: 'GPU-0', requestMiB: mib(1000), enforcement: 'engine' }],
} as unknown as Job;

/** A target with one job, that tells nothing of its devices. */
function fakeTarget(log: string[]): Target {
  return {
    label: 'This machine',
    engines: () => Promise.resolve([{ id: 'vllm', label: 'vLLM', image: 'vllm/vllm-openai:v0.11.0' }]),
    plan: () => Promise.resolve({ model: 'org/tiny' }),
    jobs: () => Promise.resolve([]),
    deploy: () => Promise.resolve(job),
    watch: () => ({ [Symbol.dispose]: () => log.push('watched no more') }),
    inventory: () => Promise.reject(new Error('the driver does not answer')),
    stop: (id: string) => Promise.resolve(log.push(`stop ${id}`)),
    remove: (id: string) => Promise.resolve(log.push(`remove ${id}`)),
  } as unknown as Target;
}

test('a slice is taken down though nobody can tell what is free then', async () => {
  const log: string[] = [];
  const ground = new AgentGround({ target: fakeTarget(log) });
  const slice = await ground.launch(member, undefined, new AbortController().signal);
  assert.deepEqual([slice.name, slice.memoryMiB, slice.endpoint.model], ['bench-tiny-1-4', 1000, 'org/tiny']);
  await ground.takeDown(slice);
  assert.deepEqual(log, ['stop job-1', 'remove job-1', 'watched no more']);
  await ground.takeDown(slice);
  assert.equal(log.length, 3, 'once');
});
