import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { ClusterView, NodeView } from '../clusterView.ts';
import { listGaps } from './gaps.ts';
import { readKaiTraits } from './kaiTraits.ts';
import { readNodeView } from './nodes.ts';
import { createPlaceFinder } from './places.ts';
import { groupPodsByNode, type PodsOfNode } from './podsByNode.ts';
import { readQueues } from './queues.ts';
import { remembering } from './remembering.ts';
import { standForNode } from './unreadNode.ts';
import { readWorkloads } from './workloads.ts';

/**
 * All that is shown of a cluster, from what was read of it. Pure; of the same objects it is the same value, and nodes, workloads and
 * queues of which nothing changed are the same values as before.
 */
export const readClusterView: (objects: ClusterObjects) => ClusterView = remembering((objects) => {
  const { byNode, chosen } = groupPodsByNode(objects);
  const traits = readKaiTraits(objects);
  const nodes = known(objects.nodes).flatMap((node) => readNodeView(node, byNode.get(node.name), { objects, traits }) ?? []);
  const unread = listUnread(objects, byNode);
  const workloads = readWorkloads(objects, createPlaceFinder([...nodes, ...unread], chosen));
  const strays = new Set(unread.map(({ name }) => name));
  return {
    nodes: nodes.toSorted((left, right) => (left.name < right.name ? -1 : 1)),
    queues: readQueues(objects, workloads),
    workloads,
    strayWorkloads: workloads
      .filter(({ pods }) => strays.size > 0 && pods.some((pod) => pod.places.some(({ node }) => strays.has(node))))
      .map(({ id }) => id),
    gaps: listGaps(objects),
  };
});

/** Nodes that pods name and that are not among those that were read, because they may not be or came a moment ago. */
function listUnread(objects: ClusterObjects, byNode: ReadonlyMap<string, PodsOfNode>): readonly NodeView[] {
  const read = new Set(known(objects.nodes).map(({ name }) => name));
  return [...byNode].flatMap(([name, on]) =>
    read.has(name) ? [] : (readNodeView(standForNode(name, on.pods), on, { objects, traits: readKaiTraits(objects) }) ?? []),
  );
}
