import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObject } from '../api/clusterApi.ts';
import { readClaimTemplate, readDeviceClass, readResourceClaim, readResourceSlice } from './dra.ts';

const gib = 1024n ** 3n * 10n ** 9n;

function objectOf(kind: string, fields: Readonly<Record<string, unknown>>, name = 'one'): ClusterObject {
  return { apiVersion: 'resource.k8s.io/v1', kind, metadata: { name, namespace: 'team', uid: 'u1' }, ...fields };
}

const device = {
  attributes: {
    productName: { string: 'H100' },
    index: { int: 3 },
    'other.domain/ready': { bool: false },
    driverVersion: { version: '580.1.0' },
    absurd: { list: [1] },
  },
  capacity: {
    memory: { value: '80Gi', requestPolicy: { default: '1Gi', validRange: { min: '1Gi', step: '1Gi', max: '80Gi' } } },
  },
  allowMultipleAllocations: true,
  consumesCounters: [{ counterSet: 'gpu-0', counters: { slices: { value: '2' } } }],
  taints: [{ key: 'broken', effect: 'NoSchedule' }],
};

test('a ResourceSlice says what its driver offers, the same in every version', () => {
  const pool = { name: 'node-a', generation: 2, resourceSliceCount: 3 };
  const spec = { driver: 'gpu.nvidia.com', pool, nodeName: 'node-a', devices: [{ name: 'gpu-0', ...device }] };
  const read = readResourceSlice(objectOf('ResourceSlice', { spec }));
  assert.deepEqual(read?.spec, {
    name: 'one',
    driver: 'gpu.nvidia.com',
    pool,
    nodes: { kind: 'node', name: 'node-a' },
    devices: [
      {
        name: 'gpu-0',
        attributes: new Map<string, unknown>([
          ['productName', { kind: 'string', value: 'H100' }],
          ['index', { kind: 'int', value: 3n }],
          ['other.domain/ready', { kind: 'bool', value: false }],
          ['driverVersion', { kind: 'version', value: '580.1.0' }],
        ]),
        capacity: new Map([
          [
            'memory',
            { value: 80n * gib, requestPolicy: { default: gib, valid: { kind: 'range', min: gib, max: 80n * gib, step: gib } } },
          ],
        ]),
        allowsMultipleAllocations: true,
        consumesCounters: [{ name: 'gpu-0', counters: new Map([['slices', 2_000_000_000n]]) }],
        taints: [{ key: 'broken', value: '', effect: 'NoSchedule' }],
        nodes: { kind: 'none' },
        hasBindingConditions: false,
      },
    ],
    sharedCounters: [],
  });
  const wrapped = { ...spec, devices: [{ name: 'gpu-0', basic: device }] };
  assert.deepEqual(readResourceSlice(objectOf('ResourceSlice', { spec: wrapped })), read);
});

test('a ResourceClaim says what it asks and what it got', () => {
  const exactly = {
    deviceClassName: 'gpu.nvidia.com',
    selectors: [{ cel: { expression: 'true' } }, { future: {} }],
    capacity: { requests: { memory: '40Gi' } },
    tolerations: [{ operator: 'Exists' }],
  };
  const result = { request: 'gpu', driver: 'gpu.nvidia.com', pool: 'node-a', device: 'gpu-0', shareID: 's1' };
  const claim = readResourceClaim(
    objectOf('ResourceClaim', {
      spec: {
        devices: {
          requests: [
            { name: 'gpu', exactly },
            { name: 'any', firstAvailable: [{ name: 'all', deviceClassName: 'mig', allocationMode: 'All' }] },
            { name: 'future', somehow: {} },
          ],
          constraints: [{ matchAttribute: 'gpu.nvidia.com/parentUUID', requests: ['gpu'] }, { future: 1 }],
        },
      },
      status: {
        allocation: { devices: { results: [{ ...result, consumedCapacity: { memory: '40Gi' } }] } },
        reservedFor: [{ resource: 'pods', name: 'chat', uid: 'p1' }],
      },
    }),
  );
  const ask = {
    deviceClass: 'gpu.nvidia.com',
    selectors: ['true', ''],
    count: 1,
    hasAdminAccess: false,
    tolerations: [{ key: '', operator: 'Exists', value: '', effect: '' }],
    capacity: new Map([['memory', 40n * gib]]),
  };
  const all = { ...ask, deviceClass: 'mig', selectors: [], count: 'all', tolerations: [], capacity: new Map() };
  assert.deepEqual(claim?.spec, {
    requests: [
      { kind: 'exactly', name: 'gpu', ask },
      { kind: 'firstAvailable', name: 'any', choices: [{ name: 'all', ask: all }] },
      { kind: 'unknown', name: 'future' },
    ],
    constraints: [{ kind: 'same', attribute: 'gpu.nvidia.com/parentUUID', requests: ['gpu'] }, { kind: 'unknown' }],
  });
  assert.deepEqual(claim.allocation, {
    results: [
      {
        request: 'gpu',
        driver: 'gpu.nvidia.com',
        pool: 'node-a',
        device: 'gpu-0',
        hasAdminAccess: false,
        shareId: 's1',
        consumedCapacity: new Map([['memory', 40n * gib]]),
      },
    ],
  });
  assert.deepEqual(claim.reservedFor, [{ resource: 'pods', name: 'chat', uid: 'p1' }]);

  const flat = { spec: { spec: { devices: { requests: [{ name: 'gpu', ...exactly }] } } } };
  assert.deepEqual(readClaimTemplate(objectOf('ResourceClaimTemplate', flat))?.spec.requests, [claim.spec.requests[0]]);
});

test('a DeviceClass says which devices are in it', () => {
  const spec = { selectors: [{ cel: { expression: 'device.driver == "d"' } }], extendedResourceName: 'nvidia.com/gpu' };
  assert.deepEqual(readDeviceClass(objectOf('DeviceClass', { spec })), {
    name: 'one',
    selectors: ['device.driver == "d"'],
    extendedResourceName: 'nvidia.com/gpu',
  });
});

const absurd = [undefined, null, 5, '', 'text', true, [], [null], {}, { devices: 5 }, { devices: { requests: [[], 5, null] } }];

test('absurd fields are left out, and nothing throws', () => {
  const numbers = {
    driver: 'd',
    pool: { name: 'p' },
    devices: [{ name: 'a', capacity: { m: { value: 'much' } } }, { name: 'b' }],
  };
  const read = readResourceSlice(objectOf('ResourceSlice', { spec: numbers }));
  assert.deepEqual(
    read?.spec.devices.map(({ name }) => name),
    ['b'],
  );
  const names = [
    'metadata',
    'spec',
    'status',
    'devices',
    'pool',
    'driver',
    'selectors',
    'allocation',
    'capacity',
    'nodeSelector',
  ];
  for (const value of absurd) {
    for (const field of names) {
      const inner = { [field]: value, driver: 'd', pool: { name: 'p', [field]: value }, devices: value };
      for (const spec of [value, inner]) {
        const object = {
          ...objectOf('Any', { spec, status: { allocation: inner, reservedFor: value } }),
          [field]: value,
        } as never;
        for (const readObject of [readResourceSlice, readResourceClaim, readClaimTemplate, readDeviceClass]) readObject(object);
      }
    }
  }
});
