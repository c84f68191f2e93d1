import { isDeepStrictEqual } from 'node:util';
import type { SweepStep } from './sweepPlan.ts';
import type { StepOutcome } from './sweepResult.ts';

/**
 * Where a search begins: at half of what the slice bore alone, or its share of what the whole card bore. What is found does not depend on it;
 * the small numbers, each of which takes its time, are left out.
 */
export function guessUsers({ members: [first], mode }: SweepStep, outcomes: readonly StepOutcome[]): number {
  if (first === undefined) return 1;
  const usersOf = (share: number): number | undefined => {
    const member = { ...first, share };
    const found = outcomes.find(({ step }) => step.mode === 'alone' && isDeepStrictEqual(step.members[0], member));
    return found?.kind === 'measured' ? found.capacity.users : undefined;
  };
  const alone = mode === 'contended' ? usersOf(first.share) : undefined;
  const guess = alone ?? (usersOf(1) ?? 0) * first.share;
  return Math.max(1, Math.floor(guess / 2));
}
