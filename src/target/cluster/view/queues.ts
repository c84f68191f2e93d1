import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { QueueView, WorkloadView } from '../clusterView.ts';
import type { QueueObject } from '../objects/kai.ts';
import { present } from '../objects/fields.ts';
import { rememberingInputs } from './remembering.ts';

const remember = rememberingInputs<QueueObject, QueueView>();

/** Queues by name, each with its numbers as KAI's status says them and with the workloads that wait in it. */
export function readQueues({ queues }: ClusterObjects, workloads: readonly WorkloadView[]): readonly QueueView[] {
  const all = known(queues);
  const waiting = new Map<string, number>();
  for (const { state, queue } of workloads) {
    if (state === 'waiting' && queue !== undefined) waiting.set(queue, (waiting.get(queue) ?? 0) + 1);
  }
  const parents = new Set(all.map(({ parent }) => parent));
  return all
    .map((queue) => {
      const inputs = [waiting.get(queue.name) ?? 0, !parents.has(queue.name) && queue.children.length === 0] as const;
      return remember(queue, inputs, () => describeQueue(queue, ...inputs));
    })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function describeQueue(queue: QueueObject, waiting: number, isLeaf: boolean): QueueView {
  return {
    name: queue.name,
    label: queue.displayName ?? queue.name,
    ...present({ parent: queue.parent }),
    isLeaf,
    quota: queue.gpu.quota,
    limit: queue.gpu.limit,
    allocated: queue.allocatedGpus,
    allocatedNonPreemptible: queue.allocatedNonPreemptibleGpus,
    requested: queue.requestedGpus,
    waiting,
  };
}
