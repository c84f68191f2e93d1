import { known, type ClusterObjects } from './clusterObjects.ts';
import { hasEnded, idOfPod, isReservation, readGroups, readHeldPod, type HeldPod } from './heldPod.ts';
import type { BindRequestObject } from './objects/kai.ts';
import type { PodObject } from './objects/pod.ts';

/** What is on one node. */
export interface PodsOfNode {
  readonly pods: readonly HeldPod[];
  /** KAI's reservation pods. */
  readonly reservations: readonly PodObject[];
}

export const noPods: PodsOfNode = { pods: [], reservations: [] };

/** Pods that hold something of a node, by its name; those that have ended hold nothing, those that end still do. */
export function groupPodsByNode({ pods, bindRequests }: ClusterObjects): ReadonlyMap<string, PodsOfNode> {
  const all = known(pods);
  const binds = new Map(known(bindRequests).map((bind) => [`${bind.namespace}/${bind.podName}`, bind]));
  const nodeOfGroup = new Map<string, string>();
  for (const pod of all) {
    if (pod.nodeName === undefined || !isReservation(pod)) continue;
    for (const group of readGroups(pod)) nodeOfGroup.set(group, pod.nodeName);
  }
  const found = new Map<string, { readonly pods: HeldPod[]; readonly reservations: PodObject[] }>();
  for (const pod of all) {
    if (hasEnded(pod)) continue;
    const bind = findBind(pod, binds);
    const node = pod.nodeName ?? bind?.node ?? pod.annotations['hami.io/vgpu-node'] ?? nodeOfGroup.get(readGroups(pod)[0] ?? '');
    if (node === undefined) continue;
    const entry = found.get(node) ?? { pods: [], reservations: [] };
    found.set(node, entry);
    if (isReservation(pod)) entry.reservations.push(pod);
    else entry.pods.push(readHeldPod(pod, bind));
  }
  return found;
}

/** One that failed decided nothing. An object of another pod of the same name is not meant. */
function findBind(pod: PodObject, binds: ReadonlyMap<string, BindRequestObject>): BindRequestObject | undefined {
  const bind = binds.size === 0 ? undefined : binds.get(idOfPod(pod));
  const isOther = bind?.owner?.kind === 'Pod' && bind.owner.uid !== '' && bind.owner.uid !== pod.uid;
  return bind === undefined || bind.phase === 'Failed' || isOther ? undefined : bind;
}
