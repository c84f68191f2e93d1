import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../../gpu/quantity.ts';
import { nothingKnown } from '../../inference/sample.ts';
import type { DeviceView, Job } from '../../protocol/agent.ts';
import { freeText, jobSummary, statusText, totalTokensPerSecond } from './jobText.ts';

function device(freeMiB: number): DeviceView {
  const memoryMiB = mib(81559);
  return {
    device: { uuid: `GPU-${freeMiB}`, index: 0, product: 'NVIDIA-H100-80GB-HBM3', memoryMiB, simulated: true },
    countedMiB: 81500,
    freeMiB,
    slices: [],
    foreign: [],
    usedMiB: null,
    utilisation: null,
    powerWatts: null,
  };
}

function job(overrides: Partial<Job>): Job {
  return {
    id: '1',
    name: 'chat',
    identity: { kind: 'Pod', namespace: 'default', name: 'chat' },
    state: 'running',
    engine: { id: 'embedded', label: 'embedded engine' },
    model: 'tiny-random',
    slices: [],
    request: { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'server' },
    product: 'NVIDIA-H100-80GB-HBM3',
    simulated: true,
    createdAt: 0,
    notes: [],
    ...overrides,
  };
}

function latest(tokensPerSecond: number | null): NonNullable<Job['latest']> {
  return { ...nothingKnown, t: 0, tokensPerSecond, source: 'engine metric' };
}

const slice = {
  deviceUuid: 'GPU-0',
  holder: 'chat',
  share: share(0.5),
  requestMiB: mib(40750),
  limitMiB: mib(40750),
  enforcement: 'watchdog',
} as const;

test('a job in a list: state, amount, memory, rate', () => {
  assert.equal(jobSummary(job({ slices: [slice], latest: latest(411.6) })), 'running · 0.5 · 39.8 GiB · 412 tok/s');
  assert.equal(jobSummary(job({ state: 'failed', latest: latest(411.6) })), 'failed · 0.5');
  const request = { devices: 2, request: { kind: 'memory', memoryMiB: mib(20480) }, container: 'server' } as const;
  assert.equal(jobSummary(job({ request, slices: [slice] })), 'running · 2 × 20.0 GiB');
});

test('an unknown rate is not zero', () => {
  assert.equal(totalTokensPerSecond([job({ latest: latest(null) }), job({})]), undefined);
  assert.equal(totalTokensPerSecond([job({ latest: latest(0) })]), 0);
  assert.equal(
    totalTokensPerSecond([job({ latest: latest(10) }), job({ latest: latest(null) }), job({ latest: latest(5) })]),
    15,
  );
  assert.equal(totalTokensPerSecond([job({ state: 'stopped', latest: latest(10) })]), undefined);
});

test('what is free of one device and of several', () => {
  assert.equal(freeText([device(40750)]), '50 % free');
  assert.equal(freeText([device(40750), device(81500)]), '1.5 of 2 free');
  assert.equal(statusText([], []), 'no GPU');
  assert.equal(statusText([device(40750)], [job({ latest: latest(412) })]), 'GPU 50 % free · 412 tok/s · simulated');
  assert.equal(statusText([device(81500)], []), 'GPU 100 % free · simulated');
});
