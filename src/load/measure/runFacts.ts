import type { Slo } from '../plan/slo.ts';

/** What is known of a run beside its requests. Times are milliseconds after its start, on the clock of the records. */
export interface RunFacts {
  readonly slo?: Slo;
  /** End of the warm-up. */
  readonly warmUpMs: number;
  /** When the load began to fall: the first user found nothing more to send, the last request of an open loop was sent, or time was up. */
  readonly fallsAt: number;
  /** When another load ended beside which this one is measured: nothing counts that came or was due later. */
  readonly endsAt?: number;
  /** How long the drain waits for answers; absent: as long as it takes. */
  readonly graceMs?: number;
  readonly threads: readonly ThreadLoad[];
  /** Requests that may be open at once, where requests had to wait for one of them to end. */
  readonly openLimit?: number;
}

/** Shares of time in which one thread computed, 0 to 1. */
export interface ThreadLoad {
  /** From the end of the warm-up until the load began to fall. */
  readonly whileSending: number;
  /** From the end of the warm-up until the last answer. */
  readonly untilEnd: number;
  /** How late it came around to what had arrived, in milliseconds: 95 of 100 times less, while it was sending. */
  readonly lateMs: number;
}

export interface SteadyWindow {
  readonly fromMs: number;
  readonly toMs: number;
  /** It goes on until the last answer. */
  readonly includesDrain: boolean;
}

/**
 * Window in which figures are taken: until the load falls, or until the last answer where that would leave out most of the run; never
 * longer than the loads beside it ran.
 */
export function findSteadyWindow({ warmUpMs, fallsAt, endsAt = Infinity }: RunFacts, lastAnswerAt: number): SteadyWindow {
  const toMs = Math.max(warmUpMs, fallsAt);
  const includesDrain = toMs - warmUpMs < (lastAnswerAt - warmUpMs) / 2;
  return { fromMs: warmUpMs, toMs: Math.min(endsAt, includesDrain ? lastAnswerAt : toMs), includesDrain };
}
