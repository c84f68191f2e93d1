import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocateOnCluster, type DraInventory, type PodClaim } from './allocateOnCluster.ts';
import type { NodeAllocationReason } from './allocationReasons.ts';
import type { AllocatedDevice, ClaimConstraint, ClaimRequest, DeviceAsk } from './claim.ts';
import { parseNanoQuantity, type NanoQuantity } from './nanoQuantity.ts';
import type { AttributeValue, DraDevice, ResourceSlice } from './resourceSlice.ts';

const driver = 'gpu.nvidia.com';

function amount(text: string): NanoQuantity {
  const read = parseNanoQuantity(text);
  assert.ok(read !== undefined, text);
  return read;
}

function gpu(name: string, more: Partial<DraDevice> = {}): DraDevice {
  return {
    name,
    attributes: new Map(),
    capacity: new Map([['memory', { value: amount('80Gi') }]]),
    allowsMultipleAllocations: false,
    consumesCounters: [],
    taints: [],
    nodes: { kind: 'none' },
    hasBindingConditions: false,
    ...more,
  };
}

function shared(name: string): DraDevice {
  const valid = { kind: 'range', min: amount('1Gi'), step: amount('1Gi') } as const;
  const capacity = new Map([['memory', { value: amount('80Gi'), requestPolicy: { default: amount('80Gi'), valid } }]]);
  return gpu(name, { capacity, allowsMultipleAllocations: true });
}

function text(value: string): AttributeValue {
  return { kind: 'string', value };
}

function slice(node: string, devices: readonly DraDevice[], more: Partial<ResourceSlice> = {}): ResourceSlice {
  return {
    name: `slice-${node}`,
    driver,
    pool: { name: node, generation: 1, resourceSliceCount: 1 },
    nodes: { kind: 'node', name: node },
    devices,
    sharedCounters: [],
    ...more,
  };
}

function ask(more: Partial<DeviceAsk> = {}): DeviceAsk {
  return { deviceClass: 'gpu', selectors: [], count: 1, hasAdminAccess: false, tolerations: [], capacity: new Map(), ...more };
}

function memory(quantity: string): Pick<DeviceAsk, 'capacity'> {
  return { capacity: new Map([['memory', amount(quantity)]]) };
}

function claim(asks: readonly (DeviceAsk | ClaimRequest)[], constraints: readonly ClaimConstraint[] = []): PodClaim {
  const requests = asks.map((each, index): ClaimRequest =>
    'kind' in each ? each : { kind: 'exactly', name: `r${index}`, ask: each },
  );
  return { name: 'mine', spec: { requests, constraints }, users: 0 };
}

function inventory(slices: readonly ResourceSlice[], held: readonly Partial<AllocatedDevice>[] = []): DraInventory {
  const names = new Set(slices.flatMap(({ nodes }) => (nodes.kind === 'node' ? [nodes.name] : [])));
  const base = { request: 'r', driver, pool: 'a', device: 'gpu-0', hasAdminAccess: false, consumedCapacity: new Map() };
  return {
    nodes: [...names].map((name) => ({ name, labels: {} })),
    slices,
    classes: [{ name: 'gpu', selectors: [`device.driver == "${driver}"`] }],
    holders: held.map((device, index) => ({ name: `team/other-${index}`, allocation: { results: [{ ...base, ...device }] } })),
  };
}

/** `a: gpu-0 gpu-1` of each place. */
function placesOf(claims: readonly PodClaim[], cluster: DraInventory): readonly string[] {
  const result = allocateOnCluster(claims, cluster);
  assert.ok(result.kind === 'looked', result.kind);
  return result.places.map(({ node, devices }) => `${node.name}: ${devices.map(({ device }) => device).join(' ')}`);
}

function reasonsOf(claims: readonly PodClaim[], cluster: DraInventory): readonly NodeAllocationReason[] {
  const result = allocateOnCluster(claims, cluster);
  assert.ok(result.kind === 'looked', result.kind);
  assert.deepEqual(result.places, []);
  return result.refusals.flatMap(({ reasons }) => reasons);
}

test('a share of a GPU is what is asked, rounded up, beside the shares of others', () => {
  const cluster = inventory([slice('a', [shared('gpu-0')])], [{ shareId: 's', ...consumed('40Gi') }]);
  const result = allocateOnCluster([claim([ask(memory('39.5Gi'))])], cluster);
  assert.equal(result.kind === 'looked' && result.places[0]?.devices[0]?.consumedCapacity.get('memory'), amount('40Gi'));
});

test('a share that is larger than what is left is refused with the numbers and the holders', () => {
  const cluster = inventory([slice('a', [shared('gpu-0')])], [{ shareId: 's', ...consumed('40Gi') }]);
  const [reason] = reasonsOf([claim([ask(memory('50Gi'))])], cluster);
  assert.deepEqual(reason, {
    kind: 'devices',
    claim: 'mine',
    request: 'r0',
    wanted: 1,
    available: 0,
    refused: [
      {
        driver,
        pool: 'a',
        device: 'gpu-0',
        refusal: {
          kind: 'capacity',
          capacity: 'memory',
          asked: amount('50Gi'),
          left: amount('40Gi'),
          total: amount('80Gi'),
          holders: ['team/other-0'],
        },
      },
    ],
  });
});

function consumed(quantity: string): Pick<AllocatedDevice, 'consumedCapacity'> {
  return { consumedCapacity: new Map([['memory', amount(quantity)]]) };
}

test('two shares of one pod are on two devices where one request wants two, on one where two requests do', () => {
  const cluster = inventory([slice('a', [shared('gpu-0'), shared('gpu-1')])]);
  assert.deepEqual(placesOf([claim([ask({ count: 2, ...memory('40Gi') })])], cluster), ['a: gpu-0 gpu-1']);
  const twice = [ask(memory('40Gi')), ask(memory('40Gi'))];
  assert.deepEqual(placesOf([claim(twice)], cluster), ['a: gpu-0 gpu-0']);
});

test('a GPU that a claim has is held; one that is only watched is not', () => {
  const devices = [slice('a', [gpu('gpu-0'), gpu('gpu-1')])];
  assert.deepEqual(placesOf([claim([ask()])], inventory(devices, [{}])), ['a: gpu-1']);
  assert.deepEqual(placesOf([claim([ask()])], inventory(devices, [{ hasAdminAccess: true }])), ['a: gpu-0']);
  assert.deepEqual(placesOf([claim([ask({ hasAdminAccess: true })])], inventory(devices, [{}])), ['a: gpu-0']);
  const [reason] = reasonsOf([claim([ask({ count: 2 })])], inventory(devices, [{}]));
  assert.equal(reason?.kind === 'devices' && reason.available, 1);
});

test('partitions of a GPU take its counters, and the whole GPU all of them', () => {
  const take = (slices: string): Pick<DraDevice, 'consumesCounters'> => ({
    consumesCounters: [{ name: 'gpu-0', counters: new Map([['slices', amount(slices)]]) }],
  });
  const pool = { name: 'a', generation: 1, resourceSliceCount: 2 };
  const devices = [gpu('whole', take('7')), gpu('large', take('4')), gpu('small-0', take('3')), gpu('small-1', take('3'))];
  const counters = [{ name: 'gpu-0', counters: new Map([['slices', amount('7')]]) }];
  const slices = [slice('a', devices, { pool }), slice('a', [], { name: 'counters', pool, sharedCounters: counters })];
  assert.deepEqual(placesOf([claim([ask()])], inventory(slices)), ['a: whole']);
  assert.deepEqual(placesOf([claim([ask()])], inventory(slices, [{ device: 'large' }])), ['a: small-0']);
  assert.deepEqual(placesOf([claim([ask({ count: 2 })])], inventory(slices)), ['a: large small-0']);
  const [reason] = reasonsOf([claim([ask({ count: 3 })])], inventory(slices));
  assert.ok(reason?.kind === 'devices');
  assert.equal(reason.available, 2);
  assert.deepEqual(
    reason.refused.map(({ device, refusal }) => refusal.kind === 'counter' && [device, refusal.needed, refusal.left]),
    [
      ['whole', amount('7'), 0n],
      ['small-1', amount('3'), 0n],
    ],
  );
});

test('a constraint makes the search take its first device back', () => {
  const on = (root: string): Pick<DraDevice, 'attributes'> => ({ attributes: new Map([['pcieRoot', text(root)]]) });
  const slices = [slice('a', [gpu('gpu-0', on('x')), gpu('gpu-1', on('y')), gpu('gpu-2', on('y')), gpu('gpu-3')])];
  const same = { kind: 'same', attribute: `${driver}/pcieRoot`, requests: [] } as const;
  assert.deepEqual(placesOf([claim([ask({ count: 2 })], [same])], inventory(slices)), ['a: gpu-1 gpu-2']);
  assert.deepEqual(placesOf([claim([ask({ count: 2 })], [{ ...same, kind: 'distinct' }])], inventory(slices)), [
    'a: gpu-0 gpu-1',
  ]);
  assert.equal(reasonsOf([claim([ask({ count: 3 })], [same])], inventory(slices))[0]?.kind, 'devices');
});

test('of choices the first that can be had is taken, and nodes with earlier choices come first', () => {
  const choices: ClaimRequest = {
    kind: 'firstAvailable',
    name: 'gpu',
    choices: [
      { name: 'two', ask: ask({ count: 2 }) },
      { name: 'one', ask: ask() },
    ],
  };
  const slices = [slice('a', [gpu('gpu-0')]), slice('b', [gpu('gpu-0'), gpu('gpu-1')])];
  assert.deepEqual(placesOf([claim([choices])], inventory(slices)), ['b: gpu-0 gpu-1', 'a: gpu-0']);
});

test('all devices are all that match, free or not, and at least one', () => {
  const slices = [slice('a', [gpu('gpu-0'), gpu('gpu-1'), shared('gpu-2')])];
  const all = ask({ count: 'all', selectors: ['!device.allowMultipleAllocations'] });
  assert.deepEqual(placesOf([claim([all])], inventory(slices)), ['a: gpu-0 gpu-1']);
  assert.equal(reasonsOf([claim([all])], inventory(slices, [{}]))[0]?.kind, 'devices');
  assert.equal(reasonsOf([claim([ask({ count: 'all', selectors: ['false'] })])], inventory(slices))[0]?.kind, 'devices');
});

test('a taint keeps a claim away that does not tolerate it', () => {
  const taints = [{ key: 'broken', value: 'yes', effect: 'NoSchedule' }];
  const slices = [slice('a', [gpu('gpu-0', { taints })])];
  const toleration = { key: 'broken', operator: 'Equal', value: 'yes', effect: '' };
  assert.equal(reasonsOf([claim([ask()])], inventory(slices))[0]?.kind, 'devices');
  assert.deepEqual(placesOf([claim([ask({ tolerations: [toleration] })])], inventory(slices)), ['a: gpu-0']);
  assert.equal(reasonsOf([claim([ask({ tolerations: [{ ...toleration, value: 'no' }] })])], inventory(slices)).length, 1);
});

test('a pool is its slices of the highest generation, and counts when all of them are there', () => {
  const pool = { name: 'a', generation: 2, resourceSliceCount: 2 };
  const old = slice('a', [gpu('old')], { name: 'old' });
  const parts = [slice('a', [gpu('gpu-1')], { name: 'z', pool }), slice('a', [gpu('gpu-0')], { name: 'y', pool })];
  assert.deepEqual(placesOf([claim([ask()])], inventory([old, ...parts])), ['a: gpu-0']);
  const reasons = reasonsOf([claim([ask()])], inventory([old, ...parts.slice(1)]));
  assert.deepEqual(reasons.at(-1), { kind: 'incompletePool', pool: `${driver}/a`, slices: 1, of: 2 });
  const twice = parts.map((part) => ({ ...part, devices: [gpu('gpu-0')] }));
  assert.equal(reasonsOf([claim([ask()])], inventory(twice)).at(-1)?.kind, 'invalidPool');
});

test('a claim that has its devices ties the pod to their node', () => {
  const slices = [slice('a', [gpu('gpu-0')]), slice('b', [gpu('gpu-0')])];
  const selector = [[{ kind: 'field', key: 'metadata.name', operator: 'In', values: ['b'] }]] as const;
  const held = { ...claim([ask()]), name: 'held', allocation: { results: [], nodeSelector: selector } };
  assert.deepEqual(placesOf([held], inventory(slices)), ['b: ']);
  assert.deepEqual(placesOf([held, claim([ask()])], inventory(slices)), ['b: gpu-0']);
});

const slicesOfOne = [slice('a', [gpu('gpu-0')])];
const failures: readonly (readonly [string, PodClaim, string])[] = [
  ['a class that is not there', claim([ask({ deviceClass: 'other' })]), 'noClass'],
  ['a selector that fails on a device', claim([ask({ selectors: [`device.attributes["${driver}"].rank > 1`] })]), 'selector'],
  ['a selector that is none', claim([ask({ selectors: ['device.'] })]), 'selector'],
  ['more devices than a claim can have', claim([ask({ count: 33 })]), 'tooManyDevices'],
  ['more devices than a claim can have, in two requests', claim([ask({ count: 32 }), ask()]), 'tooManyDevices'],
  ['a request of an unknown kind', claim([{ kind: 'unknown', name: 'r0' }]), 'unknownRequest'],
  ['a constraint of an unknown kind', claim([ask()], [{ kind: 'unknown' }]), 'unknownConstraint'],
  ['a claim that as many pods use as can', { ...claim([ask()]), allocation: { results: [] }, users: 256 }, 'claimFull'],
  [
    'all devices of which a constraint takes one out',
    claim([ask({ count: 'all' })], [{ kind: 'same', attribute: 'a.b/c', requests: [] }]),
    'allConstrained',
  ],
];
for (const [name, asked, kind] of failures) {
  test(`${name} fails on all nodes`, () => {
    const result = allocateOnCluster([asked], inventory(slicesOfOne));
    assert.equal(result.kind === 'failed' && result.problem.kind, kind);
  });
}

test('a search without hope ends, and says what cannot be had', () => {
  const many = Array.from({ length: 30 }, (_, index) => gpu(`gpu-${index}`));
  const asks = [ask({ count: 12 }), ask({ selectors: ['device.allowMultipleAllocations'] })];
  const [reason] = reasonsOf([claim(asks)], inventory([slice('a', many)]));
  assert.equal(reason?.kind === 'devices' && reason.request, 'r1');
});
