import type { ClusterNode, GpuUse, PlacedPod } from '../../../gpu/clusterNode.ts';
import type { NodeSharing } from '../../../manifest/clusterFacts.ts';
import type { DraOfNode } from './draHoldings.ts';
import { gpuResource, mostGpus, readGpuUse } from './gpuUse.ts';
import { readGroups, type HeldPod } from './heldPod.ts';
import type { KaiTraits } from './kaiTraits.ts';
import type { NodeObject } from '../objects/node.ts';
import type { PodObject } from '../objects/pod.ts';
import { countOf, quantityOf } from './podResources.ts';

/** All that decides how a node is drawn. */
export interface NodeInput {
  readonly node: NodeObject;
  readonly pods: readonly HeldPod[];
  /** KAI's reservation pods. */
  readonly reservations: readonly PodObject[];
  readonly traits: KaiTraits;
  readonly sharing: NodeSharing;
  readonly dra: DraOfNode;
}

/** What a reservation pod tells of its group: the UUID of the GPU, or its index from very old releases. */
export interface Reservation {
  readonly pod: PodObject;
  readonly group: string;
  readonly uuid?: string;
  readonly index?: number;
}

export function listReservations({ reservations }: Pick<NodeInput, 'reservations'>): readonly Reservation[] {
  return reservations.flatMap((pod) => {
    const written = pod.annotations['run.ai/reserve_for_gpu_index']?.trim() ?? '';
    const gpu = /^\d{1,4}$/.test(written) ? { index: Number(written) } : written === '' ? {} : { uuid: written };
    return readGroups(pod).map((group) => ({ pod, group, ...gpu }));
  });
}

/** The node as KAI counts it. */
export function toClusterNode(input: Omit<NodeInput, 'sharing' | 'dra'>): ClusterNode {
  const { node, pods, traits } = input;
  const groupOfUuid = new Map(listReservations(input).flatMap(({ uuid, group }) => (uuid === undefined ? [] : [[uuid, group]])));
  const podSlots = node.allocatable['pods'] === undefined ? undefined : countOf(node.allocatable, 'pods');
  return {
    name: node.name,
    labels: node.labels,
    gpus: Math.min(countOf(node.allocatable, gpuResource), mostGpus),
    cpuMilli: quantityOf(node.allocatable, 'cpu') * 1000,
    memoryBytes: quantityOf(node.allocatable, 'memory'),
    ...(podSlots !== undefined && { podSlots }),
    pods: pods.map((held): PlacedPod => {
      const { id, cpuMilli, memoryBytes } = held;
      return { name: id, cpuMilli, memoryBytes, gpu: nameGroups(readGpuUse(held, traits), groupOfUuid) };
    }),
  };
}

/** Of one GPU some pods name the group and others the UUID. */
function nameGroups(use: GpuUse, groupOfUuid: ReadonlyMap<string, string>): GpuUse {
  if (use.kind !== 'shared' || groupOfUuid.size === 0) return use;
  return { ...use, groups: [...new Set(use.groups.map((group) => groupOfUuid.get(group) ?? group))] };
}
