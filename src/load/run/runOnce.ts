import { measureRun } from '../measure/measureRun.ts';
import type { LoadFigures } from '../measure/loadResult.ts';
import type { RequestRecord } from '../measure/requestRecord.ts';
import type { LoadPlan } from '../plan/loadPlan.ts';
import { drainGraceMs } from './loadLimits.ts';
import type { LoadProgress } from './loadProgress.ts';
import { monotonicMs } from './monotonicClock.ts';
import { ProgressMeter } from './progressMeter.ts';
import type { Share, ShareOutcome } from './share.ts';

const tellEveryMs = 1000;

export interface OnceOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly onRecord?: (record: RequestRecord) => void;
}

/** Runs a plan once on shares that are ready, and measures it. Aborted: the figures are those until then. Rejects when a share failed. */
export async function runOnce(plan: LoadPlan, shares: readonly Share[], options: OnceOptions): Promise<LoadFigures> {
  const records: RequestRecord[] = [];
  const meter = new ProgressMeter(plan);
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const startAt = monotonicMs();
  const tell = () => options.onProgress?.(meter.tick((monotonicMs() - startAt) / 1000));
  const timer = setInterval(tell, tellEveryMs);
  try {
    const running = shares.map(async (share, index) =>
      share.run(startAt, signal, (report) => {
        meter.add(index, report);
        records.push(...report.records);
        for (const record of report.records) options.onRecord?.(record);
      }),
    );
    // one that fails ends the others, and is told when they have ended
    for (const share of running) void share.catch((error: unknown) => failing.abort(error));
    await Promise.allSettled(running);
    return measureRun(records, gatherFacts(plan, await Promise.all(running)));
  } finally {
    clearInterval(timer);
  }
}

function gatherFacts({ arrivals, extent, slo }: LoadPlan, outcomes: readonly ShareOutcome[]) {
  const falls = outcomes.map(({ fallsAt }) => fallsAt);
  const held = outcomes.flatMap(({ openLimit = [] }) => openLimit);
  return {
    warmUpMs: extent.warmUpSeconds * 1000,
    // the first user without a request, but the last request of a rate
    fallsAt: arrivals.kind === 'closed' ? Math.min(...falls) : Math.max(...falls),
    threads: outcomes.map(({ thread }) => thread),
    ...(slo !== undefined && { slo }),
    ...(extent.seconds !== undefined && { graceMs: drainGraceMs }),
    ...(held.length > 0 && { openLimit: held.reduce((sum, limit) => sum + limit, 0) }),
  };
}
