import { createHash } from 'node:crypto';
import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asList, asNumber, asRecord, asText, asTexts } from '../../../../src/target/cluster/objects/fields.ts';
import { readMetadata } from '../../../../src/target/cluster/objects/metadata.ts';
import type { StandInContext } from '../standIn.ts';
import type { Write } from '../write.ts';
import { keepChildren, keepStatus, living } from './children.ts';

const prefix = 'leaderworkerset.sigs.k8s.io';
const nameLabel = `${prefix}/name`;
const groupLabel = `${prefix}/group-index`;
const workerLabel = `${prefix}/worker-index`;
const sizeKey = `${prefix}/size`;
const leaderKey = `${prefix}/leader-name`;
const operator = 'fakeLeaderWorkerSets';

/**
 * Plays the controller of LeaderWorkerSets (LWS v0.8 pkg/controllers): a StatefulSet of leaders, and for every leader one of its
 * workers, which goes with it. The pods are `<set>-<group>` and `<set>-<group>-<worker>`.
 */
export function decideLeaderWorkerSets(objects: readonly ClusterObject[], context: StandInContext): readonly Write[] {
  return living(objects, 'LeaderWorkerSet').flatMap((set) => {
    const leaders = living(objects, 'Pod').filter((pod) => {
      const { labels, namespace } = readMetadata(pod.metadata);
      return labels[nameLabel] === set.metadata.name && labels[workerLabel] === '0' && namespace === set.metadata.namespace;
    });
    const { size, startsWhenReady } = readSet(set);
    const started = leaders.filter((leader) => size > 1 && (!startsWhenReady || isReady(leader)));
    return [
      ...keepChildren(set, [newService(set), newLeaders(set)], objects, operator),
      ...started.flatMap((leader) => keepChildren(leader, [newWorkers(set, leader)], objects, operator)),
      ...keepSetStatus(set, objects, context),
    ];
  });
}

function readSet({ spec }: ClusterObject) {
  const { replicas, startupPolicy, leaderWorkerTemplate } = asRecord(spec);
  const { size, leaderTemplate, workerTemplate } = asRecord(leaderWorkerTemplate);
  return {
    replicas: asNumber(replicas) ?? 1,
    size: asNumber(size) ?? 1,
    startsWhenReady: startupPolicy === 'LeaderReady',
    leader: asRecord(leaderTemplate ?? workerTemplate),
    worker: asRecord(workerTemplate),
  };
}

function newService({ metadata }: ClusterObject): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: metadata.name, namespace: metadata.namespace ?? '' },
    spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector: { [nameLabel]: metadata.name } },
  };
}

function newLeaders(set: ClusterObject): ClusterObject {
  const { replicas, size, leader } = readSet(set);
  const { name } = set.metadata;
  const labels = { [nameLabel]: name, [workerLabel]: '0' };
  return newStatefulSet(set, name, { replicas }, labels, withMetadata(leader, labels, { [sizeKey]: String(size) }));
}

function newWorkers(set: ClusterObject, leader: ClusterObject): ClusterObject {
  const { size, worker } = readSet(set);
  const { name } = leader.metadata;
  const labels = {
    [nameLabel]: set.metadata.name,
    [groupLabel]: readMetadata(leader.metadata).labels[groupLabel] ?? '0',
    [`${prefix}/group-key`]: groupKeyOf(leader.metadata.namespace, name),
  };
  const template = withMetadata(worker, labels, { [sizeKey]: String(size), [leaderKey]: name });
  return newStatefulSet(set, name, { replicas: size - 1, ordinals: { start: 1 } }, labels, template);
}

function newStatefulSet(set: ClusterObject, name: string, spec: object, labels: object, template: object): ClusterObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace: set.metadata.namespace ?? '', labels },
    spec: {
      ...spec,
      serviceName: set.metadata.name,
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: labels },
      template,
    },
  };
}

function withMetadata(template: Readonly<Record<string, unknown>>, labels: object, annotations: object): object {
  const metadata = asRecord(template['metadata']);
  return {
    metadata: {
      labels: { ...asTexts(metadata['labels']), ...labels },
      annotations: { ...asTexts(metadata['annotations']), ...annotations },
    },
    spec: template['spec'],
  };
}

function groupKeyOf(namespace = '', leader: string): string {
  return createHash('sha1').update(`${namespace}/${leader}`).digest('hex');
}

function isReady(pod: ClusterObject): boolean {
  return asList(asRecord(pod['status'])['conditions'])
    .map(asRecord)
    .some(({ type, status }) => type === 'Ready' && status === 'True');
}

function keepSetStatus(set: ClusterObject, objects: readonly ClusterObject[], context: StandInContext): readonly Write[] {
  const { replicas, size } = readSet(set);
  const pods = living(objects, 'Pod').filter((pod) => {
    const { labels, namespace } = readMetadata(pod.metadata);
    return labels[nameLabel] === set.metadata.name && namespace === set.metadata.namespace;
  });
  const groups = [...Map.groupBy(pods, (pod) => readMetadata(pod.metadata).labels[groupLabel] ?? '').values()];
  const ready = groups.filter((members) => members.length >= size && members.every(isReady)).length;
  const isAvailable = ready >= replicas;
  const status = {
    replicas: groups.length,
    readyReplicas: ready,
    updatedReplicas: groups.length,
    hpaPodSelector: `${nameLabel}=${set.metadata.name},${workerLabel}=0`,
  };
  const condition = {
    type: 'Available',
    status: isAvailable ? 'True' : 'False',
    reason: isAvailable ? 'AllGroupsReady' : 'GroupsAreProgressing',
    message: isAvailable ? 'All replicas are ready' : 'Replicas are progressing',
  } as const;
  return keepStatus(set, status, condition, context.now());
}

/** The webhook of LeaderWorkerSets: who a pod is in its group, by its name, for those who read labels or variables. */
export function labelGroupMember(pod: ClusterObject): ClusterObject {
  const { labels, annotations, name, namespace } = readMetadata(pod.metadata);
  const set = labels[nameLabel];
  if (set === undefined) return pod;
  const ordinal = name.slice(name.lastIndexOf('-') + 1);
  const leader = annotations[leaderKey];
  const added = {
    [groupLabel]: leader === undefined ? ordinal : (labels[groupLabel] ?? '0'),
    [workerLabel]: leader === undefined ? '0' : ordinal,
    [`${prefix}/group-key`]: groupKeyOf(namespace, leader ?? name),
  };
  const env = [
    { name: 'LWS_LEADER_ADDRESS', value: `${leader ?? name}.${set}.${namespace}` },
    { name: 'LWS_GROUP_SIZE', value: annotations[sizeKey] ?? '1' },
    { name: 'LWS_WORKER_INDEX', value: added[workerLabel] },
  ];
  const spec = asRecord(pod['spec']);
  const containers = asList(spec['containers'])
    .map(asRecord)
    .map((container) => ({ ...container, env: [...env, ...asList(container['env']).filter((own) => !isOneOf(own, env))] }));
  return { ...pod, metadata: { ...pod.metadata, labels: { ...labels, ...added } }, spec: { ...spec, containers } };
}

function isOneOf(variable: unknown, env: readonly { readonly name: string }[]): boolean {
  return env.some(({ name }) => asText(asRecord(variable)['name']) === name);
}
