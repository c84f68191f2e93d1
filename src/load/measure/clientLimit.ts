import * as l10n from '@vscode/l10n';
import type { Percentiles } from './loadResult.ts';

/** What is known of how the client kept up. */
export interface ClientFacts {
  readonly threads: number;
  /** Of the window. */
  readonly seconds: number;
  /** Share of the window in which the busiest thread computed, 0 to 1. */
  readonly busiest: number;
  readonly readDelayP95Ms: number;
  readonly sendDelayMs: Percentiles;
  readonly ttftMs: Percentiles;
  /** Requests that may be open at once, where requests had to wait for one of them to end. */
  readonly openLimit?: number;
}

/** A thread that computes for longer reads what has arrived too late. */
const busiestShare = 0.85;
/** Requests may be sent and answers read so late; later beside a long median TTFT, of which that is a small share. */
const sendDelayMost = { ms: 5, ofTtft: 0.1 };
const readDelayMost = { ms: 10, ofTtft: 0.1 };
/** Of fewer requests one in twenty is none: the first of a run alone, which a cold process sends late, does not make it the client's. */
const fewestRequests = 20;
/** As few in less time are over before the process is warm, and say nothing of a load. */
const fewestSeconds = 1;

/** Why it is the client that limited the run, with its numbers and what to do; undefined where it kept up. */
export function findClientLimit(facts: ClientFacts): string | undefined {
  const { threads, seconds, busiest, readDelayP95Ms, sendDelayMs, ttftMs, openLimit } = facts;
  if (openLimit !== undefined) {
    return l10n.t(
      '{0} requests were open at once, the most that are opened: others were sent late or not at all. Lower the rate, or send from another machine as well.',
      openLimit,
    );
  }
  const isGlimpse = seconds < fewestSeconds && sendDelayMs.count < fewestRequests;
  if (busiest > busiestShare && !isGlimpse) {
    return l10n.t(
      'the busiest of {0} threads of the client computed {1} % of the time, so latencies are also its own. Use fewer users, more threads, or another machine.',
      threads,
      Math.round(busiest * 100),
    );
  }
  const allowed = ({ ms, ofTtft }: typeof sendDelayMost) => Math.max(ms, ofTtft * (ttftMs.p50 ?? 0));
  if (sendDelayMs.p95 !== null && sendDelayMs.count >= fewestRequests && sendDelayMs.p95 > allowed(sendDelayMost)) {
    return l10n.t(
      'one in twenty requests was sent {0} ms late or later, where {1} ms are allowed. Use fewer requests, more threads, or a machine with free cores.',
      sendDelayMs.p95.toFixed(1),
      allowed(sendDelayMost).toFixed(1),
    );
  }
  if (readDelayP95Ms > allowed(readDelayMost)) {
    return l10n.t(
      'one in twenty answers may have been read {0} ms late or later, where {1} ms are allowed: this machine has too few free cores. Use fewer users, or another machine.',
      readDelayP95Ms.toFixed(1),
      allowed(readDelayMost).toFixed(1),
    );
  }
  return undefined;
}
