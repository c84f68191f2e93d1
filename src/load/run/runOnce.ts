import { measureEnergy } from '../measure/energy.ts';
import { measureRun } from '../measure/measureRun.ts';
import type { Energy, LoadFigures } from '../measure/loadResult.ts';
import type { RequestRecord } from '../measure/requestRecord.ts';
import type { RunFacts } from '../measure/runFacts.ts';
import type { LoadPlan } from '../plan/loadPlan.ts';
import type { Company } from './company.ts';
import { drainGraceMs, startsInMs } from './loadLimits.ts';
import type { LoadProgress } from './loadProgress.ts';
import { monotonicMs } from './monotonicClock.ts';
import { PowerMeter } from './powerMeter.ts';
import { ProgressMeter } from './progressMeter.ts';
import type { Share, ShareOutcome } from './share.ts';

const tellEveryMs = 1000;

export interface OnceOptions {
  /** Aborted: open requests end at once, and what was measured until then is the result. */
  readonly signal: AbortSignal;
  /** Told once a second. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Told of each request when it has ended, those of the warm-up too. */
  readonly onRecord?: (record: RequestRecord) => void;
  /** Watts that the device draws now; null where it is not known. Asked once a second. */
  readonly readPower?: () => Promise<number | null>;
  /** What tells the power; `nvidia-smi` unless told. */
  readonly powerSource?: string;
  /** Loads that run beside this one, once. */
  readonly company?: Company;
}

export interface MeasuredRun {
  readonly figures: LoadFigures;
  readonly energy?: Energy;
}

/** Runs a plan once on shares that are ready, and measures it. Rejects with what failed when a share could not go on. */
export async function runOnce(plan: LoadPlan, shares: readonly Share[], options: OnceOptions): Promise<MeasuredRun> {
  const { onProgress, onRecord, readPower = () => Promise.resolve(null), powerSource = 'nvidia-smi', company } = options;
  const records: RequestRecord[] = [];
  const progress = new ProgressMeter(plan);
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const startAt = await (company?.begin() ?? startsSoon());
  const timer = setInterval(() => onProgress?.(progress.tick((monotonicMs() - startAt) / 1000)), tellEveryMs);
  using power = new PowerMeter(readPower, startAt);
  try {
    const running = shares.map((share, index) =>
      share.run(startAt, signal, (report) => {
        progress.add(index, report);
        for (const record of report.records) {
          records.push(record);
          onRecord?.(record);
        }
      }),
    );
    // one that fails ends the others, and is told when they have ended
    for (const share of running) void share.catch((error: unknown) => failing.abort(error));
    await Promise.allSettled(running);
    const facts = gatherFacts(plan, await Promise.all(running));
    const figures = company === undefined ? measureRun(records, facts) : await measureBeside(company, records, facts);
    const energy = measureEnergy(power.samples, figures, powerSource);
    return { figures, ...(energy !== undefined && { energy }) };
  } finally {
    clearInterval(timer);
  }
}

/** The start of a run that is ready, on the monotonic clock. */
export function startsSoon(): number {
  return monotonicMs() + startsInMs;
}

/** A load that goes on when another one has ended has what that had: it is measured only until then. */
async function measureBeside(company: Company, records: readonly RequestRecord[], facts: RunFacts): Promise<LoadFigures> {
  const own = measureRun(records, facts);
  const { fromSeconds, toSeconds } = own.steady;
  const endsAt = await company.end(toSeconds > fromSeconds ? toSeconds * 1000 : undefined);
  return endsAt < toSeconds * 1000 ? measureRun(records, { ...facts, endsAt }) : own;
}

function gatherFacts({ arrivals, extent, slo }: LoadPlan, outcomes: readonly ShareOutcome[]): RunFacts {
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
