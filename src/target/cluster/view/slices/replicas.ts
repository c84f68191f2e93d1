import * as l10n from '@vscode/l10n';
import { countedMiBOfNode, type ClusterNode } from '../../../../gpu/clusterNode.ts';
import { mib, share, type MiB } from '../../../../gpu/quantity.ts';
import type { GpuView, SliceView } from '../../clusterView.ts';
import { gpuResource } from '../gpuUse.ts';
import type { HeldPod } from '../heldPod.ts';
import { replicasOfLabel, sharedGpuResource } from '../nodeSharing.ts';
import type { NodeObject } from '../../objects/node.ts';
import { countOf } from '../podResources.ts';
import { countFree, listContainerCounts } from './containerCounts.ts';
import { floorShare } from './floorShare.ts';
import type { SliceReader } from './sliceReader.ts';

/** Replicas of the device plugin: one row for all of them, for nothing tells which GPU is behind which. MPS gives each an equal part. */
export const drawReplicas: SliceReader = ({ node, pods, sharing }, counted) => {
  const total = countReplicas(node);
  const { replicas, resource } = total;
  const partMiB = sharing === 'mps' ? partOf(counted, replicas) : undefined;
  const bare = pods.map(({ pod }) => pod);
  const free = countFree(total.count, bare, resource);
  const { countedMiB, isKnown } = countedMiBOfNode(counted);
  const view: GpuView = {
    id: 'replicas',
    kind: 'replicas',
    count: Math.max(1, Math.ceil(total.count / replicas)),
    ...(isKnown && { countedMiB }),
    freeShare: free > 0 ? floorShare(1 / replicas) : 0,
    pieces: [{ name: resource, total: total.count, free }],
    slices: pods.flatMap((held) => drawSlices(held, { resource, replicas, isMps: sharing === 'mps', partMiB })),
  };
  return [view];
};

/** The resource of a node's replicas, how many there are, and how many each GPU has. */
function countReplicas(node: NodeObject): {
  readonly resource: string;
  readonly count: number;
  readonly replicas: number;
} {
  const { labels, allocatable } = node;
  const resource = countOf(allocatable, sharedGpuResource) > 0 ? sharedGpuResource : gpuResource;
  const count = countOf(allocatable, resource);
  const gpus = Number(labels['nvidia.com/gpu.count'] ?? '');
  const ofCount = Number.isInteger(gpus) && gpus > 0 ? Math.round(count / gpus) : 1;
  return { resource, count, replicas: Math.max(1, replicasOfLabel(labels) || ofCount) };
}

function partOf(counted: ClusterNode, replicas: number): MiB | undefined {
  const { countedMiB, isKnown } = countedMiBOfNode(counted);
  return isKnown ? mib(Math.floor(countedMiB / replicas)) : undefined;
}

interface Replica {
  readonly resource: string;
  readonly replicas: number;
  readonly isMps: boolean;
  readonly partMiB: MiB | undefined;
}

function drawSlices({ id, pod }: HeldPod, { resource, replicas, isMps, partMiB }: Replica): readonly SliceView[] {
  return listContainerCounts(pod, resource).map(({ container, count }) => {
    const memoryMiB = partMiB === undefined ? undefined : mib(partMiB * count);
    return {
      id: `${id}/${container}`,
      pod,
      container,
      ...(isMps && count <= replicas && { share: share(count / replicas) }),
      ...(memoryMiB !== undefined && { requestMiB: memoryMiB, limitMiB: memoryMiB }),
      enforcement: isMps ? 'mps' : 'none',
      piece: l10n.t('{0} of {1} replicas', count, replicas),
    };
  });
}
