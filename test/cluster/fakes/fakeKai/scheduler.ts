import type { ClusterNode } from '../../../../src/gpu/clusterNode.ts';
import { placeOnCluster, type NodePlace, type NodeRefusal } from '../../../../src/gpu/placeOnCluster.ts';
import { isWholeGpu } from '../../../../src/gpu/request.ts';
import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import { ownedBy, standInAnnotations, tell, type StandInContext } from '../standIn.ts';
import type { Write } from '../write.ts';
import { clusterNodes, placedPod, tolerates } from './clusterNodes.ts';
import { evict, findEviction } from './evictions.ts';
import { bindOf, idOf, isAlive, membersOf, type GroupState, type KaiState } from './kaiState.ts';
import { demandOf } from './podDemand.ts';
import { checkQueue } from './queueCheck.ts';
import { clearConditions, refuseByQueue, refuseByNodes } from './refusals.ts';

/** A pod and where it is to run. */
export interface Assignment {
  readonly pod: PodObject;
  readonly place: NodePlace;
  readonly groups: readonly string[];
}

/** What became of an attempt to place pods, and the nodes as they would be then. */
export interface Attempt {
  readonly assignments: readonly Assignment[];
  readonly unplaced: readonly { readonly pod: PodObject; readonly refusals: readonly NodeRefusal[] }[];
  readonly nodes: readonly ClusterNode[];
}

/** KAI's scheduler: one cycle over all groups that wait, the most important first. */
export function schedule(state: KaiState, context: StandInContext): readonly Write[] {
  let nodes = clusterNodes(state);
  const writes: Write[] = [];
  for (const group of state.groups.toSorted((left, right) => right.priority - left.priority)) {
    const waiting = membersOf(group, state).filter((pod) => isWaiting(pod, state));
    if (waiting.length === 0) {
      writes.push(...clearConditions(group, membersOf(group, state)));
      continue;
    }
    const result = scheduleGroup(group, waiting, { ...state, placed: nodes }, context);
    writes.push(...result.writes);
    nodes = result.nodes;
  }
  return writes;
}

/** The state with the nodes as they are after what was decided in this cycle. */
export interface CycleState extends KaiState {
  readonly placed: readonly ClusterNode[];
}

function isWaiting(pod: PodObject, state: KaiState): boolean {
  return isAlive(pod) && pod.nodeName === undefined && pod.schedulingGates.length === 0 && bindOf(pod, state) === undefined;
}

interface Result {
  readonly writes: readonly Write[];
  readonly nodes: readonly ClusterNode[];
}

function scheduleGroup(group: GroupState, waiting: readonly PodObject[], state: CycleState, context: StandInContext): Result {
  const nodes = state.placed;
  const running = membersOf(group, state).filter((pod) => isAlive(pod) && !waiting.includes(pod)).length;
  if (running + waiting.length < group.minMember) return { writes: [], nodes };
  const refusal = checkQueue(group, waiting, state, nodes);
  if (refusal !== undefined) return { writes: refuseByQueue(group, waiting, refusal, context), nodes };

  const attempt = placeAll(waiting, nodes, state, context);
  if (isEnough(attempt, group, running)) {
    const bound = attempt.assignments.flatMap((assignment) => assign(group, assignment, context));
    const left = refuseByNodes(group, attempt.unplaced, { placed: attempt.assignments.length + running }, context);
    return { writes: [...bound, ...left], nodes: attempt.nodes };
  }
  // pods that are being deleted make room by themselves
  const leaving = new Set(state.pods.filter(({ deletedAt }) => deletedAt !== undefined).map(idOf));
  if (leaving.size > 0 && isEnough(placeAll(waiting, without(nodes, leaving), state, context), group, running)) {
    return { writes: [], nodes };
  }
  const eviction = findEviction(group, waiting, state, (gone) => {
    const tried = placeAll(waiting, without(nodes, gone), state, context);
    return isEnough(tried, group, running) ? tried : undefined;
  });
  const writes =
    eviction === undefined
      ? refuseByNodes(group, attempt.unplaced, { placed: attempt.assignments.length + running }, context)
      : evict(group, eviction, state, context);
  return {
    writes,
    nodes: eviction === undefined ? nodes : without(nodes, new Set(eviction.victims.map(({ pod }) => idOf(pod)))),
  };
}

function isEnough({ assignments }: Attempt, { minMember }: GroupState, running: number): boolean {
  return assignments.length > 0 && assignments.length + running >= minMember;
}

function without(nodes: readonly ClusterNode[], gone: ReadonlySet<string>): readonly ClusterNode[] {
  return nodes.map((node) => ({ ...node, pods: node.pods.filter(({ name }) => !gone.has(name)) }));
}

function placeAll(pods: readonly PodObject[], nodes: readonly ClusterNode[], state: KaiState, context: StandInContext): Attempt {
  const assignments: Assignment[] = [];
  const unplaced: Attempt['unplaced'][number][] = [];
  let now = nodes;
  for (const pod of pods) {
    const open = now.filter(({ name }) => state.nodes.some((node) => node.name === name && tolerates(pod, node)));
    const { places, refusals } = placeOnCluster(demandOf(pod), open);
    const [place] = places;
    if (place === undefined) {
      unplaced.push({ pod, refusals });
      continue;
    }
    const isShared = !isWholeGpu(demandOf(pod).gpu);
    const groups = isShared ? place.gpus.map((gpu) => (gpu.kind === 'group' ? gpu.group.id : context.newId())) : [];
    const placed = placedPod(pod, groups);
    now = now.map((node) => (node.name === place.node.name ? { ...node, pods: [...node.pods, placed] } : node));
    assignments.push({ pod, place, groups });
  }
  return { assignments, unplaced, nodes: now };
}

/** The decision, for the binder to carry out. */
function assign(group: GroupState, { pod, place, groups }: Assignment, context: StandInContext): readonly Write[] {
  const { devices } = demandOf(pod).gpu;
  const isShared = groups.length > 0;
  const node = place.node.name;
  return [
    {
      kind: 'create',
      object: {
        apiVersion: 'scheduling.run.ai/v1alpha2',
        kind: 'BindRequest',
        metadata: {
          name: pod.name,
          namespace: pod.namespace,
          labels: { 'selected-node': node },
          annotations: standInAnnotations('fakeKai'),
          ownerReferences: [ownedBy({ ...pod.source, apiVersion: 'v1', kind: 'Pod' })],
        },
        spec: {
          podName: pod.name,
          receivedGPU: { count: devices, portion: place.share.toFixed(2) },
          receivedResourceType: isShared ? 'Fraction' : 'Regular',
          ...(isShared && { selectedGPUGroups: groups }),
          selectedNode: node,
        },
      },
    },
    tell(
      {
        about: pod.source,
        type: 'Normal',
        reason: 'Scheduled',
        message: `Successfully assigned pod ${idOf(pod)} to node ${node} at node-pool default`,
        component: 'kai-scheduler',
      },
      context,
    ),
    {
      kind: 'patch',
      object: group.source,
      patch: { metadata: { annotations: { 'kai.scheduler/last-start-timestamp': context.now() } } },
    },
  ];
}
