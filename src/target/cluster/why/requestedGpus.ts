import { countedMiBOfNode } from '../../../gpu/clusterNode.ts';
import { shareOfAmount } from '../../../gpu/fraction.ts';
import type { FractionRequest } from '../../../gpu/request.ts';
import type { ClusterView } from '../clusterView.ts';
import { roundGpus } from './gpus.ts';

/** GPUs that a request counts as in a queue; memory by the largest GPU of the cluster (KAI v0.17). Undefined where no GPU is known. */
export function countRequestedGpus({ devices, request }: FractionRequest, { nodes }: ClusterView): number | undefined {
  if (request.kind === 'share') return roundGpus(devices * request.share);
  const sizes = nodes.flatMap(({ forPlacement }) => {
    const { countedMiB, isKnown } = countedMiBOfNode(forPlacement);
    return isKnown && countedMiB > 0 ? [countedMiB] : [];
  });
  const largest = sizes.toSorted((left, right) => right - left)[0];
  return largest === undefined ? undefined : roundGpus(devices * shareOfAmount(request, largest));
}
