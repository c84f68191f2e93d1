import { availableParallelism } from 'node:os';
import type { LoadPlan } from '../plan/loadPlan.ts';
import { requestsPerSecondPerThread, streamsPerThread } from './loadLimits.ts';
import { openLocalShare } from './localShare.ts';
import type { Share } from './share.ts';
import { openWorkerShare } from './workerShare.ts';

export interface ThreadOptions {
  /** Threads that send; as many as the streams need unless told. */
  readonly threads?: number;
  /** Never on this thread, which has something else to do. */
  readonly isolated?: boolean;
}

/** What this thread has to do already for runs under way, of what a thread can do. */
let busy = 0;

/** The shares of a plan, ready to be sent. One that is alone is sent by this thread, unless that is forbidden or it has enough to do. */
export async function openShares(plan: LoadPlan, { threads, isolated = false }: ThreadOptions): Promise<readonly Share[]> {
  const workers = countThreads(plan, threads);
  if (workers === 1 && !isolated && (busy === 0 || busy + threadsWorth(plan) <= 1)) return [await openHere(plan)];
  const opening = Array.from({ length: workers }, (_, worker) => openWorkerShare(plan, { worker, workers }));
  const opened = await Promise.allSettled(opening);
  const shares = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed === undefined) return shares;
  await Promise.all(shares.map((share) => share[Symbol.asyncDispose]()));
  throw failed.reason;
}

async function openHere(plan: LoadPlan): Promise<Share> {
  const worth = threadsWorth(plan);
  busy += worth;
  try {
    const share = await openLocalShare(plan, { worker: 0, workers: 1 });
    return {
      run: (startAt, signal, onReport) => share.run(startAt, signal, onReport),
      async [Symbol.asyncDispose]() {
        busy -= worth;
        await share[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    busy -= worth;
    throw error;
  }
}

/** Never more than there are users. Unless told, no more than the machine has processors: further ones would take turns. */
export function countThreads({ arrivals }: LoadPlan, threads: number | undefined): number {
  const most = arrivals.kind === 'closed' ? arrivals.users : Infinity;
  const needed = Math.ceil(threadsWorth({ arrivals }));
  return Math.max(1, Math.min(most, threads ?? Math.min(needed, Math.max(2, availableParallelism()))));
}

/** How many threads the load of a plan would keep busy. Of a recording it is not known before it is sent: one. */
function threadsWorth({ arrivals }: Pick<LoadPlan, 'arrivals'>): number {
  switch (arrivals.kind) {
    case 'closed':
      return arrivals.users / streamsPerThread;
    case 'open':
      return arrivals.perSecond / requestsPerSecondPerThread;
    case 'replay':
      return 1;
  }
}
