import { countedMiBOfNode, type ClusterNode } from '../../../../src/gpu/clusterNode.ts';
import { shareOfAmount } from '../../../../src/gpu/fraction.ts';
import type { QueueResource } from '../../../../src/target/cluster/objects/kai.ts';
import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import { bindOf, isAlive, membersOf, type GroupState, type KaiState, type QueueState } from './kaiState.ts';
import { demandOf } from './podDemand.ts';

/** GPUs, cores, bytes. */
export interface Use {
  readonly gpus: number;
  readonly cores: number;
  readonly bytes: number;
}

export const noUse: Use = { gpus: 0, cores: 0, bytes: 0 };

export function addUse(...all: readonly Use[]): Use {
  return all.reduce(
    (sum, { gpus, cores, bytes }) => ({ gpus: sum.gpus + gpus, cores: sum.cores + cores, bytes: sum.bytes + bytes }),
    noUse,
  );
}

/** What a pod takes of its queue; memory of a GPU is counted on the largest GPU of the cluster (KAI from 0.17 on). */
export function useOf(pod: PodObject, nodes: readonly ClusterNode[]): Use {
  const { gpu, cpuMilli, memoryBytes } = demandOf(pod);
  const largest = nodes.map((node) => countedMiBOfNode(node).countedMiB).toSorted((left, right) => right - left)[0];
  const part = gpu.request.kind === 'share' ? gpu.request.share : largest === undefined ? 0 : shareOfAmount(gpu.request, largest);
  return { gpus: part * gpu.devices, cores: cpuMilli / 1000, bytes: memoryBytes };
}

/** The queue with those above it, the top one last. */
export function lineOf(queue: QueueState, { queues }: KaiState): readonly QueueState[] {
  const line = [queue];
  for (let parent = queue.parent; parent !== undefined && line.length < 10; parent = line.at(-1)?.parent) {
    const found = queues.find(({ name }) => name === parent);
    if (found === undefined) break;
    line.push(found);
  }
  return line;
}

/** What the pods have that are in a queue or in one below it and that are bound, or about to be. */
export function useOfQueue(
  queue: QueueState,
  state: KaiState,
  nodes: readonly ClusterNode[],
  counts: (group: GroupState, pod: PodObject) => boolean = () => true,
): Use {
  const members = podsOfQueue(queue, state);
  const held = members.filter(
    ([group, pod]) => (pod.nodeName ?? bindOf(pod, state)) !== undefined && isAlive(pod) && counts(group, pod),
  );
  return addUse(...held.map(([, pod]) => useOf(pod, nodes)));
}

/** Of those that wait too. */
export function requestedOfQueue(queue: QueueState, state: KaiState, nodes: readonly ClusterNode[]): Use {
  return addUse(...podsOfQueue(queue, state).map(([, pod]) => useOf(pod, nodes)));
}

function podsOfQueue(queue: QueueState, state: KaiState): readonly (readonly [GroupState, PodObject])[] {
  const names = new Set(state.queues.filter((each) => lineOf(each, state).includes(queue)).map(({ name }) => name));
  return state.groups
    .filter((group) => names.has(group.queue))
    .flatMap((group) => membersOf(group, state).map((pod) => [group, pod] as const));
}

/** A bound of a queue in the units of `Use`; Infinity where it has none. Queues count cores in thousandths and memory in MB. */
export function boundOf(queue: QueueState, name: 'quota' | 'limit'): Use {
  const bound = (resource: QueueResource, unit: number): number => (resource[name] < 0 ? Infinity : resource[name] * unit);
  return { gpus: bound(queue.gpu, 1), cores: bound(queue.cpu, 0.001), bytes: bound(queue.memory, 1e6) };
}
