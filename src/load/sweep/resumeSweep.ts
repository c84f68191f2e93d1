import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { SweepError } from './sweepError.ts';
import type { SweepPlan } from './sweepPlan.ts';
import type { MeasuredStep, SweepResult } from './sweepResult.ts';

/**
 * The steps of the plan that an earlier result has measured. Steps may have been added since, and the price may be another; where what is
 * sent or promised differs, it measured something else: throws SweepError `badPlan`.
 */
export function keptSteps(plan: SweepPlan, earlier: SweepResult | undefined): readonly MeasuredStep[] {
  if (earlier === undefined) return [];
  const differing = (['slo', 'load', 'mostUsers', 'deviceUuid'] as const).find(
    (field) => !isDeepStrictEqual(plan[field], earlier.plan[field]),
  );
  if (differing !== undefined) {
    throw new SweepError(
      'badPlan',
      l10n.t(
        '{0}: not the one that the earlier sweep had, so they cannot be one. Use the same, or begin a sweep of its own.',
        differing,
      ),
    );
  }
  return earlier.outcomes.filter(
    (outcome): outcome is MeasuredStep =>
      outcome.kind === 'measured' && plan.steps.some((step) => isDeepStrictEqual(step, outcome.step)),
  );
}

/** How many steps of its plan a sweep has not measured: those that failed, and those that it did not come to. */
export function countUnmeasured(result: SweepResult): number {
  return result.plan.steps.length - keptSteps(result.plan, result).length;
}

/** Whether there is something to go on with: it did not come to its end, or not every step was measured. */
export function isResumable(result: SweepResult): boolean {
  return result.state !== 'finished' || countUnmeasured(result) > 0;
}
