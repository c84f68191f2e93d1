import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePlacement, describeRequest } from './describePlacement.ts';
import type { Device } from './device.ts';
import { place, type DeviceUse } from './placement.ts';
import { mib, share } from './quantity.ts';
import type { Amount, FractionRequest } from './request.ts';

const device = (index: number): Device => ({
  uuid: `GPU-${index}`,
  index,
  product: 'NVIDIA-H100-80GB-HBM3',
  memoryMiB: mib(81559),
  simulated: false,
});
const held = (index: number, ...holders: readonly string[]): DeviceUse => ({
  device: device(index),
  slices: holders.map((holder) => ({
    deviceUuid: `GPU-${index}`,
    holder,
    share: share(0.5),
    requestMiB: mib(40750),
    limitMiB: mib(40750),
    enforcement: 'watchdog',
  })),
});
const part = (value: number): Amount => ({ kind: 'share', share: share(value) });
const ask = (request: Amount, devices = 1, limit?: Amount): FractionRequest => ({
  devices,
  request,
  container: 'c',
  ...(limit !== undefined && { limit }),
});
const describe = (request: FractionRequest, ...uses: readonly DeviceUse[]): string =>
  describePlacement(place(request, uses), request);

test('requests in words', () => {
  assert.equal(describeRequest(ask(part(0.5))), 'half of one GPU');
  assert.equal(describeRequest(ask(part(0.3))), '0.3 of one GPU');
  assert.equal(describeRequest(ask(part(0.25), 2)), '2 × 0.25 of a GPU');
  assert.equal(describeRequest(ask(part(0.25))), 'a quarter of one GPU');
  assert.equal(describeRequest(ask(part(0.75))), 'three quarters of one GPU');
  assert.equal(describeRequest(ask(part(0.125))), 'an eighth of one GPU');
  assert.equal(describeRequest(ask({ kind: 'memory', memoryMiB: mib(8192) })), '8.0 GiB of one GPU');
  assert.equal(describeRequest(ask(part(1))), 'one GPU');
  assert.equal(describeRequest(ask(part(1), 4)), '4 GPUs');
});

test('a refusal names the numbers, the holders and the cure', () => {
  assert.equal(
    describe(ask(part(0.5)), held(0, 'chat-half', 'embed')),
    'no room for 0.5 (39.8 GiB) of an H100 80GB: free 0.0 GiB; chat-half holds 0.5 (39.8 GiB), embed holds 0.5 (39.8 GiB). Stop one of them or ask for less.',
  );
  assert.equal(
    describe(ask(part(0.7)), held(0, 'a'), held(1, 'b')),
    'no room for 0.7 (55.7 GiB) of an H100 80GB: gpu 0: free 39.8 GiB; a holds 0.5 (39.8 GiB). gpu 1: free 39.8 GiB; b holds 0.5 (39.8 GiB). Stop one of them or ask for less.',
  );
});

test('each other reason has its own words', () => {
  assert.equal(
    describe(ask(part(0.5))),
    'no room for half of one GPU: there is no such GPU here. To simulate one set GPU_FRACTIONS_SIMULATE, or gpuFractions.simulate in the editor, to 1xNVIDIA-H100-80GB-HBM3.',
  );
  assert.equal(describe(ask(part(0.5), 2), held(0)), 'no room for 2 × 0.5: 2 GPUs asked, 1 here. Ask for fewer devices.');
  assert.equal(
    describe(ask({ kind: 'memory', memoryMiB: mib(90000) }), held(0)),
    'no room for 87.9 GiB of an H100 80GB: an H100 80GB (gpu 0) has 79.6 GiB. Ask for less.',
  );
  assert.equal(describe(ask(part(0.00001)), held(0)), '0.00001 (0.0 GiB) of an H100 80GB is less than 1 MiB. Ask for more.');
  assert.equal(
    describe(ask(part(0.5), 1, part(0.4)), held(0)),
    'limit 0.4 is below request 0.5: the process would be stopped before it reaches what it was promised. Raise the limit.',
  );
  assert.equal(describe(ask(part(0.5)), held(0)), 'fits: 0.5 (39.8 GiB) of an H100 80GB (gpu 0)');
});

test('others are named by pid and program, and a device that cannot be used says why', () => {
  const use: DeviceUse = {
    ...held(0, 'chat'),
    foreign: [
      { pid: 4242, name: 'python', usedMiB: mib(21_811) },
      { pid: 7, usedMiB: mib(1024) },
    ],
    otherMiB: mib(512),
  };
  assert.equal(
    describe(ask(part(0.5)), use),
    'no room for 0.5 (39.8 GiB) of an H100 80GB: free 17.1 GiB; chat holds 0.5 (39.8 GiB), pid 4242 python holds 21.3 GiB, pid 7 holds 1.0 GiB, others hold 0.5 GiB. Stop one of them or ask for less.',
  );
  assert.equal(
    describe(ask(part(0.5)), { ...held(0), unusable: 'MIG is on: not supported yet.' }),
    'no room for half of one GPU: an H100 80GB (gpu 0) cannot be used: MIG is on: not supported yet.',
  );
});

test('a miss by less than a tenth of a GiB is told in MiB, for both would round to the same', () => {
  assert.equal(
    describe(ask(part(0.5)), { ...held(0, 'a'), otherMiB: mib(60) }),
    'no room for 0.5 (39.8 GiB) of an H100 80GB: free 40749 MiB of the 40750 MiB needed; a holds 0.5 (39.8 GiB), others hold 0.1 GiB. Stop one of them or ask for less.',
  );
});
