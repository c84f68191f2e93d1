import { createHash } from 'node:crypto';
import type { DeviceReading, DeviceSource } from './deviceSource.ts';
import type { SimulatedDevice } from './simulateSetting.ts';

/** Devices that only exist as numbers. A device of a state directory has the same uuid in every run. */
export function simulatedDevices(
  wanted: readonly SimulatedDevice[],
  stateDirectory: string,
  notes: readonly string[] = [],
): DeviceSource {
  const readings = wanted.map(({ product, memoryMiB }, index): DeviceReading => ({
    device: { uuid: simulatedUuid(stateDirectory, index), index, product, memoryMiB, simulated: true },
    usedMiB: null,
    steadyUsedMiB: null,
    freeMiB: null,
    utilisation: null,
    powerWatts: null,
    processes: null,
    number: 0,
    isStale: false,
  }));
  return { id: 'simulated', ...unmoving(readings, notes) };
}

/** A machine without any device. */
export function noDevices(notes: readonly string[]): DeviceSource {
  return { id: 'none', ...unmoving([], notes) };
}

function unmoving(readings: readonly DeviceReading[], notes: readonly string[]): Omit<DeviceSource, 'id'> {
  return {
    readings: () => readings,
    notes: () => notes,
    refresh: () => Promise.resolve(),
    watch: () => ({ [Symbol.dispose]: () => undefined }),
    close: () => undefined,
  };
}

function simulatedUuid(stateDirectory: string, index: number): string {
  const hex = createHash('sha256').update(`${stateDirectory}\0${index}`).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return `GPU-sim-${parts.join('-')}`;
}
