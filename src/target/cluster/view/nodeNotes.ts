import * as l10n from '@vscode/l10n';
import { countUsedGpus, type ClusterNode } from '../../../gpu/clusterNode.ts';
import type { Pool } from '../../../gpu/dra/pools.ts';
import { parseMemoryLabel } from '../../../gpu/fraction.ts';
import { formatTaint } from '../../../gpu/taints.ts';
import { describeReservationProblem } from './describeReservation.ts';
import { gpuResource } from './gpuUse.ts';
import type { NodeInput } from './nodeInput.ts';
import { describeNodeProblem, findBlocked, findUnreadyFractioning } from './nodeProblem.ts';
import { listMigResources, sharedGpuResource } from './nodeSharing.ts';
import type { NodeObject, Taint } from '../objects/node.ts';
import { countOf } from './podResources.ts';
import { hamiRegister, readHamiCards } from './slices/hamiRegister.ts';

const bytesPerMiB = 1_048_576;
/** Kept by nodes for what is told by other notes, or for all that asks for GPUs. */
const usualTaints: ReadonlySet<string> = new Set([
  'node.kubernetes.io/unschedulable',
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
  gpuResource,
]);

/** What a person should know of a node; most important first. */
export function listNodeNotes(input: NodeInput, counted: ClusterNode): readonly string[] {
  const { node, sharing } = input;
  const notes = [
    ...[findBlocked(node), sharing === 'kai' ? findUnreadyFractioning(node, input.traits) : undefined].map(
      (problem) => problem && describeNodeProblem(problem),
    ),
    ...(sharing === 'kai' ? [describeMemoryLabel(node), describeOvercommit(counted)] : []),
    describeMigConfig(node),
    ...(sharing === 'hami' ? [describeHandshake(node), describeRegister(node)] : []),
    ...(sharing === 'dra' ? input.dra.pools.map(describePool) : [describeMissingPlugin(node)]),
    ...input.reservations.map(describeReservationProblem),
    ...node.taints.filter(isUnusual).map((taint) => l10n.t('taint {0}', formatTaint(taint))),
  ];
  return notes.filter((note) => note !== undefined);
}

function describeMemoryLabel({ labels, allocatable }: NodeObject): string | undefined {
  const written = labels['nvidia.com/gpu.memory'];
  if (countOf(allocatable, gpuResource) === 0) return undefined;
  if (written === undefined) {
    return l10n.t('no label nvidia.com/gpu.memory: shares (gpu-fraction) can be had here, memory (gpu-memory) cannot');
  }
  const label = parseMemoryLabel(written);
  if (label === undefined) {
    return l10n.t('label nvidia.com/gpu.memory "{0}" is no number of MiB: memory (gpu-memory) cannot be had here', written);
  }
  return label >= bytesPerMiB
    ? l10n.t('label nvidia.com/gpu.memory "{0}" is read as bytes, for it is too large for MiB', written)
    : undefined;
}

function describeOvercommit(counted: ClusterNode): string | undefined {
  const used = countUsedGpus(counted);
  return used > counted.gpus && counted.gpus > 0
    ? l10n.t('{0} GPUs are handed out, and it has {1}', used, counted.gpus)
    : undefined;
}

function describeMigConfig({ labels }: NodeObject): string | undefined {
  const wanted = labels['nvidia.com/mig.config'] ?? '';
  if ((labels['nvidia.com/gpu.product'] ?? '').endsWith('-MIG-INVALID')) {
    return l10n.t('its GPUs are cut in different ways, which the strategy single does not take: none is offered');
  }
  const state = labels['nvidia.com/mig.config.state'];
  if (state === 'pending') return l10n.t('MIG is being configured: {0}', wanted);
  if (state === 'rebooting') return l10n.t('restarts to configure MIG: {0}', wanted);
  return state === 'failed' ? l10n.t('MIG could not be configured: {0}', wanted) : undefined;
}

/** The scheduler asks, and the plugin answers by another value within a minute. */
function describeHandshake({ annotations }: NodeObject): string | undefined {
  const asked = /^Requesting_(.*)$/.exec(annotations['hami.io/node-handshake'] ?? '')?.[1];
  return asked === undefined ? undefined : l10n.t("HAMi's device plugin has not answered since {0}", asked);
}

function describeRegister(node: NodeObject): string | undefined {
  return readHamiCards(node).length > 0 ? undefined : l10n.t('annotation {0} names no card that can be read', hamiRegister);
}

function describeMissingPlugin(node: NodeObject): string | undefined {
  const written = node.labels['nvidia.com/gpu.count'] ?? '';
  const isOffered =
    listMigResources(node).length > 0 || [gpuResource, sharedGpuResource].some((name) => countOf(node.allocatable, name) > 0);
  return isOffered || !/^[1-9]\d{0,3}$/.test(written)
    ? undefined
    : l10n.t('label nvidia.com/gpu.count says {0}, and no device plugin offers any GPU', written);
}

function describePool(pool: Pool): string | undefined {
  switch (pool.kind) {
    case 'usable':
      return undefined;
    case 'incomplete':
      return l10n.t(
        '{0} of {1} ResourceSlices of pool {2} are there: its devices are given out when all are',
        pool.slices,
        pool.of,
        pool.id,
      );
    case 'invalid':
      return l10n.t('pool {0} contradicts itself, so that nothing of it is given out', pool.id);
  }
}

function isUnusual({ key, effect }: Taint): boolean {
  return effect !== 'PreferNoSchedule' && !usualTaints.has(key);
}
