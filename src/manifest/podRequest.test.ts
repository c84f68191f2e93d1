import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPodRequest } from './podRequest.ts';
import { findWorkloads } from './requests.ts';

function read(spec: string, annotations = ''): ReturnType<typeof readPodRequest> {
  const lines = ['apiVersion: v1', 'kind: Pod', 'metadata:', '  name: chat', annotations, 'spec:', spec];
  const [found] = findWorkloads(lines.filter((line) => line !== '').join('\n'));
  assert.ok(found);
  return readPodRequest(found);
}
const half = '  annotations: {gpu-fraction: "0.5"}';

test('a pod asks for the sums of its containers, a limit standing in for a missing request', () => {
  const spec = `
  schedulerName: kai-scheduler
  nodeSelector: {kubernetes.io/hostname: n1}
  containers:
    - {name: server, resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: 4}}}
    - {name: proxy, resources: {limits: {cpu: 0.25, memory: 64Mi}}}`;
  assert.deepEqual(read(spec, half), {
    gpu: { devices: 1, request: { kind: 'share', share: 0.5 }, container: 'server' },
    cpuMilli: 750,
    memoryBytes: 2 ** 30 + 2 ** 26,
    nodeSelector: { 'kubernetes.io/hostname': 'n1' },
  });
});

test('init containers count as the most that they need at once, those that run on are added', () => {
  const spec = `
  schedulerName: kai-scheduler
  initContainers:
    - {name: log, restartPolicy: Always, resources: {requests: {cpu: 1}}}
    - {name: fetch, resources: {requests: {cpu: 3, memory: 1Gi}}}
  containers:
    - {name: server, resources: {requests: {cpu: 2, memory: 2Gi}}}`;
  const asked = read(spec, half);
  assert.equal(asked?.cpuMilli, 4000);
  assert.equal(asked?.memoryBytes, 2 ** 31);
});

test('whole GPUs of several containers are summed', () => {
  const spec = `
  containers:
    - {name: a, resources: {limits: {nvidia.com/gpu: 1}}}
    - {name: b, resources: {limits: {nvidia.com/gpu: "2"}}}`;
  assert.equal(read(spec)?.gpu.devices, 3);
});

test('without a request that can be read there is none', () => {
  const spec = '\n  containers: [{name: a}]';
  assert.equal(read(spec), undefined);
  assert.equal(read(spec, '  annotations: {gpu-fraction: "1.5"}'), undefined);
});
