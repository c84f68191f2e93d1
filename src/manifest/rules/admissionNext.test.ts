import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseNext, type NextFacts } from './admissionNext.ts';

/** Unverified: from the source of KAI's main in September and October 2026, not from a running KAI. */
const request = 'nvidia.com/container.server.gpu-memory.request';
const limit = 'nvidia.com/container.server.gpu-memory.limit';
const compute = 'nvidia.com/container.server.gpu-compute.mode';
const portion = 'kai.scheduler/container.server.gpu-memory.portion.limit';
const lookup = 'failed to get fraction container ref: ';
const nvFractions = { mode: 'NvFractions' } as const;

const cases: readonly (readonly [Readonly<Record<string, string>>, string | undefined, NextFacts?])[] = [
  [{}, undefined],
  [{ 'gpu-fraction': '0.5' }, undefined],
  [{ 'gpu-fraction': '' }, undefined],
  [{ 'gpu-memory': '8192' }, undefined, nvFractions],
  [{ [request]: '8Gi', [limit]: '16Gi', [compute]: 'sm-sharing' }, undefined],
  [{ [limit]: '16Gi' }, undefined],
  [{ [compute]: 'time-slicing' }, undefined],
  [{ [request]: '8Gi', 'gpu-fraction': 'nonsense' }, undefined],
  [
    { 'nvidia.com/container.server.gpu-compute.percent': '50' },
    'invalid NvFractions annotation key: nvidia.com/container.server.gpu-compute.percent',
  ],
  [
    { 'nvidia.com/container.server.gpu-compute.percent': '50', 'gpu-fraction': '0.5' },
    `${lookup}invalid NvFractions annotation key: nvidia.com/container.server.gpu-compute.percent`,
  ],
  [
    { [request]: '8Gi', 'nvidia.com/container.side.gpu-memory.request': '1Gi' },
    `${lookup}currently, kai doesn't support multiple containers with fractional GPU requests`,
  ],
  [
    { [request]: '8Gi', 'gpu-fraction-container-name': 'side' },
    `${lookup}gpu-fraction-container-name annotation value side does not match container name server`,
  ],
  [
    { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'no' },
    `${lookup}container with name no not found for fraction request`,
  ],
  [{ 'nvidia.com/container.no.gpu-memory.limit': '1Gi' }, `${lookup}container with name no not found for fraction request`],
  [
    { 'gpu-memory': '8Gi' },
    'failed to parse gpu memory annotation value: strconv.ParseUint: parsing "8Gi": invalid syntax',
    nvFractions,
  ],
  [{ 'gpu-memory': '8192', [request]: '4Gi' }, `gpu-memory annotation conflicts with ${request} annotation`, nvFractions],
  [{ 'gpu-memory': '8192', [request]: '8Gi' }, undefined, nvFractions],
  [
    { 'gpu-memory': '1', 'gpu-memory.limit': '2Gi', [limit]: '3Gi' },
    `gpu-memory.limit annotation conflicts with ${limit} annotation`,
    nvFractions,
  ],
  [
    { 'gpu-fraction': '0.2', 'gpu-fraction.limit': '0.5', [portion]: '0.6' },
    `gpu-fraction.limit annotation conflicts with ${portion} annotation`,
    nvFractions,
  ],
  [
    { 'gpu-fraction': '0.5' },
    'attempting to create a pod ml/chat with gpu sharing request, while GPU sharing is disabled',
    { mode: 'Disabled' },
  ],
  [{ 'gpu-fraction.limit': '0.5' }, 'gpu-fraction.limit annotation can only be used together with the gpu-fraction annotation'],
  [
    { 'gpu-fraction': '2', 'gpu-fraction.limit': '0.5' },
    'gpu-fraction annotation value must be a positive number smaller than 1.0',
  ],
  [
    { 'gpu-fraction': '0.2', 'gpu-fraction.limit': '0.123456' },
    'gpu-fraction.limit annotation value must have at most 5 digits after the decimal point',
  ],
  [
    { 'gpu-fraction': '0.2', 'gpu-fraction.limit': '1' },
    'gpu-fraction.limit annotation value must be a positive number smaller than 1.0. Got 1',
  ],
  [
    { 'gpu-fraction': '0.5', 'gpu-fraction.limit': '0.5' },
    'gpu-fraction.limit annotation value (0.5) must be greater than gpu-fraction annotation value (0.5)',
  ],
  [{ 'gpu-memory.limit': '2Gi' }, 'gpu-memory.limit annotation can only be used together with the gpu-memory annotation'],
  [{ 'gpu-memory': 'x', 'gpu-memory.limit': '2Gi' }, 'gpu-memory annotation value must be a positive integer greater than 0'],
  [
    { 'gpu-memory': '1024', 'gpu-memory.limit': '2048' },
    'gpu-memory.limit annotation value must be a positive Kubernetes memory quantity with a unit',
  ],
  [
    { 'gpu-memory': '2048', 'gpu-memory.limit': '1Gi' },
    'gpu-memory.limit annotation value (1Gi) must not be smaller than gpu-memory annotation value (2048 MiB)',
  ],
  [{ 'gpu-memory': '2048', 'gpu-memory.limit': '2Gi' }, undefined],
  [{ [portion]: '0.5' }, `${portion} annotation can only be used together with the gpu-fraction annotation`],
  [
    { 'gpu-fraction': '0.2', 'gpu-fraction-container-name': 'side', [portion]: '0.5' },
    `gpu-fraction-container-name annotation value side does not match container name server in ${portion} annotation`,
  ],
  [
    { 'gpu-fraction': '0.2', 'kai.scheduler/container.side.gpu-memory.portion.limit': '0.5' },
    'kai.scheduler/container.side.gpu-memory.portion.limit annotation container name side does not match the gpu-fraction target container',
  ],
  [
    { 'gpu-fraction': '0.2', [portion]: '0.2' },
    `${portion} annotation value (0.2) must be greater than gpu-fraction annotation value (0.2)`,
  ],
  [{ 'gpu-fraction': '0.2', [portion]: '1.5' }, `${portion} annotation value must be a positive number smaller than 1.0`],
  [
    { 'gpu-fraction': '0.2', 'gpu-fraction-num-devices': '0' },
    'fraction count annotation value must be a positive integer greater than 0',
  ],
  [{ 'gpu-fraction-num-devices': 'x' }, 'fraction count annotation value must be a positive integer greater than 0'],
  [{ [compute]: 'fast' }, 'invalid NvFractions compute mode: fast'],
  [{ [request]: '0' }, `${request} annotation value must be a valid Kubernetes memory quantity greater than 0`],
  [{ [request]: '8GB' }, `${request} annotation value must be a valid Kubernetes memory quantity greater than 0`],
  [{ 'gpu-fraction': '1.0' }, 'gpu-fraction annotation value must be a positive number smaller than 1.0'],
  [{ 'gpu-memory': '0' }, 'gpu-memory annotation value must be a positive integer greater than 0'],
  [
    { 'gpu-fraction-num-devices': '2' },
    'cannot request multiple fractional devices without specifying fraction details (portion or memory)',
  ],
  [
    { 'nvidia.com/container.no.gpu-compute.mode': 'time-slicing' },
    'container no not found in pod spec, but a fractional annotation referencing it was found',
  ],
  [{ [request]: '8Gi', [limit]: '4Gi' }, 'invalid fraction request for container server: request is greater than limit'],
  [
    { 'gpu-fraction': '0.5', [limit]: '4Gi' },
    'cannot combine nvidia.com/container. limit annotation with gpu-fraction or gpu-memory annotation',
  ],
  [
    { 'gpu-memory': '1024', [limit]: '4Gi' },
    'cannot combine nvidia.com/container. limit annotation with gpu-fraction or gpu-memory annotation',
  ],
  [{ 'gpu-fraction': '0.5', 'gpu-memory': '1024' }, 'cannot request both gpu-fraction and GPU memory request'],
  [
    { 'gpu-memory': '1024', [request]: '2Gi' },
    'NvFractions memory request (2Gi) does not match gpu-memory annotation value (1024 MiB)',
  ],
];

for (const [annotations, expected, facts] of cases) {
  test(`unverified, KAI 0.18 and later: ${JSON.stringify(annotations)}`, () => {
    const pod = {
      metadata: { name: 'chat', namespace: 'ml', annotations },
      spec: { schedulerName: 'kai-scheduler', containers: [{ name: 'server' }, { name: 'side' }] },
    };
    assert.equal(refuseNext(pod, facts)?.message, expected);
  });
}

test('unverified, KAI 0.18 and later: a whole GPU beside any request, and pods of other schedulers', () => {
  const containers = [{ name: 'server', resources: { limits: { 'nvidia.com/gpu': '0' } } }];
  const pod = { metadata: { annotations: { [request]: '8Gi' } }, spec: { schedulerName: 'kai-scheduler', containers } };
  assert.equal(refuseNext(pod)?.message, 'cannot have both GPU fraction request and whole GPU resource request/limit');
  assert.equal(refuseNext({ ...pod, spec: { ...pod.spec, schedulerName: 'default-scheduler' } }), undefined);
});
