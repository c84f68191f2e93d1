import type { PodObject } from '../objects/pod.ts';

/** Place of a pod in a workload of several nodes. */
export interface PodRole {
  readonly role?: 'leader' | 'worker';
  /** LeaderWorkerSet's group index, or the Ray cluster. */
  readonly group?: string;
}

const lws = 'leaderworkerset.sigs.k8s.io/';

export function readRole({ labels }: PodObject): PodRole {
  const [group, worker] = [labels[`${lws}group-index`], labels[`${lws}worker-index`]];
  if (group !== undefined || worker !== undefined) {
    return { ...(worker !== undefined && { role: worker === '0' ? 'leader' : 'worker' }), ...(group !== undefined && { group }) };
  }
  const [cluster, type] = [labels['ray.io/cluster'], labels['ray.io/node-type']];
  if (type !== 'head' && type !== 'worker') return {};
  return { role: type === 'head' ? 'leader' : 'worker', ...(cluster !== undefined && { group: cluster }) };
}

/** Pods of a LeaderWorkerSet group, by the annotation that each carries; undefined for other pods. */
export function sizeOfGroup({ annotations }: PodObject): number | undefined {
  const size = annotations[`${lws}size`] ?? '';
  return /^[1-9]\d{0,5}$/.test(size) ? Number(size) : undefined;
}

export function isOfLeaderWorkerSet({ labels }: PodObject): boolean {
  return labels[`${lws}group-index`] !== undefined;
}
