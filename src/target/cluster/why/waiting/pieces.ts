import * as l10n from '@vscode/l10n';
import { known, type ClusterObjects } from '../../clusterObjects.ts';
import type { NodeObject } from '../../objects/node.ts';
import type { PodObject } from '../../objects/pod.ts';
import { countOf, countOfPod, listDeviceResources } from '../../view/podResources.ts';
import { groupPodsByNode } from '../../view/podsByNode.ts';
import { countFree } from '../../view/slices/containerCounts.ts';
import type { Cure } from '../cure.ts';
import { whyOut } from '../whyOut.ts';
import type { Look, WaitInput } from './look.ts';

/** More nodes than these are not listed; those with most free come first. */
const mostListed = 8;

interface PieceRoom {
  readonly node: string;
  readonly total: number;
  readonly free: number;
}

/** Our own count of MIG devices and of replicas of shared GPUs, which a pod asks for by number; what of them runs is told by the pods. */
export function lookAtPieces({ pod, objects, view }: WaitInput): readonly Look[] {
  if (pod === undefined || objects.nodes.state !== 'known' || objects.pods.state !== 'known') return [];
  if (objects.pods.namespaces !== undefined) return [];
  const nodes = known(objects.nodes).filter((node) => matches(pod, node) && whyOut(node, pod, objects) === undefined);
  const replicated = new Set(
    view.nodes.filter(({ sharing }) => sharing === 'timeSlicing' || sharing === 'mps').map(({ name }) => name),
  );
  return listDeviceResources(pod).flatMap((resource) => {
    if (/^nvidia\.com\/(mig-|gpu\.shared$)/.test(resource))
      return [describe(pod, resource, countRooms(resource, nodes, objects))];
    // replicas are often called as GPUs are
    const rooms =
      resource === 'nvidia.com/gpu'
        ? countRooms(
            resource,
            nodes.filter(({ name }) => replicated.has(name)),
            objects,
          )
        : [];
    return rooms.length === 0 ? [] : [describe(pod, resource, rooms)];
  });
}

function matches({ nodeSelector }: PodObject, { labels }: NodeObject): boolean {
  return Object.entries(nodeSelector).every(([label, value]) => labels[label] === value);
}

function countRooms(resource: string, nodes: readonly NodeObject[], objects: ClusterObjects): readonly PieceRoom[] {
  const { byNode } = groupPodsByNode(objects);
  return nodes
    .map(({ name, allocatable }): PieceRoom => {
      const total = countOf(allocatable, resource);
      return { node: name, total, free: countFree(total, byNode.get(name)?.pods.map((held) => held.pod) ?? [], resource) };
    })
    .filter(({ total }) => total > 0)
    .toSorted((left, right) => right.free - left.free);
}

function describe(pod: PodObject, resource: string, rooms: readonly PieceRoom[]): Look {
  const asked = countOfPod(pod, resource);
  const [most] = rooms;
  if (most !== undefined && most.free >= asked) {
    const text = l10n.t('By our own count {0} of {1} are free on {2} now.', most.free, resource, most.node);
    return { step: { kind: 'fit', state: 'passed', text } };
  }
  const listed = rooms
    .slice(0, mostListed)
    .map(({ node, total, free }) => l10n.t('{0}: {1} of {2} {3} free; {4} asked', node, free, total, resource, asked));
  const more = rooms.length > mostListed ? [l10n.t('{0} more nodes have no more', rooms.length - mostListed)] : [];
  const headline =
    most === undefined ? l10n.t('no node has {0}', resource) : l10n.t('no node with {0} free {1}', asked, resource);
  const cures: readonly Cure[] =
    most === undefined
      ? [{ kind: 'otherNodePool' }]
      : [
          ...(most.free > 0
            ? [{ kind: 'changeManifest', what: l10n.t('Ask for {0}.', `${resource}: ${most.free}`) } as const]
            : []),
          { kind: 'waitFor', what: l10n.t('{0} to become free', resource) },
        ];
  return {
    step: {
      kind: 'fit',
      state: 'blocks',
      text: most === undefined ? l10n.t('No node that it may run on has {0}.', resource) : `${[...listed, ...more].join('. ')}.`,
    },
    headline: { text: headline },
    cures,
  };
}
