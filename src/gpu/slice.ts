import type { MiB, Share } from './quantity.ts';

export const enforcements = ['driver', 'mps', 'interception', 'engine', 'watchdog', 'none'] as const;

/**
 * Who really holds a slice to its limit. Shown, never promised. `interception`: a library in the CUDA calls of its processes (HAMi-core,
 * Run:ai up to 2.26).
 */
export type Enforcement = (typeof enforcements)[number];

/** A process on a device that no job of the agent owns. */
export interface ForeignUse {
  readonly pid: number;
  /** As the system names its program; absent where it may not be read. */
  readonly name?: string;
  readonly usedMiB: MiB;
}

/** What one workload holds on one device. */
export interface Slice {
  readonly deviceUuid: string;
  /** Name of the job or pod that holds it. */
  readonly holder: string;
  /** Counted share of the device: exact for share requests, rounded up to hundredths for memory requests. */
  readonly share: Share;
  readonly requestMiB: MiB;
  readonly limitMiB: MiB;
  readonly enforcement: Enforcement;
  /** Used now; undefined while nothing measures it. */
  readonly usedMiB?: MiB;
}
