import type { Device } from '../../gpu/device.ts';

/** Where the agent learns which devices this machine has: simulated, NVML, nvidia-smi. */
export interface DeviceSource {
  readonly id: string;
  devices(): readonly Device[];
}
