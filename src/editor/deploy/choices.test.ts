import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Placement } from '../../gpu/placement.ts';
import { mib, share } from '../../gpu/quantity.ts';
import type { Amount, FractionRequest } from '../../gpu/request.ts';
import type { DeviceView } from '../../protocol/agent.ts';
import { amountChoices, describeChoice, withAmount } from './amountChoices.ts';
import { placeChoices } from './placeChoices.ts';

const half: Amount = { kind: 'share', share: share(0.5) };
const twentyGiB: Amount = { kind: 'memory', memoryMiB: mib(20480) };
const fileRequest: FractionRequest = {
  devices: 1,
  request: half,
  limit: { kind: 'share', share: share(0.6) },
  container: 'server',
};
const device = {
  uuid: 'GPU-a',
  index: 0,
  product: 'NVIDIA-H100-80GB-HBM3',
  memoryMiB: mib(81559),
  simulated: true,
} as const;

const amounts = (choices: ReturnType<typeof amountChoices>): unknown[] =>
  choices.map(({ origin, request: { request } }) => [origin, request.kind === 'share' ? request.share : request.memoryMiB]);

test('the file comes first, then the presets, each amount once', () => {
  assert.deepEqual(amounts(amountChoices(fileRequest, { isInFile: true })), [
    ['file', 0.5],
    ['preset', 1],
    ['preset', 0.75],
    ['preset', 0.25],
    ['preset', 0.1],
  ]);
});

test('the last choice comes first, and is still the file’s where it is the same', () => {
  assert.deepEqual(amounts(amountChoices(fileRequest, { isInFile: true, last: twentyGiB })).slice(0, 2), [
    ['last', 20480],
    ['file', 0.5],
  ]);
  assert.deepEqual(amounts(amountChoices(fileRequest, { isInFile: true, last: half }))[0], ['file', 0.5]);
});

test('a file that asks for nothing offers only presets and the last choice', () => {
  const choices = amountChoices({ ...fileRequest, request: { kind: 'share', share: share(1) } }, { isInFile: false, last: half });
  assert.deepEqual(amounts(choices), [
    ['last', 0.5],
    ['preset', 1],
    ['preset', 0.75],
    ['preset', 0.25],
    ['preset', 0.1],
  ]);
});

test('a limit of the file goes only with the amount of the file; the user’s own goes with all', () => {
  assert.deepEqual(withAmount(fileRequest, half), fileRequest);
  assert.equal(withAmount(fileRequest, twentyGiB).limit, undefined);
  assert.deepEqual(withAmount(fileRequest, twentyGiB, half).limit, half);
  assert.deepEqual(withAmount(fileRequest, half, twentyGiB).limit, twentyGiB);
});

test('a choice says whether it fits, and how much that is', () => {
  const grant = { share: share(0.5), requestMiB: mib(40750), limitMiB: mib(48900) };
  const fits: Placement = { kind: 'fits', devices: [device], grants: [{ device, ...grant }], ...grant };
  const [first, whole] = amountChoices(fileRequest, { isInFile: true });
  assert.ok(first !== undefined && whole !== undefined);
  assert.deepEqual(describeChoice(first, fits), {
    label: '0.5 as in the file — fits',
    description: '39.8 GiB of an H100 80GB · limit 0.6',
  });
  const room = { device, freeMiB: mib(40750), freeShare: share(0.5), neededMiB: mib(81500), holders: [] };
  const full: Placement = { kind: 'refused', reason: 'full', rooms: [room] };
  assert.equal(describeChoice(whole, full).label, '1 — no room: 50 % free');
  const two: FractionRequest = { devices: 2, request: half, container: 'server' };
  const tooFew: Placement = { kind: 'refused', reason: 'tooFewDevices', rooms: [room] };
  assert.equal(
    describeChoice({ origin: 'file', request: two }, tooFew).label,
    '2 × 0.5 as in the file — more GPUs than there are',
  );
});

test('places: the machine with what is free, and each device where there are several', () => {
  const view = (index: number, freeMiB: number): DeviceView => ({
    device: { ...device, index, uuid: `GPU-${index}` },
    countedMiB: 81500,
    freeMiB,
    slices: [],
    foreign: [],
    usedMiB: null,
    utilisation: null,
    powerWatts: null,
  });
  assert.deepEqual(placeChoices('This machine', [view(0, 40750)]), [
    { label: 'This machine — H100 80GB · 50 % free', description: 'simulated' },
  ]);
  assert.deepEqual(
    placeChoices('This machine', [view(0, 40750), view(1, 81500)]).map(({ label, deviceUuid }) => [label, deviceUuid]),
    [
      ['This machine — 2 × H100 80GB · 1.5 of 2 free', undefined],
      ['This machine, gpu 0 — H100 80GB · 50 % free', 'GPU-0'],
      ['This machine, gpu 1 — H100 80GB · 100 % free', 'GPU-1'],
    ],
  );
  assert.equal(placeChoices('This machine', [])[0]?.label, 'This machine — no GPU');
});
