import type { LoadProgress } from '../run/loadProgress.ts';
import type { Probe } from '../search/capacity.ts';
import type { StepOutcome } from './sweepResult.ts';
import type { SweepStep } from './sweepPlan.ts';

/** What a sweep is doing now. */
export interface SweepProgress {
  readonly step: SweepStep;
  /** Of all steps, from 0. */
  readonly index: number;
  readonly steps: number;
  readonly doing: SweepAction;
}

export type SweepAction =
  /** The member that is launched, of how many; `text` is what it waits for. */
  | { readonly kind: 'launching'; readonly member: number; readonly members: number; readonly text?: string }
  | { readonly kind: 'probing'; readonly users: number; readonly load?: LoadProgress }
  | { readonly kind: 'probed'; readonly probe: Probe }
  | { readonly kind: 'takingDown' }
  | { readonly kind: 'ended'; readonly outcome: StepOutcome };
