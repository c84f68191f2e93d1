import { findMeantName } from '../../../manifest/rules/nearMiss.ts';
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

interface LeafChoice {
  /** Those that may be chosen; all where absent. */
  readonly among?: (queue: QueueView) => boolean;
  /** The name that was written: what is one slip away from it comes first. */
  readonly written?: string;
}

/** Leaf queues by their room, for a person to choose from. */
export function nameLeafQueues(
  queues: readonly QueueView[],
  { among = () => true, written }: LeafChoice = {},
): readonly string[] {
  const leaves = rankLeaves(queues).filter(among);
  const names = leaves.map(({ name }) => name);
  const meant = written === undefined ? undefined : findMeantName(written, names);
  return leaves
    .toSorted((left, right) => Number(right.name === meant) - Number(left.name === meant))
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
