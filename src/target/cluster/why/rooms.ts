import * as l10n from '@vscode/l10n';
import { countedMiBOfNode, countUsedGpus, findGroups, type ClusterNode } from '../../../gpu/clusterNode.ts';
import { memoryOfAmount, shareOfAmount } from '../../../gpu/fraction.ts';
import { placeOnCluster, type PodRequest } from '../../../gpu/placeOnCluster.ts';
import { mib, share } from '../../../gpu/quantity.ts';
import { isWholeGpu, type FractionRequest } from '../../../gpu/request.ts';
import { formatPercent } from '../../../gpu/share.ts';
import type { Cure } from './cure.ts';
import type { NodeRoom } from './explanation.ts';

/** What a node has for a request, GPU by GPU. */
export function readRoom({ devices, request }: FractionRequest, node: ClusterNode): NodeRoom {
  const { countedMiB, isKnown } = countedMiBOfNode(node);
  const groups = findGroups(node).map(({ freeMiB }) => freeMiB / countedMiB);
  const free = Math.max(0, node.gpus - countUsedGpus(node));
  const whole = Math.max(0, node.gpus - groups.length - free);
  const freeShares = [...Array.from({ length: whole }, () => 0), ...groups, ...Array.from({ length: free }, () => 1)];
  return {
    node: node.name,
    gpus: node.gpus,
    ...(isKnown && { countedMiB }),
    freeShares: freeShares.toSorted((left, right) => left - right),
    askedShare: shareOfAmount(request, countedMiB),
    askedMiB: memoryOfAmount(request, countedMiB),
    devices,
  };
}

/** `gpu-07: 3 GPUs, at most 40 % free on one; 70 % asked`. */
export function describeRoom({ node, gpus, countedMiB, freeShares, askedShare, askedMiB, devices }: NodeRoom): string {
  const asked = formatPercent(askedShare);
  const enough = freeShares.filter((free) => free + tolerance >= askedShare).length;
  const count = gpus === 1 ? l10n.t('1 GPU') : l10n.t('{0} GPUs', gpus);
  const most = formatPercent(freeShares.at(-1) ?? 0);
  if (gpus === 0) return l10n.t('{0}: no GPU', node);
  if (askedShare > 1) {
    return countedMiB === undefined
      ? l10n.t('{0}: {1}, whose memory no label tells; {2} MiB asked', node, count, askedMiB)
      : l10n.t('{0}: {1} of {2} MiB; {3} MiB asked', node, count, countedMiB, askedMiB);
  }
  if (askedShare === 1) return l10n.t('{0}: {1}, {2} free; {3} asked', node, count, enough, devices);
  if (devices > 1) return l10n.t('{0}: {1}, {2} of them at least {3} free; {4} asked', node, count, enough, asked, devices);
  return gpus === 1
    ? l10n.t('{0}: {1}, {2} free; {3} asked', node, count, most, asked)
    : l10n.t('{0}: {1}, at most {2} free on one; {3} asked', node, count, most, asked);
}

/** Shares are floats. */
const tolerance = 1e-9;

/**
 * The most of each of so many GPUs that has room on one node now, and where; a share in whole percents, memory in MiB. `atMost`: the share
 * that a queue allows yet.
 */
export function offerFraction(pod: PodRequest, nodes: readonly ClusterNode[], atMost = 1): Cure | undefined {
  const { limit: _, ...gpu } = pod.gpu;
  const candidates = nodes
    .map((node) => ({ node, free: Math.min(atMost, readRoom(gpu, node).freeShares.at(-gpu.devices) ?? 0) }))
    .filter(({ node }) => node.gpus >= gpu.devices)
    .toSorted((left, right) => right.free - left.free);
  for (const { node, free } of candidates) {
    const smaller = shrink(gpu, free, node);
    if (smaller === undefined) continue;
    const [place] = placeOnCluster({ ...pod, gpu: smaller }, [node]).places;
    if (place !== undefined) return { kind: 'setFraction', request: smaller, node: node.name };
  }
  return undefined;
}

/** Undefined where it would be nothing, or no less than is asked. */
function shrink(gpu: FractionRequest, free: number, node: ClusterNode): FractionRequest | undefined {
  const { countedMiB, isKnown } = countedMiBOfNode(node);
  if (gpu.request.kind === 'memory') {
    const memoryMiB = mib(Math.floor(free * countedMiB));
    const isLess = isKnown && memoryMiB > 0 && memoryMiB < gpu.request.memoryMiB;
    return isLess ? { ...gpu, request: { kind: 'memory', memoryMiB } } : undefined;
  }
  const percents = Math.floor(free * 100 + tolerance);
  const isLess = percents >= 1 && percents / 100 < gpu.request.share;
  return isLess ? { ...gpu, request: { kind: 'share', share: share(percents / 100) } } : undefined;
}

/** Pods on one GPU after whose end a request would fit there. */
export interface Blockers {
  readonly node: string;
  /** At least one. */
  readonly pods: readonly string[];
  /** What they hold together, in GPUs. */
  readonly share: number;
}

/** Who would have to end so that a request for one GPU fits; the fewest pods first, of equals those that hold least. */
export function findBlockers(pod: PodRequest, nodes: readonly ClusterNode[]): readonly Blockers[] {
  if (pod.gpu.devices !== 1) return [];
  return nodes
    .flatMap((node) => blockersOnNode(pod.gpu, node).map((blockers) => ({ node, blockers })))
    .toSorted(
      (left, right) => left.blockers.pods.length - right.blockers.pods.length || left.blockers.share - right.blockers.share,
    )
    .slice(0, 10)
    .filter(({ node, blockers }) => {
      const pods = node.pods.filter(({ name }) => !blockers.pods.includes(name));
      return placeOnCluster(pod, [{ ...node, pods }]).places.length > 0;
    })
    .map(({ blockers }) => blockers);
}

function blockersOnNode(gpu: FractionRequest, node: ClusterNode): readonly Blockers[] {
  const { countedMiB } = countedMiBOfNode(node);
  const askedMiB = memoryOfAmount(gpu.request, countedMiB);
  const whole = node.pods.flatMap(({ name, gpu: use }) =>
    use.kind === 'whole' ? [{ node: node.name, pods: [name], share: use.devices }] : [],
  );
  const shared = findGroups(node).map(({ freeMiB, slices }): Blockers => {
    let missingMiB = isWholeGpu(gpu) ? Number.POSITIVE_INFINITY : askedMiB - freeMiB;
    const leaving = slices
      .toSorted((left, right) => right.requestMiB - left.requestMiB)
      .filter(({ requestMiB }) => {
        const isNeeded = missingMiB > 0;
        missingMiB -= requestMiB;
        return isNeeded;
      });
    return {
      node: node.name,
      pods: leaving.map(({ pod }) => pod),
      share: leaving.reduce((sum, slice) => sum + slice.share, 0),
    };
  });
  return [...whole, ...shared].filter(({ pods }) => pods.length > 0);
}
