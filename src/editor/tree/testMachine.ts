import { mib, share } from '../../gpu/quantity.ts';
import type { Slice } from '../../gpu/slice.ts';
import { nothingKnown, type Sample } from '../../inference/sample.ts';
import type { DeviceView, Inventory, Job } from '../../protocol/agent.ts';
import type { MachineFacts } from './treeRows.ts';

/** Facts as an agent tells them, for the unit tests of the tree. */
export const now = 1_700_000_000_000;

export function slice(holder: string, overrides: Partial<Slice> = {}): Slice {
  return {
    deviceUuid: 'GPU-0',
    holder,
    share: share(0.5),
    requestMiB: mib(40_750),
    limitMiB: mib(40_750),
    enforcement: 'watchdog',
    ...overrides,
  };
}

export function device(index: number, freeMiB: number, overrides: Partial<DeviceView> = {}): DeviceView {
  const product = 'NVIDIA-H100-80GB-HBM3';
  return {
    device: { uuid: `GPU-${index}`, index, product, memoryMiB: mib(81_559), simulated: true },
    countedMiB: 81_500,
    freeMiB,
    slices: [],
    foreign: [],
    usedMiB: null,
    utilisation: null,
    powerWatts: null,
    ...overrides,
  };
}

export function sample(tokensPerSecond: number | null, overrides: Partial<Sample> = {}): Sample {
  const known = { running: 4, waiting: 0, memoryMiB: 700, source: 'engine metric' } as const;
  return { ...nothingKnown, t: now, tokensPerSecond, ...known, ...overrides };
}

export function job(name: string, overrides: Partial<Job> = {}): Job {
  return {
    id: `id-${name}`,
    name,
    identity: { kind: 'Pod', namespace: 'default', name },
    state: 'running',
    engine: { id: 'embedded', label: 'embedded engine' },
    model: 'tiny-random',
    endpoint: 'http://127.0.0.1:8000',
    slices: [slice(name)],
    request: { devices: 1, request: { kind: 'share', share: share(0.5) }, container: 'server' },
    product: 'NVIDIA-H100-80GB-HBM3',
    simulated: true,
    createdAt: 0,
    notes: [],
    latest: sample(411.6),
    ...overrides,
  };
}

export function inventory(devices: readonly DeviceView[], overrides: Partial<Inventory> = {}): Inventory {
  return { source: 'simulated', devices, notes: [], ...overrides };
}

export function facts(devices: readonly DeviceView[], jobs: readonly Job[], overrides: Partial<MachineFacts> = {}): MachineFacts {
  return { targetId: 'agent', label: 'This machine', inventory: inventory(devices), isUpdating: false, jobs, now, ...overrides };
}
