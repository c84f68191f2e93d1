import type { Capacity } from '../search/capacity.ts';
import type { SweepPlan, SweepStep } from './sweepPlan.ts';

/** What one step showed. */
export type StepOutcome =
  | {
      readonly kind: 'measured';
      readonly step: SweepStep;
      readonly capacity: Capacity;
      /** Tokens each second of all members together at that number of users; of the first alone where it is alone. */
      readonly tokensPerSecondOfAll: number | null;
      readonly memoryMiB: number;
      readonly enforcement: string;
      readonly seconds: number;
    }
  | { readonly kind: 'failed'; readonly step: SweepStep; readonly reason: string };

/** A sweep as it is kept: what was planned, and what is measured so far. */
export interface SweepResult {
  readonly schema: 'gpu-fractions.sweep/1';
  readonly plan: SweepPlan;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly state: 'running' | 'finished' | 'cancelled' | 'failed';
  /** Where it ran, for a person: "This machine · H100 80GB"; empty before the first launch. */
  readonly ranOn: string;
  readonly simulated: boolean;
  readonly outcomes: readonly StepOutcome[];
}
