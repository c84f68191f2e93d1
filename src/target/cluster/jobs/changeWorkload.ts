import * as l10n from '@vscode/l10n';
import type { ClusterApi } from '../api/clusterApi.ts';
import { ClusterError } from '../api/clusterError.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { WorkloadView } from '../clusterView.ts';
import type { OwnerObject } from '../objects/owner.ts';
import { findOwnerRef, podType } from './resourceOf.ts';

/** Kinds that replace their pods when an annotation of their template changes, as `kubectl rollout restart` does it. */
const restartable: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
/** Kinds with a scale of their own. */
const scalable: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
  'LeaderWorkerSet',
  'NIMService',
]);
/** Kinds that wait while they are suspended. */
const suspendable: ReadonlySet<string> = new Set(['Job', 'JobSet', 'CronJob']);

/** How a workload comes to rest; a pod by itself can only go. */
export type StopWay = 'scale' | 'suspend' | 'delete';

export function stopWayOf({ kind }: Pick<WorkloadView, 'kind'>): StopWay {
  return scalable.has(kind) ? 'scale' : suspendable.has(kind) ? 'suspend' : 'delete';
}

export function isScalable({ kind }: Pick<WorkloadView, 'kind'>): boolean {
  return scalable.has(kind);
}

/** Frees its GPUs: no replicas, suspended, or its pod deleted. */
export async function stopWorkload(api: ClusterApi, workload: WorkloadView, signal?: AbortSignal): Promise<void> {
  switch (stopWayOf(workload)) {
    case 'scale':
      await scaleWorkload(api, workload, 0, signal);
      return;
    case 'suspend':
      await api.patch(await findOwnerRef(api, workload, signal), { spec: { suspend: true } }, undefined, signal);
      return;
    case 'delete':
      await deleteWorkload(api, workload, signal);
  }
}

/** Deletes its object, and the cluster all that hangs on it; by its uid, so that one of the same name that came later is spared. */
export async function deleteWorkload(api: ClusterApi, workload: WorkloadView, signal?: AbortSignal): Promise<void> {
  const { uid } = workload.owner;
  const ref = await findOwnerRef(api, workload, signal);
  await api.delete(ref, { ...(uid !== '' && { uid }), propagation: 'background' }, signal);
}

/** Sets how many replicas it shall have, by its own scale. */
export async function scaleWorkload(
  api: ClusterApi,
  workload: WorkloadView,
  replicas: number,
  signal?: AbortSignal,
): Promise<void> {
  const ref = await findOwnerRef(api, workload, signal);
  try {
    await api.patch(ref, { spec: { replicas } }, 'scale', signal);
  } catch (error) {
    // a kind whose scale is not served still has the field
    if (!ClusterError.is(error, 'notFound')) throw error;
    await api.patch(ref, { spec: { replicas } }, undefined, signal);
  }
}

/** Replaces its pods: by a new revision where the kind has them; else they are deleted and made anew; a pod by itself is refused. */
export async function removePodsOrRestart(
  api: ClusterApi,
  objects: ClusterObjects,
  workload: WorkloadView,
  signal?: AbortSignal,
): Promise<void> {
  const ref = await findOwnerRef(api, workload, signal);
  const top = findOwner(objects, workload);
  if (top?.isSuspended === true) {
    await api.patch(ref, { spec: { suspend: false } }, undefined, signal);
  } else if (restartable.has(workload.kind)) {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
    await api.patch(ref, { spec: { template: { metadata: { annotations } } } }, undefined, signal);
  } else if (workload.kind === 'Pod') {
    const message = l10n.t('{0} is a pod by itself: nothing makes it anew. Deploy its manifest again.', workload.name);
    throw new ClusterError('invalid', message);
  } else {
    for (const { pod } of workload.pods) {
      await api.delete({ type: podType, namespace: pod.namespace, name: pod.name }, { uid: pod.uid }, signal);
    }
  }
}

function findOwner(objects: ClusterObjects, { owner }: WorkloadView): OwnerObject | undefined {
  return known(objects.owners).find(({ uid, kind, namespace, name }) =>
    owner.uid === '' ? kind === owner.kind && namespace === owner.namespace && name === owner.name : uid === owner.uid,
  );
}
