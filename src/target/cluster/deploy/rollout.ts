import * as l10n from '@vscode/l10n';
import type { ClusterConnection } from '../clusterConnection.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { ClusterView, WorkloadView } from '../clusterView.ts';
import { asNumber, asRecord } from '../objects/fields.ts';

/** A workload that was applied; `uid` and `generation` are those of the server's answer. */
export interface FollowedWorkload {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
  readonly generation?: number;
}

/** How far a workload has come. */
export interface RolloutState {
  readonly kind: 'starting' | 'waiting' | 'failed' | 'ready';
  readonly workload: FollowedWorkload;
  /** In a few words; empty when it is ready. */
  readonly text: string;
}

/** What is told of the objects of a cluster. */
export interface RolloutReaders {
  readonly viewOf: (objects: ClusterObjects) => ClusterView;
  /** Why it waits or has failed, in a few words. */
  readonly headlineOf: (workload: WorkloadView, objects: ClusterObjects) => string | undefined;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (state: RolloutState) => void;
  /** So long one reason to wait or to fail has to stand before it is the answer, in milliseconds. */
  readonly patienceMs: number;
}

/**
 * Follows workloads until all of them are ready, one has failed, or one waits for a reason that stands. Rejects with the signal's reason,
 * and with `ClusterError` where the cluster cannot be reached.
 */
export async function followRollout(
  connection: ClusterConnection,
  followed: readonly FollowedWorkload[],
  readers: RolloutReaders,
  { signal, onProgress, patienceMs }: FollowOptions,
): Promise<readonly RolloutState[]> {
  signal.throwIfAborted();
  using resources = new DisposableStack();
  resources.use(connection.look());
  await connection.ready(signal);
  const settled = Promise.withResolvers<readonly RolloutState[]>();
  let [timer, reason]: [NodeJS.Timeout | undefined, string] = [undefined, ''];
  const show = (): void => {
    const states = readRollout(followed, connection.objects, readers);
    const worst = states.toSorted((left, right) => rank(left) - rank(right))[0];
    if (worst === undefined || worst.kind === 'ready') {
      settled.resolve(states);
      return;
    }
    onProgress(worst);
    const isStanding = worst.kind === 'waiting' || worst.kind === 'failed';
    const now = isStanding ? JSON.stringify(worst) : '';
    if (now !== reason) {
      clearTimeout(timer);
      reason = now;
      timer = isStanding
        ? setTimeout(() => settled.resolve(readRollout(followed, connection.objects, readers)), patienceMs)
        : undefined;
    }
  };
  const abort = (): void => settled.reject(signal.reason);
  signal.addEventListener('abort', abort);
  resources.defer(() => signal.removeEventListener('abort', abort));
  resources.defer(() => clearTimeout(timer));
  resources.use(connection.onDidChange(show));
  show();
  return await settled.promise;
}

function rank({ kind }: RolloutState): number {
  return ['failed', 'waiting', 'starting', 'ready'].indexOf(kind);
}

/** How far each workload has come, by what is known of the cluster now. */
export function readRollout(
  followed: readonly FollowedWorkload[],
  objects: ClusterObjects,
  readers: RolloutReaders,
): readonly RolloutState[] {
  const view = readers.viewOf(objects);
  return followed.map((workload) => ({ workload, ...readState(workload, view, objects, readers) }));
}

function readState(
  { kind, namespace, name, uid, generation }: FollowedWorkload,
  { workloads }: ClusterView,
  objects: ClusterObjects,
  { headlineOf }: RolloutReaders,
): Pick<RolloutState, 'kind' | 'text'> {
  const seen = workloads.find(({ owner }) => owner.kind === kind && owner.namespace === namespace && owner.name === name);
  // one of an earlier object of that name tells nothing of this one
  if (seen === undefined || (uid !== undefined && seen.owner.uid !== '' && seen.owner.uid !== uid)) {
    return { kind: 'starting', text: l10n.t('no pods yet') };
  }
  switch (seen.state) {
    case 'waiting':
    case 'suspended':
      return { kind: 'waiting', text: headlineOf(seen, objects) ?? l10n.t('suspended') };
    case 'failed':
      return { kind: 'failed', text: headlineOf(seen, objects) ?? l10n.t('it has failed') };
    case 'degraded': {
      // not all replicas are ready: without a reason they are on their way
      const headline = headlineOf(seen, objects);
      return headline === undefined ? starting(seen) : { kind: 'failed', text: headline };
    }
    case 'starting':
      return starting(seen);
    case 'running':
    case 'finished':
      return isRolledOut(seen, objects, generation)
        ? { kind: 'ready', text: '' }
        : { kind: 'starting', text: l10n.t('pods of the new version are on their way') };
  }
}

function starting({ ready, desired, pods }: WorkloadView): Pick<RolloutState, 'kind' | 'text'> {
  return { kind: 'starting', text: l10n.t('starting: {0} of {1} ready', ready, desired ?? pods.length) };
}

/** Whether its pods are those of what was applied, as far as its controller says so (`status.observedGeneration`, `updatedReplicas`). */
function isRolledOut({ owner }: WorkloadView, { owners }: ClusterObjects, generation = 0): boolean {
  const object = known(owners).find(({ uid }) => uid !== '' && uid === owner.uid);
  const status = asRecord(object?.source['status']);
  const observed = asNumber(status['observedGeneration']);
  if (observed === undefined) return true;
  if (observed < generation) return false;
  const updated = asNumber(status['updatedReplicas']);
  return object?.kind !== 'Deployment' || object.replicas === undefined || (updated ?? 0) >= object.replicas;
}
