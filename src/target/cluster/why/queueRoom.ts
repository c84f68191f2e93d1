import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { QueueView } from '../clusterView.ts';
import { asNumber } from '../objects/fields.ts';
import type { PodGroupObject } from '../objects/kai.ts';
import type { Cure } from './cure.ts';
import { roundGpus } from './gpus.ts';

/** Sums of shares are floats. */
const tolerance = 1e-6;
/** More queues than these are not offered. */
const mostOffered = 2;

/** Classes that KAI brings (v0.17). */
const kaiPriorities: Readonly<Record<string, number>> = { train: 50, 'build-preemptible': 75, build: 100, inference: 125 };

/** Whether KAI may evict a group for others; undefined where its class is not known. From value 100 on it may not. */
export function isPreemptible(group: PodGroupObject | undefined, objects: ClusterObjects): boolean | undefined {
  if (group?.preemptibility === 'preemptible') return true;
  if (group?.preemptibility === 'non-preemptible') return false;
  const name = group?.priorityClassName;
  if (name === undefined) return undefined;
  const found = known(objects.priorityClasses).find(({ metadata }) => metadata.name === name);
  const value = asNumber(found?.['value']) ?? kaiPriorities[name];
  return value === undefined ? undefined : value < 100;
}

/** Leaf queues that have room for so many GPUs, those with the most first, without the one that it is in. */
export function offerQueues(
  queues: readonly QueueView[],
  { gpus, preemptible, except }: { readonly gpus: number; readonly preemptible: boolean; readonly except: string | undefined },
): readonly Cure[] {
  return queues
    .filter(({ isLeaf, name }) => isLeaf && name !== except)
    .map((queue) => ({ queue, free: freeGpus(queue, queues, preemptible) }))
    .filter(({ free }) => free + tolerance >= gpus)
    .toSorted((left, right) => compareRoom(left.queue, right.queue, queues))
    .slice(0, mostOffered)
    .map(({ queue, free }) => ({
      kind: 'otherQueue',
      queue: queue.name,
      ...(Number.isFinite(free) && { freeGpus: roundGpus(free) }),
    }));
}

/** What a queue and all above it allow yet; without bound it is infinite. */
function freeGpus(queue: QueueView, queues: readonly QueueView[], preemptible: boolean): number {
  let free = Number.POSITIVE_INFINITY;
  const seen = new Set<string>();
  for (let at: QueueView | undefined = queue; at !== undefined && !seen.has(at.name);) {
    seen.add(at.name);
    free = Math.min(free, roomBelow(at.limit, at.allocated));
    if (!preemptible) free = Math.min(free, roomBelow(at.quota, at.allocatedNonPreemptible));
    const { parent }: QueueView = at;
    at = parent === undefined ? undefined : queues.find(({ name }) => name === parent);
  }
  return free;
}

function roomBelow(bound: number, used: number): number {
  return bound < 0 ? Number.POSITIVE_INFINITY : bound - used;
}

/** Leaf queues by their room, for a person to choose from. */
export function nameLeafQueues(queues: readonly QueueView[]): readonly string[] {
  return queues
    .filter(({ isLeaf }) => isLeaf)
    .toSorted((left, right) => compareRoom(left, right, queues))
    .slice(0, mostOffered)
    .map(({ name }) => name);
}

/** What is guaranteed counts before what may be taken back. */
function compareRoom(left: QueueView, right: QueueView, queues: readonly QueueView[]): number {
  const [[ownLeft, anyLeft], [ownRight, anyRight]] = [left, right].map((queue) => [
    freeGpus(queue, queues, false),
    freeGpus(queue, queues, true),
  ]) as [[number, number], [number, number]];
  return descending(ownLeft, ownRight) || descending(anyLeft, anyRight) || (left.name < right.name ? -1 : 1);
}

/** Also of infinite numbers. */
function descending(left: number, right: number): number {
  return left === right ? 0 : right > left ? 1 : -1;
}
