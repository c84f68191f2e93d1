import type { ClusterObject } from './api/clusterApi.ts';
import type { BindRequestObject, PodGroupObject, QueueObject } from './objects/kai.ts';
import type { ResourceClaimObject, ResourceSliceObject } from './objects/dra.ts';
import type { EventObject } from './objects/event.ts';
import type { NodeObject } from './objects/node.ts';
import type { OwnerObject } from './objects/owner.ts';
import type { PodObject } from './objects/pod.ts';

/** What is known of the objects of one kind. */
export type Reading<T> =
  | { readonly state: 'loading' }
  /** `isStale`: the server does not answer at the moment; this is what it last told. */
  | { readonly state: 'known'; readonly items: readonly T[]; readonly isStale?: boolean; readonly namespaces?: readonly string[] }
  /** The user may not read them; `message` is the server's. */
  | { readonly state: 'forbidden'; readonly message: string }
  /** The cluster does not serve the kind: KAI, DRA or an operator is not there. */
  | { readonly state: 'absent' }
  | { readonly state: 'failed'; readonly message: string };

/** All that was read of a cluster, at an instant. A value: it is replaced, never changed. */
export interface ClusterObjects {
  readonly nodes: Reading<NodeObject>;
  /** Of all namespaces, or of those that the user may read (`namespaces`). */
  readonly pods: Reading<PodObject>;
  readonly events: Reading<EventObject>;
  /** What owns pods: ReplicaSets, Deployments, Jobs, StatefulSets, LeaderWorkerSets, NIMServices, …: their replicas and conditions. */
  readonly owners: Reading<OwnerObject>;
  readonly podGroups: Reading<PodGroupObject>;
  readonly queues: Reading<QueueObject>;
  readonly bindRequests: Reading<BindRequestObject>;
  readonly resourceSlices: Reading<ResourceSliceObject>;
  readonly resourceClaims: Reading<ResourceClaimObject>;
  /** ResourceClaimTemplates, DeviceClasses, PriorityClasses, `Config/kai-config`, as they are sent. */
  readonly deviceClasses: Reading<ClusterObject>;
  readonly claimTemplates: Reading<ClusterObject>;
  readonly priorityClasses: Reading<ClusterObject>;
  readonly kaiConfig: Reading<ClusterObject>;
  /** `v1.37.2`; absent until the server told it. */
  readonly version?: string;
}

export type ObjectsKey = Exclude<keyof ClusterObjects, 'version'>;

/** The objects that are known; none where they are not. */
export function known<T>(reading: Reading<T>): readonly T[] {
  return reading.state === 'known' ? reading.items : [];
}

const loading = { state: 'loading' } as const;

/** Before anything was read. */
export const nothingRead: ClusterObjects = {
  nodes: loading,
  pods: loading,
  events: loading,
  owners: loading,
  podGroups: loading,
  queues: loading,
  bindRequests: loading,
  resourceSlices: loading,
  resourceClaims: loading,
  deviceClasses: loading,
  claimTemplates: loading,
  priorityClasses: loading,
  kaiConfig: loading,
};
