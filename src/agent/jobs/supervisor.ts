import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../fileError.ts';
import { httpGet } from '../httpGet.ts';
import type { LimitGuard, MemoryReading, Overrun } from '../limits/limiter.ts';
import type { GroupExit, ProcessGroup } from './processGroup.ts';

const stepMs = 500;
const startingStepMs = 200;
const stopGraceMs = 5000;

/** Why a job's processes ended. */
export type JobEnd =
  | { readonly kind: 'exited'; readonly exit: GroupExit }
  | { readonly kind: 'stopped'; readonly exit: GroupExit }
  | ({ readonly kind: 'overLimit'; readonly exit: GroupExit } & Overrun)
  | { readonly kind: 'neverReady'; readonly exit: GroupExit; readonly seconds: number };

type Reason = { readonly kind: 'exited' | 'stopped' } | ({ readonly kind: 'overLimit' } & Overrun) | NeverReady;
type NeverReady = { readonly kind: 'neverReady'; readonly seconds: number };

export interface SupervisedJob {
  readonly group: ProcessGroup;
  readonly guard: LimitGuard;
  /** Undefined: nothing tells it now. */
  readonly readMemory: () => Promise<MemoryReading | undefined>;
  /** Null: it is ready already, or nothing tells when it is. */
  readonly readiness: Readiness | null;
}

interface Readiness {
  readonly healthUrl: string;
  readonly readySeconds: number;
}

type AwaitedReadiness = Readiness & { readonly deadline: number };

export interface SupervisorListener {
  readonly onReady: () => void;
  readonly onMemory: (reading: MemoryReading) => void;
  /** Twice a second. */
  readonly onLook: () => void;
  readonly onFault: (message: string) => void;
}

/** Watches one job's processes: are they alive, ready, within the limit? Ends them when asked to or when they must. */
export class Supervisor {
  /** How it ended; settles once, when nothing of the job is left. */
  readonly ended: Promise<JobEnd>;
  readonly #job: SupervisedJob;
  readonly #listener: SupervisorListener;
  readonly #settled = Promise.withResolvers<JobEnd>();
  readonly #ending = new AbortController();
  /** What is still waited for. */
  #awaited: AwaitedReadiness | undefined;

  constructor(job: SupervisedJob, listener: SupervisorListener) {
    this.#job = job;
    this.#listener = listener;
    const { readiness } = job;
    this.#awaited =
      readiness === null ? undefined : { ...readiness, deadline: performance.now() + readiness.readySeconds * 1000 };
    this.ended = this.#settled.promise;
    void this.#watch();
  }

  /** Stops the job gently, then firmly; resolves when nothing is left of it. */
  stop(): Promise<JobEnd> {
    this.#end({ kind: 'stopped' });
    return this.ended;
  }

  /** Looks away: the job goes on. */
  detach(): void {
    this.#ending.abort();
  }

  async #watch(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      try {
        await this.#look();
      } catch (error) {
        this.#listener.onFault(messageOf(error));
      }
      await delay(this.#awaited === undefined ? stepMs : startingStepMs, undefined, { signal: this.#ending.signal }).catch(
        () => undefined,
      );
    }
  }

  async #look(): Promise<void> {
    const { group, guard, readMemory } = this.#job;
    if (!group.isAlive()) {
      this.#end({ kind: 'exited' });
      return;
    }
    this.#listener.onLook();
    const reading = await readMemory();
    if (reading !== undefined && !this.#ending.signal.aborted) {
      this.#listener.onMemory(reading);
      const overrun = guard.observe(reading);
      if (overrun !== undefined) {
        this.#end({ kind: 'overLimit', ...overrun });
        return;
      }
    }
    if (this.#awaited !== undefined) {
      await this.#checkReady(this.#awaited);
    }
  }

  async #checkReady({ healthUrl, deadline, readySeconds }: AwaitedReadiness): Promise<void> {
    const isHealthy = await httpGet(healthUrl, 1000).then(
      ({ status }) => status >= 200 && status < 300,
      () => false,
    );
    if (this.#ending.signal.aborted) {
      return;
    }
    if (isHealthy && this.#job.group.isAlive()) {
      this.#awaited = undefined;
      this.#listener.onReady();
    } else if (performance.now() > deadline) {
      this.#end({ kind: 'neverReady', seconds: readySeconds });
    }
  }

  /** The first reason counts. */
  #end(reason: Reason): void {
    if (this.#ending.signal.aborted) {
      return;
    }
    this.#ending.abort();
    const { group } = this.#job;
    const gone = reason.kind === 'overLimit' || reason.kind === 'exited' ? group.kill() : group.stop(stopGraceMs);
    gone
      .catch((error: unknown) => this.#listener.onFault(messageOf(error)))
      .then(() => this.#settled.resolve({ ...reason, exit: group.exit() }), this.#settled.reject);
  }
}
