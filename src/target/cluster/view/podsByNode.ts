import { known, type ClusterObjects } from '../clusterObjects.ts';
import { hasEnded, idOfPod, isReservation, readGroups, readHeldPod, type HeldPod } from './heldPod.ts';
import type { BindRequestObject } from '../objects/kai.ts';
import type { PodObject } from '../objects/pod.ts';
import { remembering } from './remembering.ts';

/** What is on one node. */
export interface PodsOfNode {
  readonly pods: readonly HeldPod[];
  /** KAI's reservation pods. */
  readonly reservations: readonly PodObject[];
}

export const noPods: PodsOfNode = { pods: [], reservations: [] };

export interface PodsByNode {
  readonly byNode: ReadonlyMap<string, PodsOfNode>;
  /** Nodes of pods that do not name theirs yet. */
  readonly chosen: ReadonlyMap<PodObject, string>;
}

/** Pods that hold something of a node; those that have ended hold nothing, those that end still do. */
export const groupPodsByNode = remembering(({ pods, bindRequests }: ClusterObjects): PodsByNode => {
  const all = known(pods);
  const binds = new Map(known(bindRequests).map((bind) => [`${bind.namespace}/${bind.podName}`, bind]));
  const byNode = new Map<string, { readonly pods: HeldPod[]; readonly reservations: PodObject[] }>();
  const add = (node: string, pod: PodObject, bind: BindRequestObject | undefined): void => {
    let entry = byNode.get(node);
    if (entry === undefined) byNode.set(node, (entry = { pods: [], reservations: [] }));
    if (isReservation(pod)) entry.reservations.push(pod);
    else entry.pods.push(readHeldPod(pod, bind));
  };
  const waiting: PodObject[] = [];
  for (const pod of all) {
    if (hasEnded(pod)) continue;
    if (pod.nodeName === undefined) waiting.push(pod);
    else add(pod.nodeName, pod, findBind(pod, binds));
  }
  const nodeOfGroup = new Map(
    [...byNode].flatMap(([node, { reservations }]) => reservations.flatMap(readGroups).map((group) => [group, node] as const)),
  );
  const chosen = new Map<PodObject, string>();
  for (const pod of waiting) {
    const bind = findBind(pod, binds);
    const node = bind?.node ?? pod.annotations['hami.io/vgpu-node'] ?? nodeOfGroup.get(readGroups(pod)[0] ?? '');
    if (node === undefined) continue;
    add(node, pod, bind);
    chosen.set(pod, node);
  }
  return { byNode, chosen };
});

/** One that failed decided nothing. An object of another pod of the same name is not meant. */
function findBind(pod: PodObject, binds: ReadonlyMap<string, BindRequestObject>): BindRequestObject | undefined {
  const bind = binds.size === 0 ? undefined : binds.get(idOfPod(pod));
  const isOther = bind?.owner?.kind === 'Pod' && bind.owner.uid !== '' && bind.owner.uid !== pod.uid;
  return bind === undefined || bind.phase === 'Failed' || isOther ? undefined : bind;
}
