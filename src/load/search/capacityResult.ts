import type { LoadPlan } from '../plan/loadPlan.ts';
import type { Capacity, CapacitySlo } from './capacity.ts';

/** A search for the most users as it is kept: what was asked, and what is known so far. */
export interface CapacityResult extends Capacity {
  readonly schema: 'gpu-fractions.capacity/1';
  readonly slo: CapacitySlo;
  /** Of each probe, which has its own number of users; without headers' values. */
  readonly plan: Omit<LoadPlan, 'arrivals'>;
  /** No more users are tried. */
  readonly mostUsers: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly state: 'running' | 'finished' | 'cancelled' | 'failed';
  /** Why it failed, for a person. */
  readonly reason?: string;
  /** Where it ran, for a person: "H100 80GB · 0.5". */
  readonly ranOn?: string;
  readonly simulated: boolean;
}
