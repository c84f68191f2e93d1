import type { WorkloadView } from '../clusterView.ts';
import type { EventObject } from '../objects/event.ts';
import type { OwnerObject } from '../objects/owner.ts';
import type { PodObject } from '../objects/pod.ts';

/** Events of one pod, the newest first; of an earlier pod of the same name none. */
export function eventsOfPod(pod: PodObject, events: readonly EventObject[]): readonly EventObject[] {
  return newestFirst(
    events.filter(
      ({ about }) =>
        about.kind === 'Pod' && about.name === pod.name && about.namespace === pod.namespace && isSame(about.uid, pod.uid),
    ),
  );
}

/** Events of the workload's owner and of what it made to make pods: a ReplicaSet, a Job, an inner StatefulSet. */
export function eventsOfOwners(
  workload: WorkloadView,
  events: readonly EventObject[],
  owners: readonly OwnerObject[],
): readonly EventObject[] {
  const uids = new Set([workload.owner.uid, ...ownedBy(workload, owners)].filter((uid) => uid !== ''));
  return newestFirst(
    events.filter(
      ({ about }) =>
        about.kind !== 'Pod' &&
        about.namespace === workload.namespace &&
        (uids.has(about.uid) ||
          (about.kind === workload.kind && about.name === workload.name) ||
          isReplicaSetOf(workload, about)),
    ),
  );
}

/** Events of the pods of a workload, also of those that are gone; the newest first. */
export function eventsOfPods(
  workload: WorkloadView,
  events: readonly EventObject[],
  owners: readonly OwnerObject[],
): readonly EventObject[] {
  const isOwn = createPodMatcher(workload, owners);
  return newestFirst(
    events.filter(({ about }) => about.kind === 'Pod' && about.namespace === workload.namespace && isOwn(about.name)),
  );
}

/** Whether a pod is, or was, one of the workload: controllers add one part to their own name; a Deployment, whose ReplicaSets are often not readable, two. */
export function createPodMatcher(workload: WorkloadView, owners: readonly OwnerObject[]): (pod: string) => boolean {
  const { kind, name, pods } = workload;
  const names = new Set(pods.map(({ pod }) => pod.name));
  if (kind === 'Pod') return (pod) => names.has(pod);
  const made = new Set(ownedBy(workload, owners));
  const makers = new Set([name, ...owners.filter(({ uid }) => made.has(uid)).map((owner) => owner.name)]);
  return (pod) => {
    const maker = withoutLastPart(pod);
    return names.has(pod) || makers.has(maker) || (kind === 'Deployment' && withoutLastPart(maker) === name);
  };
}

function withoutLastPart(name: string): string {
  return name.replace(/-[a-z0-9]+$/, '');
}

/** All that the owner made, over any number of steps. */
function ownedBy(workload: WorkloadView, owners: readonly OwnerObject[]): readonly string[] {
  const found = new Set([workload.owner.uid]);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { uid, owner } of owners) if (owner !== undefined && found.has(owner.uid)) found.add(uid);
  }
  return [...found];
}

/** ReplicaSets are often not readable where their events are: a Deployment names them after itself. */
function isReplicaSetOf({ kind, name }: WorkloadView, about: EventObject['about']): boolean {
  return kind === 'Deployment' && about.kind === 'ReplicaSet' && withoutLastPart(about.name) === name;
}

function isSame(left: string, right: string): boolean {
  return left === '' || right === '' || left === right;
}

function newestFirst(events: readonly EventObject[]): readonly EventObject[] {
  return events.toSorted((left, right) => (right.lastAt ?? 0) - (left.lastAt ?? 0));
}
