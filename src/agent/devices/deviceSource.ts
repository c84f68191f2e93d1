import type { Device } from '../../gpu/device.ts';
import type { MiB } from '../../gpu/quantity.ts';
import type { Inventory } from '../../protocol/agent.ts';

/** A process that has memory on a device, as the driver lists it. */
export interface DeviceProcess {
  readonly pid: number;
  /** Undefined: the driver lists the process but not its memory. */
  readonly usedMiB?: MiB;
  /** As the driver names its program. */
  readonly name?: string;
}

/** What is known of one device now; null is what nothing tells. */
export interface DeviceReading {
  readonly device: Device;
  readonly usedMiB: MiB | null;
  /** The least of the last few readings: what has been in use for longer than a moment. */
  readonly steadyUsedMiB: MiB | null;
  readonly freeMiB: MiB | null;
  /** 0 to 1. */
  readonly utilisation: number | null;
  readonly powerWatts: number | null;
  /** Null: the processes are not told. */
  readonly processes: readonly DeviceProcess[] | null;
  /** Readings of the same number are one reading. */
  readonly number: number;
  /** It is the last one from before the driver fell silent. */
  readonly isStale: boolean;
  /** Why nothing can be placed on it, for a person. */
  readonly unusable?: string;
}

/** Where the agent learns which devices this machine has: simulated, nvidia-smi. */
export interface DeviceSource {
  readonly id: Inventory['source'];
  /** In the order of their index. */
  readings(): readonly DeviceReading[];
  /** What is to be said of how they were found, for a person. */
  notes(): readonly string[];
  /** Reads anew where the last reading is older than a few seconds. Never rejects; takes five seconds at most. */
  refresh(): Promise<void>;
  /** Reads every second until the returned disposable is disposed. */
  watch(): Disposable;
  close(): void;
}
