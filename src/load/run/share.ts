import type { RequestRecord } from '../measure/requestRecord.ts';
import type { ThreadLoad } from '../measure/runFacts.ts';

/** What one share of a run saw since its last report. */
export interface ShareReport {
  /** Requests that ended. */
  readonly records: readonly RequestRecord[];
  /** Requests under way. */
  readonly open: number;
  /** Its load falls: it is in the drain. */
  readonly isFalling: boolean;
  /** Chunks of output that arrived. */
  readonly chunks: number;
  /** Of the first tokens that arrived. */
  readonly ttftsMs: readonly number[];
}

/** How one share went. Times are milliseconds after the start of the run. */
export interface ShareOutcome {
  /** When its load began to fall. */
  readonly fallsAt: number;
  readonly thread: ThreadLoad;
  /** Requests that it may have open at once, where that held some up. */
  readonly openLimit?: number;
}

/** One share of the requests of a run, ready to be sent: by this thread, or by a worker. */
export interface Share extends AsyncDisposable {
  /**
   * Sends, and reports some times a second and at the end. `startAt`: start of the run on the monotonic clock. Aborted: open requests
   * end at once. Rejects when the share cannot go on, with what it was that failed.
   */
  run(startAt: number, signal: AbortSignal, onReport: (report: ShareReport) => void): Promise<ShareOutcome>;
}
