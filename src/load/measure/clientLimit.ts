import * as l10n from '@vscode/l10n';
import type { Percentiles } from './loadResult.ts';

/** What is known of how the client kept up. */
export interface ClientFacts {
  readonly threads: number;
  /** Share of the window in which the busiest thread computed, 0 to 1. */
  readonly busiest: number;
  readonly sendDelayMs: Percentiles;
  readonly ttftMs: Percentiles;
  /** Requests that may be open at once, where requests had to wait for one of them to end. */
  readonly openLimit?: number;
}

/** A thread that computes for longer reads what has arrived too late. */
const busiestShare = 0.85;
/** Requests may be sent so late, or so late beside the median TTFT. */
const leastDelayMs = 5;
const delayShare = 0.1;

/** Why it is the client that limited the run, with its numbers and what to do; undefined where it kept up. */
export function findClientLimit({ threads, busiest, sendDelayMs, ttftMs, openLimit }: ClientFacts): string | undefined {
  if (openLimit !== undefined) {
    return l10n.t(
      '{0} requests were open at once, the most that are opened: others were sent late. Lower the rate, or send from another machine as well.',
      openLimit,
    );
  }
  if (busiest > busiestShare) {
    return l10n.t(
      'the busiest of {0} threads of the client computed {1} % of the time, so latencies are also its own. Use more threads (--threads), fewer users, or another machine.',
      threads,
      Math.round(busiest * 100),
    );
  }
  const allowed = Math.max(leastDelayMs, delayShare * (ttftMs.p50 ?? 0));
  if (sendDelayMs.p95 !== null && sendDelayMs.p95 > allowed) {
    return l10n.t(
      'one in twenty requests was sent {0} ms late or later, where {1} ms are allowed. Use more threads (--threads), fewer requests, or a machine with free cores.',
      sendDelayMs.p95.toFixed(1),
      allowed.toFixed(1),
    );
  }
  return undefined;
}
