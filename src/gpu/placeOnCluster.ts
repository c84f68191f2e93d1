import { countedMiBOfNode, countUsedGpus, findGroups, type ClusterNode, type GpuGroup } from './clusterNode.ts';
import { memoryOfAmount, shareOfAmount } from './fraction.ts';
import type { MiB, Share } from './quantity.ts';
import { isWholeGpu, type FractionRequest } from './request.ts';

/** What a pod asks of a node: GPUs, the sums of its containers' requests, and labels that the node has to have. */
export interface PodRequest {
  readonly gpu: FractionRequest;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly nodeSelector: Readonly<Record<string, string>>;
}

/** A GPU that a request can have: one that others share already, or a free one. */
export type GpuOption = { readonly kind: 'group'; readonly group: GpuGroup } | { readonly kind: 'free' };

/** A node that takes a request. */
export interface NodePlace {
  readonly node: ClusterNode;
  /** Of each GPU. */
  readonly share: Share;
  readonly requestMiB: MiB;
  /** As many as devices are asked for. */
  readonly gpus: readonly GpuOption[];
  /** Further ones that would do, in the order in which they would be taken. */
  readonly otherGpus: readonly GpuOption[];
  /** Before the request takes any. */
  readonly freeGpus: number;
}

/** Why a node does not take a request; the numbers are those of KAI's messages. */
export type NodeReason =
  | { readonly kind: 'selector'; readonly label: string; readonly wanted: string; readonly found?: string }
  /** The label `nvidia.com/gpu.memory` tells no memory, which a request in memory needs. */
  | { readonly kind: 'memoryUnknown' }
  /** `used` counts shared GPUs as whole ones: those that still have room for a device are `withRoom`. */
  | {
      readonly kind: 'gpus';
      readonly devices: number;
      readonly share: Share;
      readonly used: number;
      readonly capacity: number;
      readonly withRoom: number;
    }
  | { readonly kind: 'gpuMemory'; readonly requestedMiB: MiB; readonly capacityMiB: MiB }
  | { readonly kind: 'cpu'; readonly requestedMilli: number; readonly usedMilli: number; readonly capacityMilli: number }
  | { readonly kind: 'memory'; readonly requestedBytes: number; readonly usedBytes: number; readonly capacityBytes: number }
  /** A GPU that nobody shares yet takes a slot for KAI's reservation pod too. */
  | { readonly kind: 'podSlots'; readonly needed: number; readonly free: number };

export interface NodeRefusal {
  readonly node: ClusterNode;
  /** At least one. */
  readonly reasons: readonly NodeReason[];
}

/** Where a pod would land: every node is in one of the two lists. Without places it waits. */
export interface ClusterPlacement {
  /** The one that KAI would take first. */
  readonly places: readonly NodePlace[];
  readonly refusals: readonly NodeRefusal[];
}

/**
 * Where KAI would place a pod on a cluster as it is, moving nothing, with its default configuration (v0.17 pkg/scheduler:
 * api/node_info, plugins gpusharingorder, nodeplacement and gpupack): nodes on which a shared GPU has room come first, then
 * those with the fewest free GPUs, then by name; on a node the fullest shared GPUs that have room, then free ones.
 */
export function placeOnCluster(pod: PodRequest, nodes: readonly ClusterNode[]): ClusterPlacement {
  const places: NodePlace[] = [];
  const refusals: NodeRefusal[] = [];
  for (const node of nodes) {
    const place = findPlace(pod.gpu, node);
    const reasons = findReasons(pod, place);
    if (reasons.length === 0) places.push(place);
    else refusals.push({ node, reasons });
  }
  return {
    places: places.toSorted((left, right) => comparePlaces(left, right) || compareNames(left.node.name, right.node.name)),
    refusals,
  };
}

/** Negative where KAI prefers `left`; 0 where its rules leave it open. */
export function comparePlaces(left: NodePlace, right: NodePlace): number {
  return Number(sharesGpu(right)) - Number(sharesGpu(left)) || left.freeGpus - right.freeGpus;
}

/** Memory that others hold of a GPU: KAI takes the fullest first. */
export function usedMiBOf(option: GpuOption): number {
  return option.kind === 'group' ? option.group.usedMiB : 0;
}

function sharesGpu({ gpus }: NodePlace): boolean {
  return gpus.some(({ kind }) => kind === 'group');
}

function compareNames(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** What the node has for the request, be it enough or not. */
function findPlace(gpu: FractionRequest, node: ClusterNode): NodePlace {
  const { devices, request } = gpu;
  const { countedMiB } = countedMiBOfNode(node);
  const requestMiB = memoryOfAmount(request, countedMiB);
  const share = shareOfAmount(request, countedMiB);
  const withRoom = isWholeGpu(gpu) ? [] : findGroups(node).filter(({ freeMiB }) => requestMiB <= freeMiB);
  const freeGpus = Math.max(0, node.gpus - countUsedGpus(node));
  const options: readonly GpuOption[] = [
    ...withRoom.toSorted((left, right) => right.usedMiB - left.usedMiB).map((group) => ({ kind: 'group', group }) as const),
    ...Array.from({ length: freeGpus }, () => ({ kind: 'free' }) as const),
  ];
  return { node, share, requestMiB, gpus: options.slice(0, devices), otherGpus: options.slice(devices), freeGpus };
}

function findReasons(pod: PodRequest, place: NodePlace): readonly NodeReason[] {
  return [
    ...findUnmatched(pod, place.node),
    ...findMissingGpus(pod.gpu, place),
    ...findMissingResources(pod, place.node),
    ...findMissingSlots(pod.gpu, place),
  ];
}

function findMissingGpus({ devices, request }: FractionRequest, place: NodePlace): readonly NodeReason[] {
  const { node, share, requestMiB, gpus } = place;
  const { countedMiB, isKnown } = countedMiBOfNode(node);
  if (request.kind === 'memory' && !isKnown) return [{ kind: 'memoryUnknown' }];
  const reasons: NodeReason[] = [];
  if (gpus.length < devices) {
    const withRoom = gpus.filter(({ kind }) => kind === 'group').length;
    reasons.push({ kind: 'gpus', devices, share, used: countUsedGpus(node), capacity: node.gpus, withRoom });
  }
  if (requestMiB > countedMiB) reasons.push({ kind: 'gpuMemory', requestedMiB: requestMiB, capacityMiB: countedMiB });
  return reasons;
}

/** CPU and memory that a node lacks for a pod, whatever GPUs it has. */
export function findMissingResources(
  pod: Pick<PodRequest, 'cpuMilli' | 'memoryBytes'>,
  node: ClusterNode,
): readonly NodeReason[] {
  const reasons: NodeReason[] = [];
  const usedMilli = node.pods.reduce((sum, { cpuMilli }) => sum + cpuMilli, 0);
  if (usedMilli + pod.cpuMilli > node.cpuMilli) {
    reasons.push({ kind: 'cpu', requestedMilli: pod.cpuMilli, usedMilli, capacityMilli: node.cpuMilli });
  }
  const usedBytes = node.pods.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  if (usedBytes + pod.memoryBytes > node.memoryBytes) {
    reasons.push({ kind: 'memory', requestedBytes: pod.memoryBytes, usedBytes, capacityBytes: node.memoryBytes });
  }
  return reasons;
}

function findUnmatched({ nodeSelector }: PodRequest, { labels }: ClusterNode): readonly NodeReason[] {
  return Object.entries(nodeSelector).flatMap(([label, wanted]) => {
    const found = Object.hasOwn(labels, label) ? labels[label] : undefined;
    return found === wanted ? [] : [{ kind: 'selector', label, wanted, ...(found !== undefined && { found }) } as const];
  });
}

/** However many new groups there are, KAI asks for one slot beside the pod's (v0.17 plugins/predicates). */
function findMissingSlots(request: FractionRequest, { node, gpus }: NodePlace): readonly NodeReason[] {
  if (node.podSlots === undefined) return [];
  const needed = !isWholeGpu(request) && gpus.some(({ kind }) => kind === 'free') ? 2 : 1;
  const free = Math.max(0, node.podSlots - node.pods.length - findGroups(node).length);
  return free < needed ? [{ kind: 'podSlots', needed, free }] : [];
}
