import { floorToHundreds } from './fraction.ts';
import type { MiB } from './quantity.ts';

/** One physical GPU, or a simulated one, which says so. */
export interface Device {
  readonly uuid: string;
  readonly index: number;
  /** As the driver names it, for example `NVIDIA-H100-80GB-HBM3`. */
  readonly product: string;
  /** As the device reports it; fractions are counted on `countedMiB`. */
  readonly memoryMiB: MiB;
  readonly simulated: boolean;
}

/** The memory that fractions are counted on: hundreds of MiB, rounded down (KAI v0.17 pkg/scheduler/api/node_info). */
export function countedMiB(device: Pick<Device, 'memoryMiB'>): MiB {
  return floorToHundreds(device.memoryMiB);
}
