import type { ClusterNode } from '../../../../src/gpu/clusterNode.ts';
import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import { writeNumber } from './fitTexts.ts';
import type { GroupState, KaiState, QueueState } from './kaiState.ts';
import { addUse, boundOf, lineOf, noUse, requestedOfQueue, useOf, useOfQueue, type Use } from './queueUse.ts';

/** Why a group waits for its queue. KAI has no reason for a queue that is not a leaf. */
export interface QueueRefusal {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: object;
}

/**
 * Whether the queue of a group takes these pods of it (KAI v0.17 pkg/scheduler/plugins/proportion/capacity_policy): it is a leaf, no
 * queue of its line goes over its limit, nor over its quota by work that cannot be preempted.
 */
export function checkQueue(
  group: GroupState,
  pods: readonly PodObject[],
  state: KaiState,
  nodes: readonly ClusterNode[],
): QueueRefusal | undefined {
  const queue = state.queues.find(({ name }) => name === group.queue);
  if (queue === undefined) return { reason: 'QueueDoesNotExist', message: `Queue '${group.queue}' does not exist` };
  if (state.queues.some(({ parent }) => parent === queue.name)) return {};
  const asked = addUse(...pods.map((pod) => useOf(pod, nodes)));
  const line = lineOf(queue, state);
  for (const each of line) {
    const message = findOverLimit(each, useOfQueue(each, state, nodes), asked);
    if (message !== undefined) return { reason: 'OverLimit', message, details: detailsOf(each, group, asked, state, nodes) };
  }
  for (const each of group.isPreemptible ? [] : line) {
    const message = findOverQuota(each, useOfQueue(each, state, nodes, isHeld), asked);
    if (message !== undefined) {
      return { reason: 'NonPreemptibleOverQuota', message, details: detailsOf(each, group, asked, state, nodes) };
    }
  }
  return undefined;
}

function isHeld({ isPreemptible }: GroupState): boolean {
  return !isPreemptible;
}

interface Measure {
  readonly name: keyof Use;
  readonly label: string;
  readonly unit: string;
  readonly scale: number;
}

const measures: readonly Measure[] = [
  { name: 'gpus', label: 'GPUs', unit: 'GPUs', scale: 1 },
  { name: 'cores', label: 'CPU cores', unit: 'cores', scale: 1 },
  { name: 'bytes', label: 'memory', unit: 'GB', scale: 1e9 },
];

function findOverLimit(queue: QueueState, used: Use, asked: Use): string | undefined {
  const limit = boundOf(queue, 'limit');
  const over = measures.find(({ name }) => used[name] + asked[name] > limit[name]);
  if (over === undefined) return undefined;
  const [most, now, more] = [limit, used, asked].map((use) => writeNumber(use[over.name] / over.scale));
  return `${queue.name} quota has reached the allowable limit of ${over.label}. Limit is ${most} ${over.unit}, currently ${now} ${over.unit} allocated and workload requested ${more} ${over.unit}`;
}

function findOverQuota(queue: QueueState, held: Use, asked: Use): string | undefined {
  const quota = boundOf(queue, 'quota');
  const over = measures.find(({ name }) => held[name] + asked[name] > quota[name]);
  if (over === undefined) return undefined;
  const [most, now, more] = [quota, held, asked].map((use) => writeNumber(use[over.name] / over.scale));
  const unit = over.name === 'bytes' ? 'GB memory' : over.label;
  return `Non-preemptible workload is over quota. Workload requested ${more} ${unit}, but ${queue.name} quota is ${most} ${over.unit}, while ${now} ${over.unit} are already allocated for non-preemptible pods. Use a preemptible workload to go over quota.`;
}

/** The numbers of a refusal, as KAI puts them into the condition. */
function detailsOf(queue: QueueState, group: GroupState, asked: Use, state: KaiState, nodes: readonly ClusterNode[]): object {
  return {
    queueDetails: {
      name: queue.name,
      queueRequestedResources: writeUse(requestedOfQueue(queue, state, nodes)),
      queueDeservedResources: writeUse(boundOf(queue, 'quota')),
      queueResourceLimits: writeUse(boundOf(queue, 'limit')),
      queueAllocatedResources: writeUse(useOfQueue(queue, state, nodes)),
      queueAllocatedNonPreemptibleResources: writeUse(useOfQueue(queue, state, nodes, isHeld)),
      podGroupRequestedResources: writeUse(asked),
      podGroupRequestedNonPreemptibleResources: writeUse(group.isPreemptible ? noUse : asked),
    },
  };
}

/** What is without bound KAI writes as -1 of its smallest unit, and 0 of GPUs. */
function writeUse({ gpus, cores, bytes }: Use): object {
  return {
    'nvidia.com/gpu': gpus === Infinity ? '0' : writeMilli(gpus),
    cpu: cores === Infinity ? '-1m' : writeMilli(cores),
    memory: bytes === Infinity ? '-1' : String(bytes),
  };
}

function writeMilli(value: number): string {
  const milli = Math.round(value * 1000);
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}
