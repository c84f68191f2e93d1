import type { Enforcement } from '../../gpu/slice.ts';

/** One way to hold a job to its limit; says by its name who really does. */
export interface Limiter {
  readonly enforcement: Enforcement;
  /** Watches one job; `limitMiB` is the sum over its devices. */
  guard(limitMiB: number): LimitGuard;
}

export interface LimitGuard {
  /** Judges a reading of the memory in use. */
  observe(usedMiB: number): 'within' | 'over';
}
