import type { ClusterObject } from './api/clusterApi.ts';
import type { ClusterObjects, ObjectsKey, Reading } from './clusterObjects.ts';
import { readEvent } from './objects/event.ts';
import { readBindRequest, readPodGroup, readQueue } from './objects/kai.ts';
import { readNode } from './objects/node.ts';
import { readOwnerObject } from './objects/owner.ts';
import { readPod } from './objects/pod.ts';
import { readResourceClaim, readResourceSlice } from './objects/dra.ts';

type ItemOf<K extends ObjectsKey> = ClusterObjects[K] extends Reading<infer T> ? T : never;

/** How an object of each kind is read; undefined leaves it out. */
export const objectReaders: { readonly [K in ObjectsKey]: (object: ClusterObject) => ItemOf<K> | undefined } = {
  nodes: readNode,
  pods: readPod,
  events: readEvent,
  owners: readOwnerObject,
  podGroups: readPodGroup,
  queues: readQueue,
  bindRequests: readBindRequest,
  resourceSlices: readResourceSlice,
  resourceClaims: readResourceClaim,
  deviceClasses: (object) => object,
  claimTemplates: (object) => object,
  priorityClasses: (object) => object,
  kaiConfig: (object) => object,
};

/** Objects that are all known, from plain ones; kinds that are not named are absent from the cluster. */
export function readObjects(objects: Partial<Record<ObjectsKey, readonly ClusterObject[]>>): ClusterObjects {
  const keys = Object.keys(objectReaders) as ObjectsKey[];
  return Object.fromEntries(
    keys.map((key) => [key, readKind(objectReaders[key] as (object: ClusterObject) => unknown, objects[key])]),
  ) as unknown as ClusterObjects;
}

function readKind(read: (object: ClusterObject) => unknown, objects: readonly ClusterObject[] | undefined): Reading<unknown> {
  if (objects === undefined) return { state: 'absent' };
  return { state: 'known', items: objects.map(read).filter((item) => item !== undefined) };
}
