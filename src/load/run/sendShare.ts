import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { pauseAfterMs } from '../traffic/backOff.ts';
import type { RequestRecord } from '../measure/requestRecord.ts';
import type { LoadPlan } from '../plan/loadPlan.ts';
import type { Answer, AnswerListener } from '../wire/answer.ts';
import type { Workload, WorkShare } from '../workload/workload.ts';
import { longestSleepMs, mostSentInTurn, reportEveryMs } from './loadLimits.ts';
import { monotonicMs } from './monotonicClock.ts';
import { RequestQueue, usersOf, type DueRequest } from './requestQueue.ts';
import { RequestRecorder } from './requestRecorder.ts';
import type { ShareOutcome, ShareReport } from './share.ts';
import { ThreadUse } from './threadUse.ts';

/** A timer counts whole milliseconds: a request that would be sent late by half of one is sent, and due, that much earlier. */
const halfTimerStepMs = 0.5;

/** Sends one request; never rejects. */
export type Send = (
  request: { readonly body: string; readonly signal: AbortSignal; readonly now: () => number },
  listener: AnswerListener,
) => Promise<Answer>;

export interface ShareTask {
  readonly plan: LoadPlan;
  readonly share: WorkShare;
  readonly workload: Workload;
  readonly send: Send;
  /** Start of the run on the monotonic clock. */
  readonly startAt: number;
  /** How long answers are waited for when time is up. */
  readonly graceMs: number;
  /** Requests that may be open at once; further ones wait, though they are due. */
  readonly mostOpen: number;
  /** Aborted: open requests end at once. */
  readonly signal: AbortSignal;
  readonly onReport: (report: ShareReport) => void;
}

/** Sends one share of a run and waits for its last answer. Rejects where the workload cannot go on. */
export async function sendShare(task: ShareTask): Promise<ShareOutcome> {
  const sending = new Sending(task);
  try {
    return await sending.run();
  } finally {
    sending.close();
  }
}

class Sending {
  readonly #task: ShareTask;
  readonly #queue: RequestQueue;
  readonly #use = new ThreadUse();
  readonly #timers: NodeJS.Timeout[] = [];
  /** The load falls: nobody sleeps any longer. */
  readonly #falling = new AbortController();
  /** Open requests end. */
  readonly #cancelling = new AbortController();
  #fallsAt: number | undefined;
  #isHeldUp = false;
  #open = 0;
  #onChange: () => void = () => undefined;
  #records: RequestRecord[] = [];
  #chunks = 0;
  #ttftsMs: number[] = [];

  constructor(task: ShareTask) {
    const { plan, workload, share, signal } = task;
    this.#task = task;
    this.#queue = new RequestQueue(plan, workload, share);
    // one listener for each request under way
    setMaxListeners(0, this.#falling.signal, this.#cancelling.signal);
    signal.addEventListener('abort', this.#cancel);
    if (signal.aborted) this.#cancel();
  }

  async run(): Promise<ShareOutcome> {
    const { plan, share } = this.#task;
    await this.#sleepUntil(0);
    void this.#watchTime();
    this.#timers.push(setInterval(() => this.#report(), reportEveryMs));
    if (plan.arrivals.kind === 'closed') {
      const users = usersOf(plan.arrivals.users, share);
      await Promise.all(Array.from({ length: users }, (_, user) => this.#beUser(user, users)));
    } else {
      await this.#sendOnTime();
      this.#fall();
      await this.#until(() => this.#open === 0);
    }
    this.#report();
    return { fallsAt: this.#fall(), thread: this.#use.end(), ...(this.#isHeldUp && { openLimit: this.#task.mostOpen }) };
  }

  close(): void {
    this.#cancel();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#use[Symbol.dispose]();
    this.#task.signal.removeEventListener('abort', this.#cancel);
  }

  readonly #now = (): number => monotonicMs() - this.#task.startAt;

  readonly #cancel = (): void => {
    this.#fall();
    this.#cancelling.abort();
  };

  /** From now on the load falls, and the drain has its grace. When that began. */
  #fall(at = this.#now()): number {
    if (this.#fallsAt === undefined) {
      this.#fallsAt = Math.min(Math.max(0, at), this.#queue.endMs);
      this.#use.fall();
      this.#falling.abort();
      this.#onChange();
      if (this.#task.graceMs < Infinity) this.#timers.push(setTimeout(this.#cancel, this.#task.graceMs));
    }
    return this.#fallsAt;
  }

  /** The end of the warm-up, and that of its time. */
  async #watchTime(): Promise<void> {
    const { warmUpSeconds, seconds } = this.#task.plan.extent;
    await this.#sleepUntil(warmUpSeconds * 1000);
    if (!this.#falling.signal.aborted) this.#use.begin();
    if (seconds === undefined) return;
    await this.#sleepUntil(this.#queue.endMs);
    this.#fall(this.#queue.endMs);
  }

  /** Asks, waits for the answer, and asks again, until there is nothing more to ask. */
  async #beUser(user: number, users: number): Promise<void> {
    let dueAt = this.#now();
    for (let failures = 0; ;) {
      const due = this.#cancelling.signal.aborted ? undefined : this.#queue.take(dueAt);
      if (due === undefined) break;
      const { outcome, endedAt } = await this.#ask(due);
      failures = outcome === 'failed' ? failures + 1 : 0;
      // a server that fails is not hammered; the pause is the user's own
      dueAt = endedAt + (failures > 0 ? pauseAfterMs(failures, user, users) : 0);
      if (failures > 0) await this.#sleepUntil(dueAt);
    }
    this.#fall();
  }

  /** Sends each request when it is due, whatever became of those before it; ends when time is up or the last is sent. */
  async #sendOnTime(): Promise<void> {
    let sentInTurn = 0;
    for (let due = this.#queue.take(0); due !== undefined; due = this.#queue.take(this.#now())) {
      if (due.dueAt > this.#now()) sentInTurn = 0;
      const earliest = due.dueAt - halfTimerStepMs;
      await this.#sleepUntil(due.isCounted ? Math.max(earliest, this.#queue.warmUpMs) : earliest);
      // one that is behind would read nothing until it has caught up
      if (++sentInTurn % mostSentInTurn === 0) await nextTurn();
      if (this.#open >= this.#task.mostOpen) {
        this.#isHeldUp = true;
        await this.#until(() => this.#open < this.#task.mostOpen || this.#falling.signal.aborted);
      }
      if (this.#falling.signal.aborted) return;
      void this.#ask({ ...due, dueAt: Math.min(due.dueAt, this.#now()) });
    }
    // between the last request and the end of its time a rate is as steady as before
    if (!this.#queue.isTimeUp) return;
    await this.#sleepUntil(this.#queue.endMs);
    this.#fall(this.#queue.endMs);
  }

  async #ask({ request: { index, body }, dueAt }: DueRequest): Promise<RequestRecord> {
    const recorder = new RequestRecorder({ index, dueAt }, this.#onOutput);
    this.#open++;
    const answer = await this.#task.send({ body, signal: this.#cancelling.signal, now: this.#now }, recorder);
    this.#open--;
    const record = recorder.conclude(answer, this.#now());
    this.#records.push(record);
    this.#onChange();
    return record;
  }

  readonly #onOutput = (chunks: number, ttftMs: number | undefined): void => {
    this.#chunks += chunks;
    if (ttftMs !== undefined) this.#ttftsMs.push(ttftMs);
  };

  #report(): void {
    const isFalling = this.#falling.signal.aborted;
    this.#task.onReport({ records: this.#records, open: this.#open, isFalling, chunks: this.#chunks, ttftsMs: this.#ttftsMs });
    this.#records = [];
    this.#chunks = 0;
    this.#ttftsMs = [];
  }

  /** Until that time of the run, or until the load falls. */
  async #sleepUntil(atMs: number): Promise<void> {
    const { signal } = this.#falling;
    for (let left = atMs - this.#now(); left > 0 && !signal.aborted; left = atMs - this.#now()) {
      await delay(Math.min(Math.ceil(left), longestSleepMs), undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onChange = resolve;
      await promise;
    }
  }
}
