import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asList, asNumber, asRecord, asText } from '../../../../src/target/cluster/objects/fields.ts';
import { readQueue, type QueueObject } from '../../../../src/target/cluster/objects/kai.ts';
import { readMetadata, type Metadata } from '../../../../src/target/cluster/objects/metadata.ts';
import { readNode, type NodeObject } from '../../../../src/target/cluster/objects/node.ts';
import { readPod, type PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import { standInKey } from '../standIn.ts';

export const reservationNamespace = 'kai-resource-reservation';
export const schedulerName = 'kai-scheduler';

/** A PodGroup with the object that it was read from. */
export interface GroupState extends Metadata {
  readonly queue: string;
  readonly minMember: number;
  readonly isPreemptible: boolean;
  readonly priority: number;
  readonly source: ClusterObject;
}

export interface QueueState extends QueueObject {
  readonly source: ClusterObject;
}

/** Where a pod is to run, as the scheduler decided. */
export interface BindState extends Metadata {
  readonly node: string;
  readonly groups: readonly string[];
  readonly isWhole: boolean;
  readonly portion: string;
  readonly isDone: boolean;
  readonly source: ClusterObject;
}

/** All that fakeKai looks at, at an instant. PodGroups and BindRequests that others made are left to them. */
export interface KaiState {
  /** In the order of their creation; the groups of waiting pods too. */
  readonly pods: readonly PodObject[];
  readonly nodes: readonly NodeObject[];
  readonly queues: readonly QueueState[];
  readonly groups: readonly GroupState[];
  readonly binds: readonly BindState[];
  /** Pods that still count, those that are being deleted included, by their group's namespace and name. */
  readonly members: ReadonlyMap<string, readonly PodObject[]>;
  readonly bindsByPod: ReadonlyMap<string, BindState>;
  readonly configMaps: readonly ClusterObject[];
  readonly priorityClasses: ReadonlySet<string>;
  /** What owns pods, or owns what owns them. */
  readonly owners: readonly ClusterObject[];
}

/** Work below it can be preempted, unless it says otherwise (KAI v0.17 pkg/podgrouper/podgrouper/plugins/constants). */
const firstNonPreemptible = 100;

export function readKaiState(objects: readonly ClusterObject[]): KaiState {
  const byKind = Map.groupBy(objects, ({ kind }) => kind);
  const of = (kind: string): readonly ClusterObject[] => byKind.get(kind) ?? [];
  const read = <T>(kind: string, reader: (object: ClusterObject) => T | undefined): readonly T[] =>
    of(kind).flatMap((object) => reader(object) ?? []);
  const priorities = new Map(of('PriorityClass').map(({ metadata, ...rest }) => [metadata.name, asNumber(rest['value']) ?? 0]));
  const pods = read('Pod', readPod).toSorted(byAge);
  const binds = of('BindRequest').filter(isOurs).map(readBind);
  return {
    pods,
    members: Map.groupBy(
      pods.filter(isUnfinished),
      ({ namespace, annotations }) => `${namespace}/${annotations['pod-group-name']}`,
    ),
    bindsByPod: new Map(binds.map((bind) => [idOf(bind), bind])),
    nodes: read('Node', readNode),
    queues: of('Queue').flatMap((source) => {
      const queue = readQueue(source);
      return queue === undefined ? [] : [{ ...queue, source }];
    }),
    groups: of('PodGroup')
      .filter(isOurs)
      .map((source) => readGroup(source, priorities))
      .toSorted(byAge),
    binds,
    configMaps: of('ConfigMap'),
    priorityClasses: new Set(priorities.keys()),
    owners: objects.filter(({ kind }) => !ownKinds.has(kind)),
  };
}

const ownKinds = new Set(['Pod', 'Node', 'Queue', 'PodGroup', 'BindRequest', 'ConfigMap', 'PriorityClass', 'Event']);

function isOurs({ metadata }: ClusterObject): boolean {
  return readMetadata(metadata).annotations[standInKey] !== undefined;
}

function byAge(left: Metadata, right: Metadata): number {
  return (left.createdAt ?? 0) - (right.createdAt ?? 0);
}

function readGroup(source: ClusterObject, priorities: ReadonlyMap<string, number>): GroupState {
  const spec = asRecord(source['spec']);
  const priority = priorities.get(asText(spec['priorityClassName']) ?? '') ?? 0;
  const said = asText(spec['preemptibility']);
  return {
    ...readMetadata(source.metadata),
    queue: asText(spec['queue']) ?? '',
    minMember: asNumber(spec['minMember']) ?? 1,
    priority,
    isPreemptible: said === undefined ? priority < firstNonPreemptible : said === 'preemptible',
    source,
  };
}

function readBind(source: ClusterObject): BindState {
  const spec = asRecord(source['spec']);
  return {
    ...readMetadata(source.metadata),
    node: asText(spec['selectedNode']) ?? '',
    groups: asList(spec['selectedGPUGroups']).flatMap((group) => asText(group) ?? []),
    isWhole: asText(spec['receivedResourceType']) !== 'Fraction',
    portion: asText(asRecord(spec['receivedGPU'])['portion']) ?? '',
    isDone: asText(asRecord(source['status'])['phase']) === 'Succeeded',
    source,
  };
}

/** `namespace/name`. */
export function idOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

export function isUnfinished({ phase }: PodObject): boolean {
  return phase !== 'Succeeded' && phase !== 'Failed';
}

/** Whether a pod is there to be scheduled or runs: neither ended nor being deleted. */
export function isAlive(pod: PodObject): boolean {
  return isUnfinished(pod) && pod.deletedAt === undefined;
}

/** Pods of a group that still count, those that are being deleted included. */
export function membersOf(group: GroupState, { members }: KaiState): readonly PodObject[] {
  return members.get(idOf(group)) ?? [];
}

export function bindOf(pod: PodObject, { bindsByPod }: KaiState): BindState | undefined {
  return bindsByPod.get(idOf(pod));
}

/** The shared GPUs on which a pod is, by its labels, else by the decision. */
export function sharedGroupsOf(pod: PodObject, state: KaiState): readonly string[] {
  const bind = bindOf(pod, state);
  if (bind !== undefined && bind.groups.length > 0) return bind.groups;
  const { 'runai-gpu-group': only, ...labels } = pod.labels;
  if (only !== undefined) return [only];
  return Object.entries(labels).flatMap(([key, group]) => (key.startsWith('runai-gpu-group/') ? [group] : []));
}
