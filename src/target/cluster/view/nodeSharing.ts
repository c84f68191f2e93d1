import type { NodeSharing } from '../../../manifest/clusterFacts.ts';
import { gpuResource } from './gpuUse.ts';
import type { KaiTraits } from './kaiTraits.ts';
import type { NodeObject } from '../objects/node.ts';
import { countOf } from './podResources.ts';
import { hamiRegister } from './slices/hamiRegister.ts';

export const sharedGpuResource = 'nvidia.com/gpu.shared';

/** What decides, beside the node, who hands its GPUs out. */
export interface SharingSigns {
  /** Devices of a DRA driver for GPUs are offered on it. */
  readonly hasDraDevices: boolean;
  /** Pods on it have groups of KAI. */
  readonly hasGroups: boolean;
  readonly traits: KaiTraits;
}

/**
 * The one owner of a node's GPUs: HAMi, DRA, KAI or Run:ai, the device plugin, in this order; on HAMi's nodes the count of
 * `nvidia.com/gpu` is that of its slots. KAI hands out no parts where the device plugin has cut the GPUs already.
 */
export function findSharing(node: NodeObject, { hasDraDevices, hasGroups, traits }: SharingSigns): NodeSharing {
  if ((node.annotations[hamiRegister] ?? '') !== '') return 'hami';
  if (hasDraDevices) return 'dra';
  if (hasGroups) return 'kai';
  if (isMig(node)) return 'mig';
  if (isReplicated(node)) return isMps(node) ? 'mps' : 'timeSlicing';
  return traits.isPresent ? 'kai' : 'devicePlugin';
}

/** Resources of MIG devices that a node offers with strategy `mixed`. */
export function listMigResources({ allocatable }: NodeObject): readonly string[] {
  return Object.keys(allocatable).filter((name) => name.startsWith('nvidia.com/mig-') && countOf(allocatable, name) > 0);
}

/** With strategy `single` the profile of all its GPUs, by the product `NVIDIA-H100-80GB-HBM3-MIG-1g.10gb`. */
export function findSingleProfile({ labels }: NodeObject): string | undefined {
  const profile = /-MIG-(\d+g\.\d+gb\S*)$/.exec(labels['nvidia.com/gpu.product'] ?? '')?.[1];
  return labels['nvidia.com/mig.strategy'] === 'single' ? profile?.replaceAll(/\.(?=me|gfx)/g, '+') : undefined;
}

function isMig(node: NodeObject): boolean {
  return listMigResources(node).length > 0 || findSingleProfile(node) !== undefined;
}

function isReplicated({ labels, allocatable }: NodeObject): boolean {
  const strategy = labels['nvidia.com/gpu.sharing-strategy'] ?? 'none';
  return countOf(allocatable, sharedGpuResource) > 0 || (strategy !== 'none' && replicasOfLabel(labels) > 1);
}

function isMps({ labels }: NodeObject): boolean {
  return labels['nvidia.com/gpu.sharing-strategy'] === 'mps' || labels['nvidia.com/mps.capable'] === 'true';
}

/** Configured replicas of each GPU; 0 where the label tells none. */
export function replicasOfLabel(labels: NodeObject['labels']): number {
  const written = labels['nvidia.com/gpu.replicas'] ?? '';
  return /^\d{1,5}$/.test(written) ? Number(written) : 0;
}

/** Whether anything of the node says that it has GPUs. */
export function hasGpus(node: NodeObject): boolean {
  const { labels, allocatable, annotations } = node;
  return (
    (annotations[hamiRegister] ?? '') !== '' ||
    labels['nvidia.com/gpu.present'] === 'true' ||
    [gpuResource, sharedGpuResource].some((name) => countOf(allocatable, name) > 0) ||
    listMigResources(node).length > 0
  );
}
