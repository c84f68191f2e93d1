import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../gpu/quantity.ts';
import { nothingKnown, type Sample } from '../inference/sample.ts';
import type { Job } from '../protocol/agent.ts';
import { liveLine } from './liveLine.ts';

const job: Job = {
  id: '1',
  name: 'chat',
  identity: { kind: 'Pod', namespace: 'default', name: 'chat' },
  state: 'running',
  engine: { id: 'embedded', label: 'embedded' },
  model: 'm',
  slices: [
    {
      deviceUuid: 'GPU-1',
      holder: 'chat',
      share: share(0.5),
      requestMiB: mib(40750),
      limitMiB: mib(40750),
      enforcement: 'watchdog',
    },
  ],
  request: { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'c' },
  product: 'NVIDIA-H100-80GB-HBM3',
  simulated: true,
  createdAt: 0,
  notes: [],
};
const sample: Sample = {
  ...nothingKnown,
  t: 0,
  tokensPerSecond: 412.4,
  ttftP50Ms: 48.2,
  ttftP95Ms: 131,
  itlP50Ms: 9.12,
  itlP95Ms: 12,
  running: 4,
  waiting: 0,
  requestsPerSecond: 2.35,
  errorsPerSecond: 0,
  preemptions: 0,
  kvUse: 0.31,
  memoryMiB: 21811,
  source: 'engine metric',
  latencySource: 'engine metric',
};

test('a line has every number with its unit and says that the device is simulated', () => {
  const line = liveLine(12, sample, job);
  for (const part of [
    '12s',
    '412 tok/s',
    'ttft 48/131 ms',
    'itl 9.1 ms',
    '4 running 0 waiting   2.4 req/s   kv',
    'kv 31 %',
    'mem 21.3/39.8 GiB',
    'simulated H100 80GB',
  ]) {
    assert.ok(line.includes(part), `${part} in ${line}`);
  }
});

test('errors and preempted requests are said when there are any, and nothing where the engine tells no requests', () => {
  const trouble = liveLine(1, { ...sample, errorsPerSecond: 0.25, preemptions: 3 }, job);
  assert.ok(trouble.includes('2.4 req/s   0.3 errors/s   3 preempted'), trouble);
  const silent = liveLine(1, { ...sample, requestsPerSecond: null, errorsPerSecond: null, preemptions: null }, job);
  assert.ok(silent.includes('waiting   kv'), silent);
});

test('what is not known is a dash, never 0', () => {
  const unknown = { ...sample, tokensPerSecond: null, ttftP50Ms: null, ttftP95Ms: null, kvUse: null, memoryMiB: null };
  const line = liveLine(1, unknown, { ...job, slices: [] });
  for (const part of ['– tok/s', 'ttft –/– ms', 'kv – %', 'mem –/– GiB']) {
    assert.ok(line.includes(part), `${part} in ${line}`);
  }
});
