/** Milliseconds that the work takes, to the end of what it awaits. */
export async function measure(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Milliseconds of each contender in each round. All get the same input of the round, in an order that turns round each time, so that
 * neither a warm cache nor the other's garbage favours one; the first rounds warm up and are not counted.
 */
export async function measureRounds<Input, Name extends string>(
  inputs: readonly Input[],
  contenders: Readonly<Record<Name, (input: Input) => unknown>>,
  warmUpRounds: number,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(contenders) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const [round, input] of inputs.entries()) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const ms = await measure(() => contenders[name](input));
      if (round >= warmUpRounds) times[name].push(ms);
    }
  }
  return times;
}

/** The median of one contender's time over the other's, round by round. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((ms, round) => ms / (theirs[round] ?? NaN)));
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
