import { countedMiBOfNode } from '../../../../gpu/clusterNode.ts';
import { parseMigProfile, profileOfResource } from '../../../../gpu/migProfile.ts';
import { mib, type MiB } from '../../../../gpu/quantity.ts';
import type { GpuView, SliceView } from '../../clusterView.ts';
import { gpuResource } from '../gpuUse.ts';
import { findSingleProfile, listMigResources } from '../nodeSharing.ts';
import type { NodeInput } from '../nodeInput.ts';
import type { NodeObject } from '../../objects/node.ts';
import { countOf } from '../podResources.ts';
import { countFree, listContainerCounts } from './containerCounts.ts';
import { drawDevicePlugin } from './devicePlugin.ts';
import { floorShare } from './floorShare.ts';
import type { SliceReader } from './sliceReader.ts';

/** MIG devices of one profile that a node offers as one resource. */
interface Offered {
  readonly resource: string;
  readonly profile: string;
  /** Of the cores, in sevenths. */
  readonly slices: number;
  readonly memoryMiB?: MiB;
  readonly total: number;
}

/**
 * MIG devices that the device plugin offers: one row for all of them, for no API tells which one a pod got, nor on which GPU. With
 * strategy `mixed` the GPUs that are not cut are drawn as what they are.
 */
export const drawMig: SliceReader = (input, counted) => {
  const { node, pods } = input;
  const offered = listOffered(node);
  const bare = pods.map(({ pod }) => pod);
  const pieces = offered.map(({ resource, profile, total }) => ({
    name: profile,
    total,
    free: countFree(total, bare, resource),
  }));
  const { countedMiB, isKnown } = countedMiBOfNode(counted);
  const isSingle = findSingleProfile(node) !== undefined;
  const parts = offered.map((each, index) => ({
    free: pieces[index]?.free ?? 0,
    share: !isSingle && isKnown && each.memoryMiB !== undefined ? Math.min(1, each.memoryMiB / countedMiB) : each.slices / 7,
  }));
  const cut: GpuView = {
    id: 'mig',
    kind: 'partitioned',
    count: countCutGpus(node, offered),
    ...(isKnown && !isSingle && { countedMiB }),
    freeShare: floorShare(Math.max(0, ...parts.map(({ free, share }) => (free > 0 ? share : 0)))),
    pieces,
    slices: offered.flatMap((each) => pods.flatMap(({ id, pod }) => drawSlices(id, pod, each))),
  };
  return [cut, ...(isSingle ? [] : drawDevicePlugin(input, counted))];
};

function drawSlices(id: string, pod: NodeInput['pods'][number]['pod'], offered: Offered): readonly SliceView[] {
  const { resource, profile, memoryMiB } = offered;
  return listContainerCounts(pod, resource).map(({ container, count }) => ({
    id: `${id}/${container}/${profile}`,
    pod,
    container,
    ...(memoryMiB !== undefined && { requestMiB: mib(memoryMiB * count), limitMiB: mib(memoryMiB * count) }),
    enforcement: 'driver',
    piece: count === 1 ? `mig-${profile}` : `${count} × mig-${profile}`,
  }));
}

function listOffered(node: NodeObject): readonly Offered[] {
  const single = findSingleProfile(node);
  const resources = single === undefined ? listMigResources(node) : [gpuResource];
  return resources.map((resource) => {
    const profile = single === undefined ? profileOfResource(resource) : parseMigProfile(single);
    const label = node.labels[single === undefined ? `${resource}.memory` : 'nvidia.com/gpu.memory'] ?? '';
    const memoryMiB = /^\d{1,9}$/.test(label) && Number(label) > 0 ? mib(Number(label)) : profile?.memoryMiB;
    return {
      resource,
      profile: profile?.name ?? resource.replace('nvidia.com/mig-', ''),
      slices: profile?.slices ?? 1,
      ...(memoryMiB !== undefined && { memoryMiB }),
      total: countOf(node.allocatable, resource),
    };
  });
}

/** GPUs that are cut: those of the label that are not offered whole, and as many as the slices of their cores need at least. */
function countCutGpus({ labels, allocatable }: NodeObject, offered: readonly Offered[]): number {
  const sevenths = offered.reduce((sum, { slices, total }) => sum + slices * total, 0);
  const written = labels['nvidia.com/gpu.count'] ?? '';
  const isOfGpus = offered.every(({ resource }) => resource !== gpuResource) && /^\d{1,4}$/.test(written);
  const labelled = isOfGpus ? Number(written) - countOf(allocatable, gpuResource) : 0;
  return Math.max(1, labelled, Math.ceil(sevenths / 7));
}
