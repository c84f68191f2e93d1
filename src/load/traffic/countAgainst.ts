import { setTimeout as delay } from 'node:timers/promises';

/** A run as far as it is counted: when it is over, and what its streams told. */
interface CountedRun {
  readonly finished: Promise<unknown>;
  figures(): { readonly tokens: number };
}

/** Some engines count the tokens of a request a moment after its stream has ended. */
const settleMs = 150;
const settleReadings = 5;

/**
 * Tokens that an engine's own counter counted during a run that was told to stop; null where it has no counter, did not answer, or
 * began anew. `before`: the counter before the run.
 */
export async function countAgainst(
  run: CountedRun,
  before: number | null,
  count: () => Promise<number | null>,
): Promise<number | null> {
  await run.finished;
  const { tokens } = run.figures();
  let after = await count();
  for (let reading = 1; reading < settleReadings && before !== null && after !== null && after - before < tokens; reading++) {
    await delay(settleMs);
    after = await count();
  }
  // a counter that went back is that of a restarted engine
  return before !== null && after !== null && after >= before ? after - before : null;
}
