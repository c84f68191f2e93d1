import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeMutation, findMutation, mutateVariables, type MutablePod } from './mutation.ts';

const pod = (name: string, annotations: Record<string, string>, owner?: string): MutablePod => ({
  metadata: { name, annotations, ...(owner !== undefined && { ownerReferences: [{ name: owner }] }) },
  spec: {
    schedulerName: 'kai-scheduler',
    containers: [{ name: 'server' }, { name: 'side' }],
    initContainers: [{ name: 'fetch' }],
  },
});

test('names follow the pod, its owner, and the place of the container', () => {
  const half = { 'gpu-fraction': '0.5' };
  assert.equal(findMutation(pod('chat', half), 'abcdefg')?.configMap, 'chat-abcdefg-shared-gpu-0');
  assert.equal(findMutation(pod('chat-x7z', half, 'chat'), 'abcdefg')?.configMap, 'chat-abcdefg-shared-gpu-0');
  const side = findMutation(pod('chat', { ...half, 'gpu-fraction-container-name': 'side' }), 'abcdefg');
  assert.equal(side?.directConfigMap, 'chat-abcdefg-shared-gpu-1-evar');
  const fetch = findMutation(pod('chat', { ...half, 'gpu-fraction-container-name': 'fetch' }), 'abcdefg');
  assert.equal(fetch?.configMap, 'chat-abcdefg-shared-gpu-i0');
  assert.equal(findMutation(pod('chat', { ...half, 'runai/shared-gpu-configmap': 'mine' }), 'abcdefg')?.configMap, 'mine-0');
});

test('a long name is cut so that the volume has at most 63 characters', () => {
  const mutation = findMutation(pod('a'.repeat(100), { 'gpu-memory': '100' }), 'abcdefg');
  assert.equal(mutation?.prefix, `${'a'.repeat(33)}-abcdefg-shared-gpu`);
  assert.ok((mutation?.volume.length ?? 99) <= 63 && (mutation?.directConfigMap.length ?? 99) <= 63);
});

test('nothing is added without a fraction, without KAI, or where the named container is not there', () => {
  assert.equal(findMutation(pod('chat', { mps: 'true' }), 'x'), undefined);
  assert.equal(findMutation(pod('chat', { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'no' }), 'x'), undefined);
  const other = pod('chat', { 'gpu-fraction': '0.5' });
  assert.equal(findMutation({ ...other, spec: { ...other.spec, schedulerName: 'default-scheduler' } }, 'x'), undefined);
  assert.deepEqual(describeMutation({ ...other, spec: { ...other.spec, containers: [] } }), []);
});

test('own variables of the same names go, the others keep their order, and a second time changes nothing', () => {
  const mutation = findMutation(pod('chat', { 'gpu-fraction': '0.5' }), 'abcdefg');
  assert.ok(mutation !== undefined);
  const own = [
    { name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' },
    { name: 'MODE', value: 'fast' },
  ];
  const once = mutateVariables({ env: own, envFrom: [{ secretRef: { name: 'token' } }] }, mutation);
  assert.deepEqual(
    once.env.map(({ name }) => name),
    ['MODE', 'NVIDIA_VISIBLE_DEVICES', 'RUNAI_NUM_OF_GPUS', 'GPU_PORTION'],
  );
  assert.equal(once.envFrom.length, 2);
  assert.deepEqual(mutateVariables(once, mutation), once);
});

test('a person reads what is added', () => {
  assert.deepEqual(describeMutation(pod('chat', { 'gpu-fraction': '0.5' })), [
    'the annotation `runai/shared-gpu-configmap: chat-…-shared-gpu`',
    'the variables `NVIDIA_VISIBLE_DEVICES`, `RUNAI_NUM_OF_GPUS`, `GPU_PORTION` of container `server`, from ConfigMap `chat-…-shared-gpu-0`',
    'all variables of ConfigMap `chat-…-shared-gpu-0-evar`',
    'the volume `chat-…-shared-gpu-0-vol`',
  ]);
});
