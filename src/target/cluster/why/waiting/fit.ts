import * as l10n from '@vscode/l10n';
import type { ClusterNode } from '../../../../gpu/clusterNode.ts';
import { describeNodeReason } from '../../../../gpu/describeNodeReason.ts';
import { placeOnCluster, type ClusterPlacement, type NodeReason, type PodRequest } from '../../../../gpu/placeOnCluster.ts';
import { isWholeGpu } from '../../../../gpu/request.ts';
import { formatPercent } from '../../../../gpu/share.ts';
import type { Cure } from '../cure.ts';
import { formatGpus } from '../gpus.ts';
import { requestOfPod } from '../requestOfPod.ts';
import { describeRoom, findBlockers, offerFraction, readRoom } from '../rooms.ts';
import type { PodGroupObject } from '../../objects/kai.ts';
import { readGroupReason } from '../schedulerTexts/groupReason.ts';
import type { ClusterView, NodeView } from '../../clusterView.ts';
import type { PodObject } from '../../objects/pod.ts';
import { remembering } from '../../view/remembering.ts';
import { sentence } from '../sentence.ts';
import { whyOut } from '../whyOut.ts';
import { findPodGroup } from './grouping.ts';
import { listReasons } from './podGroup.ts';
import { lookUnseen, type Look, type WaitInput } from './look.ts';

/** More nodes than these are not listed; those with most room come first. */
const mostListed = 8;
const mostBlockers = 2;

/** Pods of one workload ask the same of the same nodes. */
const rememberFits = remembering<ClusterView, Map<string, Look>>(() => new Map());

/** Our own count of what is free on each GPU, which no scheduler tells; affinity is left to the scheduler's own text. */
export function lookAtFit({ pod, objects, view }: WaitInput): readonly Look[] {
  const asked = pod && requestOfPod(pod);
  if (pod === undefined || asked === undefined || pod.claims.length > 0 || pod.schedulerName === 'hami-scheduler') return [];
  const unseen = lookUnseen('fit', l10n.t('Nodes'), objects.nodes) ?? lookUnseen('fit', l10n.t('Pods'), objects.pods);
  if (unseen !== undefined) return [unseen];
  if (objects.pods.state === 'known' && objects.pods.namespaces !== undefined) return [describePartial(objects.pods.namespaces)];
  // others hand their devices out by rules of their own
  const usable = view.nodes.filter(({ node }) => whyOut(node, pod, objects) === undefined);
  const nodes = usable.filter(isCounted).map(({ forPlacement }) => forPlacement);
  const others = usable.filter((node) => !isCounted(node));
  // where only such nodes match, nothing is said of the rest
  if (others.some(matches(pod)) && !usable.filter(isCounted).some(matches(pod))) return [];
  if (nodes.length === 0) return lookWithoutNodes(view.nodes.length);
  const inQueue = shareInQueue(findPodGroup(pod, objects), asked.gpu.devices);
  const fits = rememberFits(view);
  const key = JSON.stringify([asked, inQueue, nodes.map(({ name }) => name)]);
  const fit = fits.get(key) ?? describeFit(asked, nodes, inQueue);
  fits.set(key, fit);
  return [fit];
}

function isCounted({ sharing }: NodeView): boolean {
  return sharing === 'kai' || sharing === 'devicePlugin';
}

function matches({ nodeSelector }: PodObject): (node: NodeView) => boolean {
  const wanted = Object.entries(nodeSelector);
  return ({ node }) => wanted.every(([label, value]) => node.labels[label] === value);
}

/** Who else is on a GPU is not known, so nothing is said of what is free. */
function describePartial(namespaces: readonly string[]): Look {
  const text = l10n.t(
    'What is free on the GPUs is not known: you may read the pods of {0} only, and others may use them too.',
    namespaces.join(', '),
  );
  return { step: { kind: 'fit', state: 'unseen', text } };
}

function lookWithoutNodes(others: number): readonly Look[] {
  if (others > 0) return [];
  return [
    {
      step: { kind: 'fit', state: 'blocks', text: l10n.t('The cluster has no node with GPUs.') },
      headline: { text: l10n.t('no node with GPUs') },
      cures: [{ kind: 'waitFor', what: l10n.t('a node with GPUs') }],
    },
  ];
}

/** Share of each GPU that the queue allows yet, where the queue is what keeps it waiting. */
function shareInQueue(group: PodGroupObject | undefined, devices: number): number | undefined {
  const left = (group === undefined ? [] : listReasons(group))
    .map(readGroupReason)
    .flatMap((reason) => (reason.kind === 'overQueue' && reason.resource === 'gpu' ? [reason.allowed - reason.allocated] : []));
  return left.length === 0 ? undefined : Math.max(0, Math.min(...left)) / devices;
}

function describeFit(asked: PodRequest, nodes: readonly ClusterNode[], inQueue: number | undefined): Look {
  const placement = placeOnCluster(asked, nodes);
  const [place] = placement.places;
  if (place !== undefined) {
    const text = l10n.t(
      'By our own count its GPUs fit on {0} now.',
      placement.places
        .slice(0, 3)
        .map(({ node }) => node.name)
        .join(', '),
    );
    const smaller = inQueue === undefined ? undefined : offerFraction(asked, nodes, inQueue);
    return { step: { kind: 'fit', state: 'passed', text }, cures: smaller === undefined ? [] : [smaller] };
  }
  const matching = placement.refusals.filter(({ reasons }) => !reasons.some(({ kind }) => kind === 'selector'));
  const rooms = matching
    .map(({ node, reasons }) => ({ room: readRoom(asked.gpu, node), reasons }))
    .filter(({ room }) => room.gpus > 0)
    .toSorted((left, right) => (right.room.freeShares.at(-1) ?? 0) - (left.room.freeShares.at(-1) ?? 0));
  const listed = rooms
    .slice(0, mostListed)
    .map(({ room, reasons }) => [describeRoom(room), ...reasons.flatMap(describeOther)].join('; '));
  const more = rooms.length > mostListed ? [l10n.t('{0} more nodes have no more', rooms.length - mostListed)] : [];
  const most = Math.max(0, ...rooms.map(({ room }) => room.gpus));
  const headline =
    rooms.length > 0 && most < asked.gpu.devices
      ? l10n.t('no node has {0} GPUs: the most is {1}', asked.gpu.devices, most)
      : headlineOf(
          asked,
          placement,
          rooms.map(({ reasons }) => reasons),
        );
  return {
    step: {
      kind: 'fit',
      state: 'blocks',
      text: rooms.length === 0 ? sentence(headline) : `${[...listed, ...more].join('. ')}.`,
      numbers: { kind: 'rooms', rooms: rooms.map(({ room }) => room) },
    },
    headline: { text: headline },
    cures:
      rooms.length === 0
        ? [{ kind: 'otherNodePool' }]
        : curesOf(
            asked,
            matching.map(({ node }) => node),
            inQueue,
          ),
  };
}

function curesOf(asked: PodRequest, nodes: readonly ClusterNode[], inQueue: number | undefined): readonly Cure[] {
  const smaller = offerFraction(asked, nodes, inQueue);
  const blockers = findBlockers(asked, nodes).slice(0, mostBlockers);
  const unlabelled =
    asked.gpu.request.kind === 'memory' ? nodes.filter(({ gpus, labels }) => gpus > 0 && labels[memoryLabel] === undefined) : [];
  const waits = blockers.map(({ pods, node, share }): Cure => ({
    kind: 'waitFor',
    what:
      pods.length === 1
        ? l10n.t('{0} on {1} to end, which holds {2} there', pods.join(), node, formatGpus(share))
        : l10n.t('{0} on {1} to end, which hold {2} there', pods.join(', '), node, formatGpus(share)),
  }));
  const isEnough = smaller !== undefined || waits.length > 0 || unlabelled.length > 0;
  return [
    ...(smaller === undefined ? [] : [smaller]),
    ...(isEnough ? waits : [fallback(asked, nodes)]),
    ...unlabelled.slice(0, 1).map((node): Cure => ({ kind: 'fixNodeLabel', node: node.name, label: memoryLabel })),
  ];
}

/** Where neither less nor the end of a few pods helps. */
function fallback({ gpu }: PodRequest, nodes: readonly ClusterNode[]): Cure {
  const rooms = nodes.map((node) => readRoom(gpu, node));
  const most = Math.max(0, ...rooms.map(({ gpus }) => gpus));
  if (most < gpu.devices) return { kind: 'changeManifest', what: l10n.t('Ask for no more than {0}.', formatGpus(most)) };
  if (rooms.some(({ askedShare }) => askedShare <= 1)) return { kind: 'waitFor', what: l10n.t('room on the GPUs') };
  const largest = Math.max(...rooms.map(({ countedMiB = 0 }) => countedMiB));
  return { kind: 'changeManifest', what: l10n.t('Ask for no more than {0} MiB of a GPU.', largest) };
}

const memoryLabel = 'nvidia.com/gpu.memory';

/** Why not, in few words: what keeps it from all nodes that it may run on. */
function headlineOf({ gpu }: PodRequest, { refusals }: ClusterPlacement, matching: readonly (readonly NodeReason[])[]): string {
  if (matching.length === 0) {
    const [first] = refusals.flatMap(({ reasons }) => reasons.filter(({ kind }) => kind === 'selector'));
    return first?.kind === 'selector'
      ? l10n.t('no node with GPUs has {0}', `${first.label}=${first.wanted}`)
      : l10n.t('no node with GPUs');
  }
  const capacities = matching.flatMap((reasons) => reasons.flatMap((reason) => (reason.kind === 'gpuMemory' ? [reason] : [])));
  const [largest] = capacities.toSorted((left, right) => right.capacityMiB - left.capacityMiB);
  if (largest !== undefined && capacities.length === matching.length) {
    return l10n.t('no GPU has {0} MiB: the largest has {1} MiB', largest.requestedMiB, largest.capacityMiB);
  }
  if (matching.every((reasons) => reasons.some(({ kind }) => kind === 'memoryUnknown'))) {
    return l10n.t('no node tells how much memory its GPUs have');
  }
  const withGpus = matching.find(
    (reasons) => !reasons.some(({ kind }) => kind === 'gpus' || kind === 'gpuMemory' || kind === 'memoryUnknown'),
  );
  const other = withGpus?.flatMap(describeOther)[0];
  if (other !== undefined) return l10n.t('a GPU is free, but {0}', other);
  const { devices, request } = gpu;
  if (isWholeGpu(gpu)) return devices === 1 ? l10n.t('no free GPU') : l10n.t('no node with {0} free GPUs', devices);
  const amount = request.kind === 'share' ? formatPercent(request.share) : `${request.memoryMiB} MiB`;
  return devices === 1
    ? l10n.t('no GPU with {0} free', amount)
    : l10n.t('no node with {0} GPUs that have {1} free each', devices, amount);
}

/** What a node lacks beside GPUs. */
function describeOther(reason: NodeReason): readonly string[] {
  switch (reason.kind) {
    case 'cpu':
    case 'memory':
    case 'podSlots':
      return [describeNodeReason(reason)];
    case 'memoryUnknown':
    case 'gpuMemory':
    case 'gpus':
    case 'selector':
      return [];
  }
}
