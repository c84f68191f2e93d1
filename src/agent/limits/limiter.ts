import type { Enforcement, Slice } from '../../gpu/slice.ts';

/** Memory in use of one job at one moment. */
export interface MemoryReading {
  /** Differs from one reading to the next. */
  readonly number: number;
  /** On each device, by its uuid; of a job that is measured as a whole, the sum under no uuid. */
  readonly use:
    | { readonly kind: 'whole'; readonly usedMiB: number }
    | { readonly kind: 'devices'; readonly usedMiB: ReadonlyMap<string, number> };
}

/** What a job used too much, on which device; without one, on all of its devices together. */
export interface Overrun {
  readonly usedMiB: number;
  readonly deviceUuid?: string;
}

/** One way to hold a job to its limit; says by its name who really does. */
export interface Limiter {
  readonly enforcement: Enforcement;
  /** Watches one job. */
  guard(slices: readonly Pick<Slice, 'deviceUuid' | 'limitMiB'>[]): LimitGuard;
}

export interface LimitGuard {
  /** Judges a reading; answers with the overrun for which the job must end. */
  observe(reading: MemoryReading): Overrun | undefined;
}
