import * as l10n from '@vscode/l10n';
import { share } from '../../../gpu/quantity.ts';
import type { FractionRequest } from '../../../gpu/request.ts';
import type { Job } from '../../../protocol/agent.ts';
import type { ClusterConnection, KubeContext } from '../clusterConnection.ts';
import { readWorkloadId } from './workloadId.ts';

/** Of which nothing is known. */
export const wholeGpu: FractionRequest = { devices: 1, request: { kind: 'share', share: share(1) }, container: '' };

/**
 * Why a workload is not among those of its cluster, for a person; undefined while that says nothing: it is not read yet, or does not
 * answer at the moment.
 */
export function whyAbsent(
  { objects, state, context }: ClusterConnection,
  workloadId: string,
  wasThere: boolean,
): string | undefined {
  const { name } = readWorkloadId(workloadId);
  const { pods, owners } = objects;
  if (pods.state === 'forbidden' || pods.state === 'failed') return pods.message;
  if (pods.state === 'known' && owners.state !== 'loading') {
    return wasThere ? l10n.t('{0} was deleted from {1}.', name, context.name) : l10n.t('{0} is not in {1}.', name, context.name);
  }
  return state.kind === 'failed' && !wasThere ? state.error.message : undefined;
}

/** A workload that is not there as a job: what it was before, or no more than its name. */
export function absentJob(
  context: Pick<KubeContext, 'id' | 'name'>,
  workloadId: string,
  { why, before, now }: { readonly why: string; readonly before: Job | undefined; readonly now: number },
): Job {
  const exit = { code: null, signal: null, message: why };
  if (before?.state === 'lost') return before.exit?.message === why ? before : { ...before, exit };
  if (before !== undefined) {
    const { endpoint: _, progress: __, ...rest } = before;
    return { ...rest, state: 'lost', slices: [], lastSlices: before.slices, notes: [], endedAt: now, exit };
  }
  const { kind, namespace, name } = readWorkloadId(workloadId);
  return {
    id: `${context.id}/${workloadId}`,
    target: context.name,
    name,
    identity: { kind, namespace, name },
    state: 'lost',
    engine: { id: 'unknown', label: '' },
    model: '',
    slices: [],
    request: wholeGpu,
    product: '',
    simulated: false,
    createdAt: now,
    endedAt: now,
    exit,
    notes: [],
  };
}
