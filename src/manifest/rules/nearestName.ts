import { isOneSlipAway, lettersOf } from './nearMiss.ts';

/** The name that was meant: the same letters, one slip away, or the only one there is. */
export function findNearestName(written: string, names: readonly string[]): string | undefined {
  const letters = lettersOf(written);
  return (
    names.find((name) => lettersOf(name) === letters) ??
    names.find((name) => isOneSlipAway(lettersOf(name), letters)) ??
    (names.length === 1 ? names[0] : undefined)
  );
}
