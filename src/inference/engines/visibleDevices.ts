import type { LaunchInput } from './engine.ts';

/** The variable by which CUDA sees the slice's devices only; none of the real ones where the device is simulated. */
export function visibleDevices({
  deviceUuids,
  simulated,
}: Pick<LaunchInput['slice'], 'deviceUuids' | 'simulated'>): Readonly<Record<string, string>> {
  return { CUDA_VISIBLE_DEVICES: simulated ? '' : deviceUuids.join(',') };
}
