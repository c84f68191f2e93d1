import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mib, share } from '../../gpu/quantity.ts';
import type { DeviceView, Inventory } from '../../protocol/agent.ts';
import { devicesText } from './devices.ts';

const view = (index: number, more: Partial<DeviceView> = {}): DeviceView => ({
  device: { uuid: `GPU-${index}`, index, product: 'NVIDIA-H200', memoryMiB: mib(143_771), simulated: false },
  countedMiB: 143_700,
  freeMiB: 50_000,
  slices: [],
  foreign: [],
  usedMiB: 30_000,
  utilisation: 0.37,
  powerWatts: null,
  ...more,
});
const text = (inventory: Partial<Inventory>) =>
  devicesText({ source: 'nvidia-smi', devices: [], notes: [], ...inventory }).map((line) => line.replaceAll(/ {2,}/g, ' | '));

test('a device, its slices, foreign processes and the rest, with what is not known as a dash', () => {
  const slice = { deviceUuid: 'GPU-0', share: share(0.5), requestMiB: mib(71_850), limitMiB: mib(71_850) };
  const lines = text({
    devices: [
      view(0, {
        slices: [
          { ...slice, holder: 'chat', enforcement: 'watchdog', usedMiB: mib(20_480) },
          { ...slice, holder: 'embed', enforcement: 'engine' },
        ],
        foreign: [{ pid: 4242, name: 'python', usedMiB: mib(21_811) }],
        otherMiB: mib(512),
      }),
    ],
  });
  assert.deepEqual(lines, [
    'GPU | PRODUCT | MEMORY | FREE | USED | BUSY | UUID',
    'gpu 0 | H200 | 140.4 GiB | 48.8 GiB free (34 %) | 29.3 GiB used | 37 % | GPU-0',
    ' | chat | 0.5 · 70.2 GiB | limit 70.2 GiB | 20.0 GiB used | watchdog',
    ' | embed | 0.5 · 70.2 GiB | limit 70.2 GiB | – | engine',
    ' | pid 4242 python | not ours | 21.3 GiB used',
    ' | others | not ours | 0.5 GiB used',
  ]);
});

test('what cannot be used says why, and so does a machine without a GPU', () => {
  const lines = text({ devices: [view(0, { unusable: 'MIG is on.', usedMiB: null, utilisation: null })], notes: ['A note.'] });
  assert.deepEqual(lines.slice(1), [
    'gpu 0 | H200 | 140.4 GiB | – | – | – | GPU-0',
    'gpu 0 cannot be used: MIG is on.',
    'A note.',
  ]);
  assert.deepEqual(text({ source: 'none', notes: ['1 AMD GPUs are here.'] }), ['no GPU', '1 AMD GPUs are here.']);
});
