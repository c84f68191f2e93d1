import type { LoadResult } from '../measure/loadResult.ts';
import { compareRepeats, medianRun } from '../measure/repeats.ts';
import type { RequestRecord } from '../measure/requestRecord.ts';
import type { LoadPlan } from '../plan/loadPlan.ts';
import { withoutSecrets } from '../plan/withoutSecrets.ts';
import type { LoadProgress } from './loadProgress.ts';
import { openShares, type ThreadOptions } from './openShares.ts';
import { runOnce, type MeasuredRun, type OnceOptions } from './runOnce.ts';

export interface LoadRunOptions extends Omit<OnceOptions, 'onRecord'>, ThreadOptions {
  /** Told of each request when it has ended, those of the warm-up too; `repeat`: in which of several runs, from 0. */
  readonly onRecord?: (record: RequestRecord, repeat: number) => void;
  /** Runs of the plan, one after the other, each with the next seed; 1 unless told. */
  readonly repeats?: number;
}

/**
 * Sends the load of a plan and measures it. Aborted after the warm-up it resolves with the figures so far and `isCancelled`; aborted
 * before, it rejects with the signal's reason. Rejects with a LoadError on an address that cannot be, and with the reason where a
 * file cannot be read or a thread has died. A server that fails is no error of ours: its failures are counted.
 */
export async function runLoad(plan: LoadPlan, options: LoadRunOptions): Promise<LoadResult> {
  const { signal, repeats = 1 } = options;
  signal.throwIfAborted();
  const startedAt = Date.now();
  const runs = await repeat(plan, repeats, options);
  const figures = runs.map((run) => run.figures);
  const median = runs[medianRun(figures)];
  if (median === undefined) throw signal.reason;
  const compared = compareRepeats(figures);
  return {
    schema: 'gpu-fractions.load/1',
    plan: withoutSecrets(plan),
    startedAt,
    ...(signal.aborted && { isCancelled: true }),
    ...median.figures,
    ...(median.energy !== undefined && { energy: median.energy }),
    ...(compared !== undefined && { repeats: compared }),
  };
}

/** Whole runs, and the one that was aborted where it is all that there is. */
async function repeat(plan: LoadPlan, repeats: number, options: LoadRunOptions): Promise<readonly MeasuredRun[]> {
  const runs: MeasuredRun[] = [];
  while (runs.length < repeats) {
    const run = await runAnew(plan, { index: runs.length, of: repeats }, options);
    if (!options.signal.aborted) {
      runs.push(run);
      continue;
    }
    const { fromSeconds, toSeconds } = run.figures.steady;
    return runs.length === 0 && toSeconds > fromSeconds ? [run] : runs;
  }
  return runs;
}

/** A run over connections of its own, with other prompts than the runs before: what a prefix cache still knows would be no work. */
async function runAnew(
  plan: LoadPlan,
  which: { readonly index: number; readonly of: number },
  { onProgress, onRecord, ...options }: LoadRunOptions,
): Promise<MeasuredRun> {
  const planNow = { ...plan, seed: plan.seed + which.index };
  const tell = (progress: LoadProgress) => onProgress?.({ ...progress, ...(which.of > 1 && { repeat: which }) });
  const shares = await openShares(planNow, options);
  try {
    return await runOnce(planNow, shares, {
      ...options,
      onProgress: tell,
      ...(onRecord !== undefined && { onRecord: (record) => onRecord(record, which.index) }),
    });
  } finally {
    await Promise.all(shares.map((share) => share[Symbol.asyncDispose]()));
  }
}
