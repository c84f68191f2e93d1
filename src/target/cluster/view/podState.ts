import type { ContainerStatus, PodObject } from '../objects/pod.ts';

/** Where a pod is on its way: `waiting` has no node yet; `failing` cannot start or crashes again and again. */
export type PodState = 'waiting' | 'starting' | 'running' | 'failing' | 'ending' | 'finished' | 'failed';

const failingReasons: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

export function stateOfPod(pod: PodObject): PodState {
  if (pod.phase === 'Succeeded') return 'finished';
  if (pod.phase === 'Failed') return 'failed';
  if (pod.deletedAt !== undefined) return 'ending';
  if (pod.nodeName === undefined) return 'waiting';
  if (isReady(pod)) return 'running';
  return pod.statuses.some(isFailing) ? 'failing' : 'starting';
}

function isReady({ conditions }: PodObject): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function isFailing({ state }: ContainerStatus): boolean {
  return state.kind === 'waiting' && state.reason !== undefined && failingReasons.has(state.reason);
}

/** Since when a pod is in its state, epoch milliseconds; undefined where nothing tells it. */
export function sinceOfPod(pod: PodObject): number | undefined {
  const changed = (type: string): number | undefined => pod.conditions.find((condition) => condition.type === type)?.changedAt;
  switch (stateOfPod(pod)) {
    case 'waiting':
      return pod.createdAt;
    case 'starting':
    case 'failing':
      return changed('PodScheduled') ?? pod.createdAt;
    case 'running':
      return changed('Ready') ?? pod.createdAt;
    case 'ending':
      return pod.deletedAt;
    case 'finished':
    case 'failed':
      return latestEnd(pod) ?? changed('Ready') ?? pod.createdAt;
  }
}

function latestEnd({ statuses }: PodObject): number | undefined {
  const ends = statuses.flatMap(({ state }) => (state.kind === 'terminated' ? (state.endedAt ?? []) : []));
  return ends.length === 0 ? undefined : Math.max(...ends);
}
