import type { WorkloadPod, WorkloadState } from '../clusterView.ts';
import { isOfLeaderWorkerSet, sizeOfGroup } from './multiNode.ts';
import type { ChainLink } from './ownerChain.ts';
import type { OwnerObject } from '../objects/owner.ts';
import { sinceOfPod, stateOfPod, type PodState } from './podState.ts';

const completeTypes: readonly string[] = ['Complete', 'Completed', 'SuccessCriteriaMet'];

export interface Progress {
  readonly state: WorkloadState;
  readonly desired?: number;
  readonly ready: number;
  readonly since?: number;
}

/** How far a workload is, from its pods and from what its owner wants. */
export function readProgress(pods: readonly WorkloadPod[], top: OwnerObject | undefined, desired: number | undefined): Progress {
  const ready = countReady(pods);
  const state = findState(pods, top, { desired, ready });
  const since = findSince(pods, state) ?? findOwnerSince(top, state);
  return { state, ...(desired !== undefined && { desired }), ready, ...(since !== undefined && { since }) };
}

function findState(
  pods: readonly WorkloadPod[],
  top: OwnerObject | undefined,
  { desired, ready }: { readonly desired: number | undefined; readonly ready: number },
): WorkloadState {
  const states = pods.map(({ pod }) => stateOfPod(pod));
  const active = states.filter((state) => state !== 'finished' && state !== 'failed' && state !== 'ending');
  if (active.length === 0) return findRestState(states, top, desired);
  if (ready > 0) {
    const isEnough = desired === undefined || endsByItself(top) ? active.every((state) => state === 'running') : ready >= desired;
    return isEnough ? 'running' : 'degraded';
  }
  if (active.includes('waiting')) return 'waiting';
  return active.includes('failing') ? 'failed' : 'starting';
}

/** Of a workload without a pod that lives. */
function findRestState(states: readonly PodState[], top: OwnerObject | undefined, desired: number | undefined): WorkloadState {
  if (top?.isSuspended === true || desired === 0) return 'suspended';
  const ended = top?.conditions.filter(({ status }) => status === 'True').map(({ type }) => type) ?? [];
  if (ended.includes('Failed')) return 'failed';
  if (ended.some((type) => completeTypes.includes(type))) return 'finished';
  const isReplaced = desired !== undefined && top !== undefined && !endsByItself(top);
  if (states.length === 0 || isReplaced) return 'waiting';
  return states.includes('failed') ? 'failed' : 'finished';
}

function endsByItself(top: OwnerObject | undefined): boolean {
  return top?.kind === 'Job' || top?.kind === 'JobSet' || top?.kind === 'CronJob';
}

/** Ready replicas: pods, or groups of several nodes of which all pods are ready. */
function countReady(pods: readonly WorkloadPod[]): number {
  const grouped = pods.filter(({ pod }) => isOfLeaderWorkerSet(pod));
  if (grouped.length === 0) return pods.filter(({ pod }) => stateOfPod(pod) === 'running').length;
  const groups = [...Map.groupBy(grouped, ({ group }) => group).values()];
  return groups.filter((members) => {
    const size = members.map(({ pod }) => sizeOfGroup(pod)).find((each) => each !== undefined) ?? members.length;
    return members.filter(({ pod }) => stateOfPod(pod) === 'running').length >= size;
  }).length;
}

/**
 * Replicas that are wanted: of the topmost owners in the pods' chains that count them. Several of one depth are parts of one workload,
 * as the components of a graph are.
 */
export function findDesired(chains: readonly (readonly ChainLink[])[]): number | undefined {
  const depth = Math.max(0, ...chains.map(({ length }) => length));
  for (let level = 1; level <= depth; level += 1) {
    const objects = new Set(chains.flatMap((chain) => chain.at(-level)?.object ?? []));
    const counts = [...objects].map(({ replicas }) => replicas);
    if (counts.length > 0 && counts.every((count) => count !== undefined)) return counts.reduce((sum, count) => sum + count, 0);
  }
  return undefined;
}

/** Of the pods that make the state what it is the one that was first, or the last to end. */
function findSince(pods: readonly WorkloadPod[], state: WorkloadState): number | undefined {
  const times = pods.filter(({ pod }) => tells(state, stateOfPod(pod))).flatMap(({ pod }) => sinceOfPod(pod) ?? []);
  if (times.length === 0) return undefined;
  return state === 'finished' || state === 'failed' ? Math.max(...times) : Math.min(...times);
}

function tells(state: WorkloadState, ofPod: PodState): boolean {
  switch (state) {
    case 'waiting':
      return ofPod === 'waiting';
    case 'starting':
      return ofPod === 'starting' || ofPod === 'ending';
    case 'running':
      return ofPod === 'running';
    case 'degraded':
      return ofPod === 'waiting' || ofPod === 'starting' || ofPod === 'failing';
    case 'finished':
      return ofPod === 'finished';
    case 'failed':
      return ofPod === 'failed' || ofPod === 'failing';
    case 'suspended':
      return false;
  }
}

function findOwnerSince(top: OwnerObject | undefined, state: WorkloadState): number | undefined {
  const types: Partial<Record<WorkloadState, readonly string[]>> = {
    finished: completeTypes,
    failed: ['Failed'],
    suspended: ['Suspended'],
  };
  const changed = top?.conditions.find(({ type, status }) => status === 'True' && types[state]?.includes(type))?.changedAt;
  return changed ?? (state === 'waiting' ? top?.createdAt : undefined);
}
