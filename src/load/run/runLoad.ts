import type { LoadFigures, LoadResult } from '../measure/loadResult.ts';
import { summariseRepeats } from '../measure/summariseRepeats.ts';
import type { RequestRecord } from '../measure/requestRecord.ts';
import type { LoadPlan } from '../plan/loadPlan.ts';
import type { LoadProgress } from './loadProgress.ts';
import { openLocalShare } from './localShare.ts';
import { runOnce } from './runOnce.ts';
import { withoutSecrets } from './withoutSecrets.ts';

export interface LoadRunOptions {
  /** Aborted: open requests end at once, and what was measured until then is the result. */
  readonly signal: AbortSignal;
  /** Told once a second. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Told of each request when it has ended; those of the warm-up too. */
  readonly onRecord?: (record: RequestRecord) => void;
  /** Threads that send; as many as the streams need unless told. */
  readonly threads?: number;
  /** Runs of the plan, one after the other; 1 unless told. */
  readonly repeats?: number;
}

/**
 * Sends the load of a plan and measures it. Aborted after the warm-up it resolves with the figures so far and `isCancelled`; aborted
 * before, it rejects with the signal's reason. Rejects with a LoadError on an address that cannot be, with a TrafficFileError on a
 * file that cannot be read. A server that fails is no error of ours: its failures are counted.
 */
export async function runLoad(plan: LoadPlan, options: LoadRunOptions): Promise<LoadResult> {
  const { signal, repeats = 1 } = options;
  const startedAt = Date.now();
  const runs: LoadFigures[] = [];
  while (runs.length < repeats) {
    signal.throwIfAborted();
    await using share = await openLocalShare(plan, { worker: 0, workers: 1 });
    const figures = await runOnce(plan, [share], options);
    // of several runs only whole ones are compared
    if (signal.aborted && runs.length > 0) break;
    if (signal.aborted && figures.steady.toSeconds <= figures.steady.fromSeconds) signal.throwIfAborted();
    runs.push(figures);
    if (signal.aborted) break;
  }
  return {
    schema: 'gpu-fractions.load/1',
    plan: withoutSecrets(plan),
    startedAt,
    ...(signal.aborted && { isCancelled: true }),
    ...summariseRepeats(runs),
  };
}
