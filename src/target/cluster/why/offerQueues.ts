import type { QueueView } from '../clusterView.ts';
import { countFreeGpus, findBroken, listBounds, roundGpus } from '../fit/queueBounds.ts';
import type { Cure } from './cure.ts';

/** More queues than these are not offered. */
const mostOffered = 2;

/** Leaf queues that have room for so many GPUs, those with the most first, without the one that it is in. */
export function offerQueues(
  queues: readonly QueueView[],
  { gpus, preemptible, except }: { readonly gpus: number; readonly preemptible: boolean; readonly except: string | undefined },
): readonly Cure[] {
  return rankLeaves(queues)
    .filter(({ name }) => name !== except)
    .map((queue) => ({ queue, bounds: listBounds(queue, queues, preemptible) }))
    .filter(({ bounds }) => findBroken(bounds, gpus) === undefined)
    .slice(0, mostOffered)
    .map(({ queue, bounds }) => {
      const free = countFreeGpus(bounds);
      return { kind: 'otherQueue', queue: queue.name, ...(Number.isFinite(free) && { freeGpus: roundGpus(free) }) };
    });
}

/** Leaf queues by their room, for a person to choose from; `among`: those that may be chosen. */
export function nameLeafQueues(queues: readonly QueueView[], among?: (queue: QueueView) => boolean): readonly string[] {
  return rankLeaves(queues)
    .filter((queue) => among === undefined || among(queue))
    .slice(0, mostOffered)
    .map(({ name }) => name);
}

/** What is guaranteed counts before what may be taken back. */
function rankLeaves(queues: readonly QueueView[]): readonly QueueView[] {
  const leaves = queues
    .filter(({ isLeaf }) => isLeaf)
    .map((queue) => {
      const [own, any] = [false, true].map((isPreemptible) => countFreeGpus(listBounds(queue, queues, isPreemptible)));
      return { queue, own, any };
    });
  return leaves
    .toSorted(
      (left, right) =>
        descending(left.own, right.own) || descending(left.any, right.any) || (left.queue.name < right.queue.name ? -1 : 1),
    )
    .map(({ queue }) => queue);
}

/** Also of infinite numbers. */
function descending(left = 0, right = 0): number {
  return left === right ? 0 : right > left ? 1 : -1;
}
