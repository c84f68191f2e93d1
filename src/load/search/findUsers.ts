import type { LoadResult } from '../measure/loadResult.ts';
import type { Capacity, CapacitySlo, Probe } from './capacity.ts';
import { judgeLoad } from './judgeLoad.ts';

export interface SearchOptions {
  /** Loads the server by so many users. */
  readonly run: (users: number, signal: AbortSignal) => Promise<LoadResult>;
  readonly slo: CapacitySlo;
  /** No more are tried; 1 or more. */
  readonly mostUsers: number;
  /** The first number that is tried, 1 unless told. */
  readonly startUsers?: number;
  readonly signal: AbortSignal;
  readonly onProbe?: (probe: Probe) => void;
}

/** Up to so many users the answer is exact; above, its bracket is narrow enough at this share of them. */
const exactUsers = 64;
const bracketShare = 0.02;

/**
 * Doubles the users until the SLO breaks, then halves the bracket. A number that breaks it, or at which the client was the limit, is tried
 * once more, since one run may have been disturbed: it is too many where it breaks the SLO twice, and nothing above it is tried then. Ends
 * where the client is the limit again. Rejects when the signal aborts or a run does.
 */
export async function findUsers(options: SearchOptions): Promise<Capacity> {
  const { mostUsers, startUsers = 1 } = options;
  const probes: Probe[] = [];
  let users = 0;
  let tooMany: number | null = null;
  let clientLimited = false;
  let result: LoadResult | null = null;
  for (
    let next: number | undefined = Math.min(startUsers, mostUsers);
    next !== undefined && !clientLimited;
    next = nextUsers(users, tooMany, mostUsers)
  ) {
    const tried = await tryUsers(next, options, probes);
    clientLimited = tried.result.clientLimited;
    if (tried.isWithinSlo) {
      users = next;
      result = tried.result;
    } else if (!clientLimited) {
      tooMany = next;
    }
  }
  return { users, tooMany, clientLimited, probes, result };
}

/** The number to try after it is known that `users` are few enough and `tooMany` are not; undefined: it is known well enough. */
function nextUsers(users: number, tooMany: number | null, mostUsers: number): number | undefined {
  if (tooMany === null) return users < mostUsers ? Math.min(users * 2, mostUsers) : undefined;
  const width = users < exactUsers ? 1 : Math.max(1, users * bracketShare);
  return tooMany - users > width ? Math.floor((users + tooMany) / 2) : undefined;
}

interface Tried {
  readonly isWithinSlo: boolean;
  readonly result: LoadResult;
}

async function tryUsers(users: number, options: SearchOptions, probes: Probe[]): Promise<Tried> {
  const first = await probe(users, options, probes);
  if (first.isWithinSlo && !first.result.clientLimited) return first;
  const second = await probe(users, options, probes);
  return first.isWithinSlo && !second.isWithinSlo ? first : second;
}

async function probe(users: number, { run, slo, signal, onProbe }: SearchOptions, probes: Probe[]): Promise<Tried> {
  signal.throwIfAborted();
  const result = await run(users, signal);
  // what was cut short tells nothing of this number
  signal.throwIfAborted();
  const because = judgeLoad(result, slo);
  const { requests, errors, tokensPerSecond, ttftMs, itlMs, clientLimited } = result;
  const told: Probe = {
    users,
    isWithinSlo: because === undefined,
    ...(because !== undefined && { because }),
    figures: { requests, errors, tokensPerSecond, ttftMs, itlMs, clientLimited },
  };
  probes.push(told);
  onProbe?.(told);
  return { isWithinSlo: because === undefined, result };
}
