import { countedMiBOfNode, countUsedGpus } from '../../../../src/gpu/clusterNode.ts';
import { shareOfAmount } from '../../../../src/gpu/fraction.ts';
import type { NodeReason, NodeRefusal, PodRequest } from '../../../../src/gpu/placeOnCluster.ts';
import type { FractionRequest } from '../../../../src/gpu/request.ts';

/** A number as KAI writes it: three decimals at most, cut. */
export function writeNumber(value: number): string {
  return String(Math.floor(value * 1000 + 1e-6) / 1000);
}

/** Why no node takes a pod, a line a node, in the words of KAI v0.17 with detailed fit errors (pkg/scheduler/api/common_info). */
export function describeRefusals(refusals: readonly NodeRefusal[], { gpu }: PodRequest): string {
  const lines = refusals
    .toSorted((left, right) => (left.node.name < right.node.name ? -1 : 1))
    .flatMap((refusal) => {
      const details = toldOf(refusal, gpu).map(detailOf);
      return details.length === 0 ? [] : [`\n<${refusal.node.name}>: ${details.join(', ')}.`];
    });
  return `${lines.join('')}\nno nodes with enough resources were found.`;
}

/** The same in short: how many nodes lack what. */
export function countRefusals(refusals: readonly NodeRefusal[], { gpu }: PodRequest): string {
  const reasons = refusals.flatMap((refusal) => [...new Set(toldOf(refusal, gpu).map(shortOf))]);
  const counts = [...Map.groupBy(reasons, (reason) => reason)].map(([reason, { length }]) => `${length} ${reason}`);
  const head = 'no nodes with enough resources were found';
  return counts.length === 0 ? head : `${head}: ${counts.toSorted().join('. \n')}`;
}

/**
 * What KAI says of a node, which is not always why. Of labels it speaks only where nothing is lacking. Of GPUs it compares the sum of the
 * parts with those that are free as a whole: it says nothing of 4 x 0.1 on two GPUs, and speaks of GPUs where a shared one has room
 * but something else is lacking. Of a request in memory it says nothing where GPUs are all that is lacking.
 */
function toldOf({ node, reasons }: NodeRefusal, { devices, request }: FractionRequest): readonly NodeReason[] {
  const lacking = reasons.filter(({ kind }) => kind !== 'selector');
  if (lacking.length === 0) return reasons;
  const others = lacking.filter(({ kind }) => kind !== 'gpus' && kind !== 'memoryUnknown');
  if (request.kind === 'memory' && others.length === 0) return [];
  const share = shareOfAmount(request, countedMiBOfNode(node).countedMiB);
  const [used, capacity] = [countUsedGpus(node), node.gpus];
  const gpus: NodeReason = { kind: 'gpus', devices, share, used, capacity, withRoom: 0 };
  return devices * share > capacity - used ? [gpus, ...others] : others;
}

function detailOf(reason: NodeReason): string {
  const lacking = (what: string, requested: string, used: number, capacity: number): string =>
    `Node didn't have enough resources: ${what}, requested: ${requested}, used: ${writeNumber(used)}, capacity: ${writeNumber(capacity)}`;
  switch (reason.kind) {
    case 'selector':
      return shortOf(reason);
    case 'gpus': {
      const { devices, share, used, capacity } = reason;
      const part = String(Number(share.toFixed(2)));
      return lacking('GPUs', share === 1 ? `${devices}` : devices === 1 ? part : `${devices} X ${part}`, used, capacity);
    }
    case 'gpuMemory':
      return `Node didn't have enough resources: Each gpu on the node has a gpu memory capacity of ${reason.capacityMiB} Mib. ${reason.requestedMiB} Mib of gpu memory has been requested.`;
    case 'cpu': {
      const { requestedMilli, usedMilli, capacityMilli } = reason;
      return lacking('CPU cores', writeNumber(requestedMilli / 1000), usedMilli / 1000, capacityMilli / 1000);
    }
    case 'memory': {
      const { requestedBytes, usedBytes, capacityBytes } = reason;
      return lacking('memory', writeNumber(requestedBytes / 1e9), usedBytes / 1e9, capacityBytes / 1e9);
    }
    case 'podSlots':
    case 'memoryUnknown':
      return shortOf(reason);
  }
}

function shortOf({ kind }: NodeReason): string {
  switch (kind) {
    case 'selector':
      return "node(s) didn't match Pod's node affinity/selector";
    case 'gpus':
      return "node(s) didn't have enough resources: GPUs";
    case 'gpuMemory':
      return "node(s) didn't have enough resources: GPU memory";
    case 'cpu':
      return "node(s) didn't have enough resources: CPU cores";
    case 'memory':
      return "node(s) didn't have enough resources: memory";
    case 'podSlots':
      return 'node(s) pod number exceeded';
    case 'memoryUnknown':
      return 'node is not a gpu node or the gpu memory count on the node was not synced yet';
  }
}
