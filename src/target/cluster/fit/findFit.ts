import * as l10n from '@vscode/l10n';
import { describeNodeReason } from '../../../gpu/describeNodeReason.ts';
import { findMissingResources } from '../../../gpu/placeOnCluster.ts';
import { asksOf } from '../../../manifest/dialects/asks.ts';
import { readPodRequest, readPodSums } from '../../../manifest/podRequest.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { GpuView, NodeView } from '../clusterView.ts';
import { describeFit } from './describeFit.ts';
import { claimsDevices, fitDra } from './fitDra.ts';
import { fitHami } from './fitHami.ts';
import { fitOnGpus } from './fitKai.ts';
import { fitPieces } from './fitPieces.ts';
import type { Fit, NodeFit } from './fitResult.ts';
import { listGateReasons } from './nodeGate.ts';
import { findQueueRoom } from './queueRoom.ts';
import { findAskedPieces, findServingNodes } from './servingNodes.ts';
import { isKaiScheduler, readKaiTraits, type KaiTraits } from '../view/kaiTraits.ts';
import { present } from '../objects/fields.ts';
import { readClusterView } from '../view/readView.ts';
import { toClusterFacts } from '../facts/toClusterFacts.ts';

export interface FitOptions {
  /** Instead of the one that the manifest names. */
  readonly queue?: string;
}

/**
 * Where one pod of a workload would land on a cluster now, what each node that refuses it lacks, and whether its queue has room for all of
 * its replicas. Moves and evicts nothing in thought.
 */
export function findFit(found: FoundWorkload, objects: ClusterObjects, { queue: chosen }: FitOptions = {}): Fit {
  const view = readClusterView(objects);
  const serving = findServingNodes(found, view.nodes);
  const nodeFit = fitNodes(found, serving, objects);
  const traits = readKaiTraits(objects);
  const schedulerName = found.workload.template.schedulerName?.value ?? '';
  const hasQueue = chosen !== undefined || (traits.isPresent && isKaiScheduler(schedulerName, traits));
  const queue = hasQueue
    ? findQueueRoom(found, objects.queues.state === 'known' ? view.queues : undefined, toClusterFacts(objects, view), chosen)
    : undefined;
  const gpus = serving.flatMap((node) => node.gpus);
  const told = {
    ...nodeFit,
    fittingGpus: nodeFit.places.reduce((sum, { fittingGpus }) => sum + fittingGpus, 0),
    allGpus: gpus.reduce((sum, { count = 1 }) => sum + count, 0),
    largestFreeShare: gpus.reduce(
      (most, { unusable, freeShare }) => (unusable === undefined ? Math.max(most, freeShare) : most),
      0,
    ),
    ...present({ queue }),
    kind: findKind(found, objects, { serving, nodeFit, waits: queue?.waits !== undefined }),
  };
  const unknown = findUnknown(found, objects) ?? nodeFit.untold ?? l10n.t('what others hold in other namespaces may not be read');
  return {
    ...told,
    summary: describeFit(told, found, { servingNodes: serving.length, unknown, lacksGpus: lacksGpus(found, serving, traits) }),
  };
}

/** Node by node, for what its pieces are called is told by the node. */
function fitNodes(found: FoundWorkload, nodes: readonly NodeView[], objects: ClusterObjects): NodeFit {
  const traits = readKaiTraits(objects);
  const gated = nodes.map((node) => ({
    node,
    reasons: [...listGateReasons(found, node, traits), ...(countsResources(found, node) ? [] : listLacking(found, node))],
  }));
  const open = gated.filter(({ reasons }) => reasons.length === 0).map(({ node }) => node);
  const closed = gated.filter(({ reasons }) => reasons.length > 0).map(({ node, reasons }) => ({ node: node.name, reasons }));
  const fits = claimsDevices(found) ? [fitDra(found, open, objects)] : fitOpen(found, open);
  const untold = fits.map((fit) => fit.untold).find((each) => each !== undefined);
  return {
    places: fits.flatMap(({ places }) => places),
    refusals: [...fits.flatMap(({ refusals }) => refusals), ...closed],
    ...present({ untold }),
  };
}

/** Whether the rules for its GPUs look at CPU and memory too. */
function countsResources(found: FoundWorkload, node: NodeView): boolean {
  return !claimsDevices(found) && node.sharing !== 'hami' && findAskedPieces(found, node) === undefined;
}

function listLacking({ workload }: FoundWorkload, { forPlacement }: NodeView): readonly string[] {
  return findMissingResources(readPodSums(workload.template), forPlacement).map(describeNodeReason);
}

function fitOpen(found: FoundWorkload, nodes: readonly NodeView[]): readonly NodeFit[] {
  const [ask] = asksOf(found.result);
  const cards = nodes.filter(({ sharing }) => sharing === 'hami');
  const byPieces = Map.groupBy(
    nodes.filter(({ sharing }) => sharing !== 'hami'),
    (node) => JSON.stringify(findAskedPieces(found, node)),
  );
  const pod = readPodRequest(found);
  return [
    ...(ask?.kind === 'request' && cards.length > 0 ? [fitHami(pod?.gpu ?? ask.request, cards)] : []),
    ...[...byPieces.values()].flatMap((same) => {
      const [first] = same;
      const pieces = first && findAskedPieces(found, first);
      if (pieces !== undefined) return [fitPieces(pieces, same)];
      return pod === undefined ? [] : [fitOnGpus(pod, same)];
    }),
  ];
}

interface FitSoFar {
  readonly serving: readonly NodeView[];
  readonly nodeFit: NodeFit;
  readonly waits: boolean;
}

function findKind(found: FoundWorkload, objects: ClusterObjects, { serving, nodeFit, waits }: FitSoFar): Fit['kind'] {
  if ((findUnknown(found, objects) ?? nodeFit.untold) !== undefined) return 'unknown';
  if (nodeFit.places.length > 0) return waits ? 'waits' : seesAllHolders(found, objects) ? 'fits' : 'unknown';
  const emptied = fitNodes(found, serving.map(empty), withoutClaims(objects));
  if (emptied.untold !== undefined) return 'unknown';
  return emptied.places.length > 0 ? 'waits' : 'never';
}

/** Whether no GPU of the nodes that take such pods has what is asked of one; of pieces that nobody else keeps the pod away. */
function lacksGpus(found: FoundWorkload, serving: readonly NodeView[], traits: KaiTraits): boolean {
  const open = serving.filter((node) => listGateReasons(found, node, traits).length === 0);
  const [ask] = asksOf(found.result);
  if (ask?.kind !== 'request' || open.length === 0) return open.length > 0;
  const { request, devices } = ask.request;
  const isEnough = ({ freeMiB, freeShare }: GpuView): boolean =>
    request.kind === 'memory' ? (freeMiB ?? 0) >= request.memoryMiB : freeShare >= request.share;
  return open.every(({ gpus }) => gpus.filter((gpu) => gpu.unusable === undefined && isEnough(gpu)).length < devices);
}

/** Where only some namespaces may be read, others may hold what looks free. */
function seesAllHolders(found: FoundWorkload, { pods, resourceClaims }: ClusterObjects): boolean {
  const holders = claimsDevices(found) ? [pods, resourceClaims] : [pods];
  return holders.every((reading) => reading.state !== 'known' || reading.namespaces === undefined);
}

/** Why nothing can be said of a workload on a cluster. */
function findUnknown(found: FoundWorkload, objects: ClusterObjects): string | undefined {
  const { nodes, pods } = objects;
  const asks = asksOf(found.result).length > 0 || (claimsDevices(found) && found.result.kind !== 'invalid');
  if (!asks) return l10n.t('what it asks of GPUs cannot be read');
  if (nodes.state !== 'known')
    return nodes.state === 'loading' ? l10n.t('the nodes are being read') : l10n.t('the nodes may not be read');
  if (pods.state !== 'known')
    return pods.state === 'loading' ? l10n.t('the pods are being read') : l10n.t('the pods may not be read');
  return claimsDevices(found) ? findUnreadDevices(objects) : undefined;
}

/** Kinds that a cluster does not serve have no objects, which is known. */
function findUnreadDevices({ resourceSlices, resourceClaims, deviceClasses }: ClusterObjects): string | undefined {
  const states = new Set([resourceSlices, resourceClaims, deviceClasses].map(({ state }) => state));
  if (states.has('forbidden') || states.has('failed')) return l10n.t('devices and their claims may not be read');
  return states.has('loading') ? l10n.t('devices and their claims are being read') : undefined;
}

function withoutClaims(objects: ClusterObjects): ClusterObjects {
  const { resourceClaims } = objects;
  const claims = known(resourceClaims).map((claim) => {
    const { allocation: _, ...waiting } = claim;
    return waiting;
  });
  return resourceClaims.state === 'known' ? { ...objects, resourceClaims: { ...resourceClaims, items: claims } } : objects;
}

/** The node as it would be if nobody were on it and it were well. */
function empty(view: NodeView): NodeView {
  const gpus = view.gpus.map((each): GpuView => {
    const { unusable: _, ...gpu } = each;
    return {
      ...gpu,
      ...(gpu.countedMiB !== undefined && { freeMiB: gpu.countedMiB }),
      freeShare: 1,
      slices: [],
      ...(gpu.pieces && { pieces: gpu.pieces.map((piece) => ({ ...piece, free: piece.total })) }),
    };
  });
  const taints = view.node.taints.filter(({ key }) => !key.startsWith('node.kubernetes.io/'));
  const node = { ...view.node, isCordoned: false, conditions: [], taints };
  return { ...view, node, gpus, forPlacement: { ...view.forPlacement, pods: [] } };
}
