import { createHash } from 'node:crypto';
import type { Device } from '../../gpu/device.ts';
import type { DeviceSource } from './deviceSource.ts';
import type { SimulatedDevice } from './simulateSetting.ts';

/** Devices that only exist as numbers. A device of a state directory has the same uuid in every run. */
export function simulatedDevices(wanted: readonly SimulatedDevice[], stateDirectory: string): DeviceSource {
  const devices = wanted.map(({ product, memoryMiB }, index): Device => ({
    uuid: simulatedUuid(stateDirectory, index),
    index,
    product,
    memoryMiB,
    simulated: true,
  }));
  return { id: 'simulated', devices: () => devices };
}

function simulatedUuid(stateDirectory: string, index: number): string {
  const hex = createHash('sha256').update(`${stateDirectory}\0${index}`).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return `GPU-sim-${parts.join('-')}`;
}
