import type { QueueView } from '../clusterView.ts';
import { remembering } from '../view/remembering.ts';

/** A number of GPUs that a queue may not go over: `limit` binds all work, `quota` what is not preempted. */
export interface QueueBound {
  readonly queue: QueueView;
  readonly kind: 'limit' | 'quota';
  readonly most: number;
  readonly used: number;
}

/** Sums of shares are floats. */
const tolerance = 1e-6;

const indexQueues = remembering(
  (queues: readonly QueueView[]): ReadonlyMap<string, QueueView> => new Map(queues.map((queue) => [queue.name, queue])),
);

/**
 * What binds work in a queue (KAI v0.17): the limits, and for what is not preempted the quotas, of the queue and of all above it. Of work of
 * which it is not known whether it is preempted only the limits are certain.
 */
export function listBounds(
  queue: QueueView,
  queues: readonly QueueView[],
  isPreemptible: boolean | undefined,
): readonly QueueBound[] {
  return listAbove(queue, queues).flatMap((above): readonly QueueBound[] => {
    const { limit, quota, allocated, allocatedNonPreemptible } = above;
    const isQuotaBinding = isPreemptible === false && quota >= 0;
    return [
      ...(limit < 0 ? [] : [{ queue: above, kind: 'limit', most: limit, used: allocated } as const]),
      ...(isQuotaBinding ? [{ queue: above, kind: 'quota', most: quota, used: allocatedNonPreemptible } as const] : []),
    ];
  });
}

/** GPUs that are left below all bounds; infinite without any. */
export function countFreeGpus(bounds: readonly QueueBound[]): number {
  return bounds.reduce((least, { most, used }) => Math.min(least, Math.max(0, most - used)), Number.POSITIVE_INFINITY);
}

/** The first bound that so many more GPUs would go over. */
export function findBroken(bounds: readonly QueueBound[], asked: number): QueueBound | undefined {
  return bounds.find(({ most, used }) => used + asked > most + tolerance);
}

/** To thousandths, as KAI counts. */
export function roundGpus(count: number): number {
  return Math.round(count * 1000) / 1000;
}

/** The queue and those above it; one that is its own parent ends the way. */
function listAbove(queue: QueueView, queues: readonly QueueView[]): readonly QueueView[] {
  const byName = indexQueues(queues);
  const found = new Set([queue]);
  for (const { parent } of found) {
    const above = parent === undefined ? undefined : byName.get(parent);
    if (above !== undefined) found.add(above);
  }
  return [...found];
}
