import type { LoadFigures } from '../measure/loadResult.ts';
import type { Capacity, Probe } from '../search/capacity.ts';
import type { SweepMember, SweepPlan, SweepStep } from './sweepPlan.ts';

/** How a neighbour fared while the first member was measured at its largest number of users. */
export interface NeighbourFigures {
  readonly member: SweepMember;
  readonly figures: Pick<LoadFigures, 'requests' | 'errors' | 'tokensPerSecond' | 'ttftMs' | 'itlMs'>;
}

/** What one step showed. */
export type StepOutcome =
  | {
      readonly kind: 'measured';
      readonly step: SweepStep;
      readonly capacity: Capacity;
      /** Tokens each second of all members together at that number of users; of the first alone where it is alone. */
      readonly tokensPerSecondOfAll: number | null;
      /** In the order of the members; empty where it is alone, and where not even one user was borne. */
      readonly neighbours?: readonly NeighbourFigures[];
      readonly memoryMiB: number;
      readonly enforcement: string;
      readonly seconds: number;
      /** What is to say of it, for a person: what could not be taken down. */
      readonly notes?: readonly string[];
    }
  | { readonly kind: 'failed'; readonly step: SweepStep; readonly reason: string };

export type MeasuredStep = Extract<StepOutcome, { kind: 'measured' }>;

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
  /** The device that all steps used; absent before the first launch. */
  readonly deviceUuid?: string;
  readonly simulated: boolean;
  /** In the order of the plan's steps. */
  readonly outcomes: readonly StepOutcome[];
  /** The step that has begun, or was cut short, and the numbers of users that it has tried. */
  readonly underWay?: { readonly step: SweepStep; readonly probes: readonly Probe[] };
}
