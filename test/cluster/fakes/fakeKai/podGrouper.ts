import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asNumber, asRecord } from '../../../../src/target/cluster/objects/fields.ts';
import { readMetadata } from '../../../../src/target/cluster/objects/metadata.ts';
import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import { ownedBy, standInAnnotations } from '../standIn.ts';
import type { Write } from '../write.ts';
import { isAlive, schedulerName, type KaiState } from './kaiState.ts';

const queueLabel = 'kai.scheduler/queue';

/** Owners that are left out for the one below (KAI v0.17 pkg/podgrouper/podgrouper/hub). */
const skipped = new Set(['DynamoGraphDeployment', 'Workflow', 'TrainJob']);

/** KAI's podgrouper: a PodGroup for every pod of KAI, and its name on the pod. */
export function groupPods(state: KaiState): readonly Write[] {
  const there = new Set(state.groups.map(({ namespace, name }) => `${namespace}/${name}`));
  return state.pods.filter(isUngrouped).flatMap((pod): readonly Write[] => {
    const group = describeGroup(pod, state);
    const id = `${pod.namespace}/${group.metadata.name}`;
    const annotate: Write = {
      kind: 'patch',
      object: pod.source,
      patch: { metadata: { annotations: { 'pod-group-name': group.metadata.name } } },
    };
    if (there.has(id)) return [annotate];
    there.add(id);
    return [{ kind: 'create', object: group }, annotate];
  });
}

function isUngrouped(pod: PodObject): boolean {
  return (
    pod.schedulerName === schedulerName &&
    isAlive(pod) &&
    pod.annotations['pod-group-name'] === undefined &&
    pod.annotations['kai.scheduler/skip-podgrouper'] === undefined
  );
}

function describeGroup(pod: PodObject, state: KaiState): ClusterObject {
  const top = findTopOwner(pod, state);
  const { name, uid = '' } = top.metadata;
  const owner = readMetadata(top.metadata);
  const isPerPod = top.kind === 'Deployment';
  const [group = '', version = ''] = top.apiVersion.includes('/') ? top.apiVersion.split('/') : ['', top.apiVersion];
  const isLeaderWorkerSet = top.kind === 'LeaderWorkerSet';
  const index = pod.labels['leaderworkerset.sigs.k8s.io/group-index'] ?? '0';
  const preemptibility = owner.labels['kai.scheduler/preemptibility'] ?? pod.labels['kai.scheduler/preemptibility'];
  return {
    apiVersion: 'scheduling.run.ai/v2alpha2',
    kind: 'PodGroup',
    metadata: {
      name: isPerPod ? `pg-${pod.name}-${pod.uid}` : `pg-${name}-${uid}${isLeaderWorkerSet ? `-group-${index}` : ''}`,
      namespace: pod.namespace,
      annotations: {
        ...owner.annotations,
        ...standInAnnotations('fakeKai'),
        'kai.scheduler/top-owner-metadata': `name: ${name}\nuid: ${uid}\ngroup: ${group || '""'}\nversion: ${version}\nkind: ${top.kind}\n`,
      },
      ...(Object.keys(owner.labels).length > 0 && { labels: owner.labels }),
      ownerReferences: [ownedBy(isPerPod ? pod.source : top)],
    },
    spec: {
      minMember: isLeaderWorkerSet ? readGroupSize(top) : 1,
      priorityClassName: findPriorityClass(pod, owner.labels, isPerPod ? 'inference' : 'train', state),
      queue: findQueue(pod, owner.labels),
      topologyConstraint: {},
      ...((preemptibility === 'preemptible' || preemptibility === 'non-preemptible') && { preemptibility }),
    },
  };
}

/** The end of the chain of controllers, the pod itself where nobody owns it. */
function findTopOwner(pod: PodObject, { owners, pods }: KaiState): ClusterObject {
  const chain: ClusterObject[] = [{ ...pod.source, apiVersion: 'v1', kind: 'Pod' }];
  // a leader's pod owns what makes its workers
  const all = [...owners, ...pods.map(({ source }) => source)];
  for (let next = pod.owner; next !== undefined && chain.length < 10;) {
    const { apiVersion, kind, name, uid } = next;
    const owner = all.find(({ metadata }) => metadata.uid === uid) ?? { apiVersion, kind, metadata: { name, uid } };
    chain.push(owner);
    next = readMetadata(owner.metadata).owner;
  }
  return chain.findLast(({ kind }) => !skipped.has(kind)) ?? pod.source;
}

function readGroupSize(set: ClusterObject): number {
  return asNumber(asRecord(asRecord(set['spec'])['leaderWorkerTemplate'])['size']) ?? 1;
}

function findQueue({ labels }: PodObject, ofOwner: Readonly<Record<string, string>>): string {
  const project = ofOwner['project'] ?? labels['project'];
  const pool = labels['kai.scheduler/node-pool'];
  const ofProject = project !== undefined && pool !== undefined ? `${project}-${pool}` : project;
  return ofOwner[queueLabel] ?? labels[queueLabel] ?? ofProject ?? 'default-queue';
}

function findPriorityClass(
  { labels, priorityClassName }: PodObject,
  ofOwner: Readonly<Record<string, string>>,
  usual: string,
  { priorityClasses }: KaiState,
): string {
  const said = [ofOwner['priorityClassName'], labels['priorityClassName'], priorityClassName];
  return said.find((name) => name !== undefined && priorityClasses.has(name)) ?? usual;
}
