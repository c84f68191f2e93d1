import { isDeepStrictEqual } from 'node:util';
import type { SweepStep } from './sweepPlan.ts';
import type { SweepResult } from './sweepResult.ts';

/** The steps of its plan that a sweep has not measured: those that failed, and those that it did not come to. */
export function unmeasuredSteps({ plan, outcomes }: Pick<SweepResult, 'plan' | 'outcomes'>): readonly SweepStep[] {
  const isMeasured = (step: SweepStep) =>
    outcomes.some((outcome) => outcome.kind === 'measured' && isDeepStrictEqual(outcome.step, step));
  return plan.steps.filter((step) => !isMeasured(step));
}
