import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countedMiB, type Device } from './device.ts';
import { place, readRoom, type DeviceUse, type Placement } from './placement.ts';
import { mib, share } from './quantity.ts';
import type { Amount, FractionRequest } from './request.ts';
import type { Slice } from './slice.ts';

function device(index: number, memoryMiB = 81559, product = 'NVIDIA-H100-80GB-HBM3'): Device {
  return { uuid: `GPU-${index}`, index, product, memoryMiB: mib(memoryMiB), simulated: true };
}
const part = (value: number): Amount => ({ kind: 'share', share: share(value) });
const memory = (value: number): Amount => ({ kind: 'memory', memoryMiB: mib(value) });
const ask = (request: Amount, devices = 1, limit?: Amount): FractionRequest => ({
  devices,
  request,
  container: 'server',
  ...(limit !== undefined && { limit }),
});

/** Takes what a placement grants, as a target does. */
function hold(uses: readonly DeviceUse[], placement: Placement, holder: string): readonly DeviceUse[] {
  if (placement.kind === 'refused') return uses;
  return uses.map((use) => {
    const grant = placement.grants.find(({ device }) => device.uuid === use.device.uuid);
    if (grant === undefined) return use;
    const { device: held, ...amounts } = grant;
    const slice: Slice = { deviceUuid: held.uuid, holder, ...amounts, enforcement: 'none' };
    return { ...use, slices: [...use.slices, slice] };
  });
}

const landed = (placement: Placement): readonly number[] | string =>
  placement.kind === 'fits' ? placement.devices.map(({ index }) => index) : placement.reason;

test('two halves fill a GPU, a third is refused with the numbers', () => {
  let uses: readonly DeviceUse[] = [{ device: device(0), slices: [] }];
  const first = place(ask(part(0.5)), uses);
  const amounts = { share: 0.5, requestMiB: 40750, limitMiB: 40750 };
  assert.deepEqual(first, { kind: 'fits', devices: [device(0)], grants: [{ device: device(0), ...amounts }], ...amounts });
  uses = hold(uses, first, 'chat');
  uses = hold(uses, place(ask(part(0.5)), uses), 'embed');
  assert.deepEqual(place(ask(part(0.5)), uses), {
    kind: 'refused',
    reason: 'full',
    rooms: [
      {
        device: device(0),
        freeMiB: 0,
        freeShare: 0,
        neededMiB: 40750,
        holders: [
          { name: 'chat', requestMiB: 40750, share: 0.5 },
          { name: 'embed', requestMiB: 40750, share: 0.5 },
        ],
      },
    ],
  });
});

test('the fullest device that fits comes first, then an empty one', () => {
  let uses: readonly DeviceUse[] = [0, 1, 2].map((index) => ({ device: device(index), slices: [] }));
  const take = (request: FractionRequest): readonly number[] | string => {
    const placement = place(request, uses);
    uses = hold(uses, placement, 'x');
    return landed(placement);
  };
  assert.deepEqual(take(ask(part(0.6))), [0]);
  assert.deepEqual(take(ask(part(0.7))), [1]);
  assert.deepEqual(take(ask(part(0.3))), [1]);
  assert.deepEqual(take(ask(part(0.4))), [0]);
  assert.deepEqual(take(ask(part(0.25), 2)), 'full');
  assert.deepEqual(take(ask(part(1))), [2]);
  assert.deepEqual(take(ask(part(0.01))), 'full');
});

test('a whole GPU wants a wholly free device, several want as many devices', () => {
  const busy = hold([{ device: device(0), slices: [] }], place(ask(memory(10)), [{ device: device(0), slices: [] }]), 'x');
  assert.equal(landed(place(ask(part(1)), busy)), 'full');
  assert.deepEqual(landed(place(ask(part(1)), [...busy, { device: device(1), slices: [] }])), [1]);
  assert.equal(landed(place(ask(part(0.5), 2), busy)), 'tooFewDevices');
  assert.deepEqual(landed(place(ask(part(0.5), 2), [...busy, { device: device(1), slices: [] }])), [0, 1]);
});

test('every refusal has its reason', () => {
  const uses = [{ device: device(0), slices: [] }];
  assert.equal(landed(place(ask(part(0.5)), [])), 'noDevices');
  assert.equal(landed(place(ask(part(0.5)), uses, { deviceUuid: 'GPU-9' })), 'noDevices');
  assert.equal(landed(place(ask(memory(81501)), uses)), 'tooLarge');
  assert.deepEqual(landed(place(ask(memory(81500)), uses)), [0]);
  assert.equal(landed(place(ask(part(0.00001)), uses)), 'tooSmall');
  assert.equal(landed(place(ask(part(0.5), 1, memory(1024)), uses)), 'limitBelowRequest');
});

test('a named device is taken or refused, others are not looked at', () => {
  const uses = [0, 1].map((index) => ({ device: device(index), slices: [] }));
  assert.deepEqual(landed(place(ask(part(0.5)), uses, { deviceUuid: 'GPU-1' })), [1]);
  assert.equal(landed(place(ask(part(0.5), 2), uses, { deviceUuid: 'GPU-1' })), 'tooFewDevices');
});

test('the limit is what was asked, at most the device', () => {
  const uses = [{ device: device(0), slices: [] }];
  const limited = (limit: Amount): number => {
    const placement = place(ask(part(0.25), 1, limit), uses);
    return placement.kind === 'fits' ? placement.limitMiB : -1;
  };
  assert.equal(limited(part(0.5)), 40750);
  assert.equal(limited(memory(500_000)), 81500);
});

test('whatever is asked, no device ever holds more than its counted memory', () => {
  const amount = fc.oneof(
    fc.double({ min: 0.01, max: 1, noNaN: true }).map(part),
    fc.integer({ min: 1, max: 100_000 }).map(memory),
  );
  const sizes = fc.array(fc.constantFrom(81559, 15360, 23028, 143771, 600), { minLength: 1, maxLength: 4 });
  const requests = fc.array(fc.record({ amount, devices: fc.integer({ min: 1, max: 3 }) }), { maxLength: 30 });
  fc.assert(
    fc.property(sizes, requests, (memories, asked) => {
      let uses: readonly DeviceUse[] = memories.map((size, index) => ({ device: device(index, size), slices: [] }));
      for (const { amount: wanted, devices } of asked) {
        const placement = place(ask(wanted, devices), uses);
        if (placement.kind === 'fits') {
          assert.equal(new Set(placement.devices).size, devices);
          assert.ok(placement.limitMiB >= 1);
        } else assert.equal(placement.rooms.length, memories.length);
        uses = hold(uses, placement, 'x');
      }
      for (const use of uses) {
        assert.ok(use.slices.reduce((sum, slice) => sum + slice.requestMiB, 0) <= countedMiB(use.device));
      }
    }),
  );
});

test('asking for less never turns a fit into a refusal', () => {
  const hundredth = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(fc.array(hundredth, { maxLength: 6 }), hundredth, hundredth, (held, one, other) => {
      let uses: readonly DeviceUse[] = [0, 1].map((index) => ({ device: device(index), slices: [] }));
      for (const size of held) uses = hold(uses, place(ask(part(size / 100)), uses), 'x');
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      if (place(ask(part(more / 100)), uses).kind === 'fits') assert.equal(place(ask(part(less / 100)), uses).kind, 'fits');
    }),
  );
});

test('what others use is not there for slices; a few MiB of an idle driver vanish in the rounding', () => {
  const foreign = [{ pid: 4242, name: 'python', usedMiB: mib(21_811) }];
  const used: DeviceUse = { device: device(0), slices: [], foreign, otherMiB: mib(1000) };
  const refused = place(ask(part(0.75)), [used]);
  assert.deepEqual(refused.kind === 'refused' && refused.rooms[0]?.freeMiB, 81_559 - 21_811 - 1000);
  assert.deepEqual(landed(place(ask(part(0.5)), [used])), [0]);
  const idle: DeviceUse = { device: device(0), slices: [], otherMiB: mib(59) };
  assert.deepEqual(landed(place(ask(part(1)), [idle])), [0]);
  assert.equal(landed(place(ask(part(1)), [{ ...idle, otherMiB: mib(60) }])), 'full');
  assert.equal(landed(place(ask(part(1)), [{ ...idle, foreign: [{ pid: 1, usedMiB: mib(0) }] }])), 'full');
});

test('a device that cannot be used is not taken, and said to be so where there is no other', () => {
  const broken: DeviceUse = { device: device(0), slices: [], unusable: 'MIG is on.' };
  assert.deepEqual(landed(place(ask(part(0.5)), [broken, { device: device(1), slices: [] }])), [1]);
  assert.equal(landed(place(ask(part(0.5)), [broken])), 'unusable');
  assert.equal(landed(place(ask(part(0.5), 2), [broken, { device: device(1), slices: [] }])), 'tooFewDevices');
});

test('a request fits exactly when it needs no more than is free; a whole GPU wants one without slices and processes', () => {
  const amount = fc.oneof(
    fc.double({ min: 0.01, max: 1, noNaN: true }).map(part),
    fc.integer({ min: 1, max: 90_000 }).map(memory),
  );
  const uses = fc.record({
    size: fc.constantFrom(81559, 15360, 600),
    held: fc.array(amount, { maxLength: 3 }),
    foreign: fc.array(fc.integer({ min: 0, max: 50_000 }), { maxLength: 3 }),
    otherMiB: fc.nat(5000),
    isBroken: fc.boolean(),
  });
  fc.assert(
    fc.property(uses, amount, ({ size, held, foreign, otherMiB, isBroken }, wanted) => {
      let [use]: readonly DeviceUse[] = [{ device: device(0, size), slices: [] }];
      for (const one of held) [use] = hold(use === undefined ? [] : [use], place(ask(one), use === undefined ? [] : [use]), 'x');
      assert.ok(use);
      const now: DeviceUse = {
        ...use,
        foreign: foreign.map((usedMiB, pid) => ({ pid, usedMiB: mib(usedMiB) })),
        otherMiB: mib(otherMiB),
        ...(isBroken && { unusable: 'broken' }),
      };
      const placement = place(ask(wanted), [now]);
      const { freeMiB, neededMiB } = readRoom(
        now,
        placement.kind === 'fits' ? placement.requestMiB : (placement.rooms[0]?.neededMiB ?? mib(0)),
      );
      const isWhole = wanted.kind === 'share' && wanted.share >= 1;
      const isEmpty = now.slices.length === 0 && foreign.length === 0;
      assert.equal(placement.kind === 'fits', !isBroken && neededMiB >= 1 && neededMiB <= freeMiB && (!isWhole || isEmpty));
    }),
  );
});
