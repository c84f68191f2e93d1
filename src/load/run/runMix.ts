import type { LoadResult } from '../measure/loadResult.ts';
import { compareMember, sumRates, type MixResult } from '../measure/mixResult.ts';
import type { Extent, LoadPlan } from '../plan/loadPlan.ts';
import { Company } from './company.ts';
import type { LoadProgress } from './loadProgress.ts';
import type { ThreadOptions } from './openShares.ts';
import { runLoad } from './runLoad.ts';
import { startsSoon } from './runOnce.ts';

/** One load of a mix, such as a model of its own on the same card. */
export interface MixMember {
  readonly name: string;
  readonly plan: LoadPlan;
}

export interface MixProgress {
  readonly phase: 'alone' | 'together';
  readonly name: string;
  readonly load: LoadProgress;
}

export interface MixOptions extends ThreadOptions {
  /** Aborted while all are running: the result is what was measured until then. Before: rejects with its reason. */
  readonly signal: AbortSignal;
  /** Told once a second of each member that is running. */
  readonly onProgress?: (progress: MixProgress) => void;
}

/**
 * Runs each member alone, then all at once and equally long, so that none has the card for itself at the begin or the end: as long as the
 * longest of them, where a number of requests is as long as it took alone. Where one has nothing more to send before that, as a recording,
 * all are measured until then. Rejects like `runLoad`.
 */
export async function runMix(members: readonly MixMember[], options: MixOptions): Promise<MixResult> {
  const { signal } = options;
  const startedAt = Date.now();
  const alone: { readonly member: MixMember; readonly result: LoadResult }[] = [];
  for (const member of members) {
    const result = await runLoad(member.plan, { ...options, onProgress: tellFor(member, 'alone', options) });
    signal.throwIfAborted();
    alone.push({ member, result });
  }
  const together = await runTogether(members, commonExtent(alone.map(({ result }) => result)), options);
  const compared = alone.flatMap(({ member: { name }, result }, index) => {
    const beside = together[index];
    return beside === undefined ? [] : [{ name, alone: result, together: beside, besideOthers: compareMember(result, beside) }];
  });
  return {
    schema: 'gpu-fractions.mix/1',
    startedAt,
    ...(together.some(({ isCancelled }) => isCancelled) && { isCancelled: true }),
    members: compared,
    together: {
      tokensPerSecond: sumRates(together.map(({ tokensPerSecond }) => tokensPerSecond)),
      requestsPerSecond: sumRates(together.map(({ requestsPerSecond }) => requestsPerSecond)),
    },
    clientLimited: [...together, ...alone.map(({ result }) => result)].some(({ clientLimited }) => clientLimited),
  };
}

async function runTogether(members: readonly MixMember[], extent: Extent, options: MixOptions): Promise<readonly LoadResult[]> {
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const company = new Company(members.length, startsSoon);
  const running = members.map((member) =>
    // other prompts than alone: what a prefix cache still knows would be no work
    runLoad(
      { ...member.plan, extent, seed: member.plan.seed + 1 },
      { ...options, signal, company, onProgress: tellFor(member, 'together', options) },
    ),
  );
  // one that fails ends the others, and is told when they have ended
  for (const run of running) {
    void run.catch((error: unknown) => {
      failing.abort(error);
      company.leave();
    });
  }
  await Promise.allSettled(running);
  return Promise.all(running);
}

function tellFor({ name }: MixMember, phase: MixProgress['phase'], { onProgress }: MixOptions): (load: LoadProgress) => void {
  return (load) => onProgress?.({ phase, name, load });
}

function commonExtent(results: readonly LoadResult[]): Extent {
  // a load that ends early by its number of requests is as long as that took
  const secondsOf = ({ plan: { extent }, steady }: LoadResult) =>
    extent.requests === undefined && extent.seconds !== undefined ? extent.seconds : steady.toSeconds - steady.fromSeconds;
  return {
    warmUpSeconds: Math.max(0, ...results.map(({ plan }) => plan.extent.warmUpSeconds)),
    seconds: Math.max(...results.map(secondsOf)),
  };
}
