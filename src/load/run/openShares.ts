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

/** The shares of a plan, ready to be sent. One that is alone is sent by this thread, unless that is forbidden. */
export async function openShares(plan: LoadPlan, { threads, isolated = false }: ThreadOptions): Promise<readonly Share[]> {
  const workers = countThreads(plan, threads);
  if (workers === 1 && !isolated) return [await openLocalShare(plan, { worker: 0, workers })];
  const opening = Array.from({ length: workers }, (_, worker) => openWorkerShare(plan, { worker, workers }));
  const opened = await Promise.allSettled(opening);
  const shares = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed === undefined) return shares;
  await Promise.all(shares.map((share) => share[Symbol.asyncDispose]()));
  throw failed.reason;
}

/** Never more than there are users. Unless told, no more than the machine has processors: further ones would take turns. */
export function countThreads({ arrivals }: LoadPlan, threads: number | undefined): number {
  const most = arrivals.kind === 'closed' ? arrivals.users : Infinity;
  const needed = Math.ceil(threadsWorth({ arrivals }));
  return Math.max(1, Math.min(most, threads ?? Math.min(needed, Math.max(2, availableParallelism()))));
}

/** How many threads the load of a plan would keep busy. Of a recording it is not known before it is sent: one. */
export function threadsWorth({ arrivals }: Pick<LoadPlan, 'arrivals'>): number {
  switch (arrivals.kind) {
    case 'closed':
      return arrivals.users / streamsPerThread;
    case 'open':
      return arrivals.perSecond / requestsPerSecondPerThread;
    case 'replay':
      return 1;
  }
}
