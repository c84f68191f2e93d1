import type { LoadPlan } from '../plan/loadPlan.ts';
import type { PlannedRequest, WorkShare, Workload } from '../workload/workload.ts';

/** A request with the time at which it is due, in milliseconds after the start. */
export interface DueRequest {
  readonly request: PlannedRequest;
  readonly dueAt: number;
  /** It is due after the warm-up. */
  readonly isCounted: boolean;
}

/** Hands out the requests of one share until time or number are up, or there are no more. */
export class RequestQueue {
  readonly #requests: Iterator<PlannedRequest, undefined>;
  readonly #warmUpMs: number;
  readonly #endMs: number;
  /** Requests after the warm-up that may still be sent. */
  #left: number;
  #isTimeUp = false;

  constructor(plan: LoadPlan, workload: Workload, share: WorkShare) {
    const { warmUpSeconds, seconds = Infinity, requests = Infinity } = plan.extent;
    this.#requests = workload.requests(share);
    this.#warmUpMs = warmUpSeconds * 1000;
    this.#endMs = (warmUpSeconds + seconds) * 1000;
    this.#left = requests === Infinity ? Infinity : shareOf(requests, plan, share);
  }

  /** Milliseconds after the start at which the warm-up ends. */
  get warmUpMs(): number {
    return this.#warmUpMs;
  }

  /** Milliseconds after the start at which time is up. */
  get endMs(): number {
    return this.#endMs;
  }

  /** It was time that ended it: there would be more. */
  get isTimeUp(): boolean {
    return this.#isTimeUp;
  }

  /** The next, due at its own time, or at `now` where it has none; undefined: there is nothing more to send. */
  take(now: number): DueRequest | undefined {
    if (this.#left <= 0 || this.#isTimeUp) return undefined;
    const request = this.#requests.next().value;
    if (request === undefined) return undefined;
    const dueAt = request.dueMs ?? now;
    if (dueAt >= this.#endMs) {
      this.#isTimeUp = true;
      return undefined;
    }
    const isCounted = dueAt >= this.#warmUpMs;
    if (isCounted) this.#left--;
    return { request, dueAt, isCounted };
  }
}

/** How many users are those of one share. */
export function usersOf(users: number, { worker, workers }: WorkShare): number {
  return part(users, worker, workers);
}

/** Of a number of requests those of one share: as many as it has users; all shares together send exactly that number. */
function shareOf(requests: number, { arrivals }: LoadPlan, share: WorkShare): number {
  if (arrivals.kind !== 'closed') return part(requests, share.worker, share.workers);
  let before = 0;
  for (let worker = 0; worker < share.worker; worker++) before += usersOf(arrivals.users, { ...share, worker });
  const upTo = before + usersOf(arrivals.users, share);
  return Math.floor((requests * upTo) / arrivals.users) - Math.floor((requests * before) / arrivals.users);
}

function part(count: number, worker: number, workers: number): number {
  return Math.floor(count / workers) + (worker < count % workers ? 1 : 0);
}
