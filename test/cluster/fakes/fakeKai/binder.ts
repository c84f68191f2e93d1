import { createHash } from 'node:crypto';
import type { ClusterObject } from '../../../../src/target/cluster/api/clusterApi.ts';
import { asRecord, asTexts } from '../../../../src/target/cluster/objects/fields.ts';
import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import { findMutation, type MutablePod } from '../../../../src/manifest/mutation.ts';
import { ownedBy, standInAnnotations, tell, type StandInContext } from '../standIn.ts';
import type { Write } from '../write.ts';
import { isAlive, reservationNamespace, type BindState, type KaiState } from './kaiState.ts';
import { writeCondition } from './podConditions.ts';

const uuidKey = 'run.ai/reserve_for_gpu_index';
const groupLabel = 'runai-gpu-group';

/** KAI's binder: carries the scheduler's decisions out, each as far as the cluster has followed. */
export function bind(state: KaiState, context: StandInContext): readonly Write[] {
  return state.binds
    .filter(({ isDone }) => !isDone)
    .flatMap((request) => {
      const pod = state.pods.find(({ name, namespace }) => name === request.name && namespace === request.namespace);
      return pod === undefined || !isAlive(pod) ? [] : carryOut(request, pod, state, context);
    });
}

function carryOut(request: BindState, pod: PodObject, state: KaiState, context: StandInContext): readonly Write[] {
  if (pod.nodeName !== undefined) return finish(request, pod, context);
  const uuids: string[] = [];
  for (const group of request.groups) {
    const reservation = findReservation(group, state);
    if (reservation === undefined) return [reserve(group, request.node)];
    const uuid = reservation.annotations[uuidKey];
    if (uuid === undefined) return [];
    uuids.push(uuid);
    const label = request.groups.length === 1 ? groupLabel : `${groupLabel}/${group}`;
    if (pod.labels[label] !== group)
      return [{ kind: 'patch', object: pod.source, patch: { metadata: { labels: { [label]: group } } } }];
  }
  const received = request.isWhole ? 'Regular' : 'Fraction';
  return [
    ...(request.isWhole ? [] : configure(request, pod, uuids, state)),
    { kind: 'patch', object: pod.source, patch: { metadata: { annotations: { 'received-resource-type': received } } } },
    { kind: 'bind', pod: pod.source, node: request.node },
  ];
}

function finish(request: BindState, pod: PodObject, context: StandInContext): readonly Write[] {
  const message = `Pod bound successfully to node ${request.node}`;
  return [
    { kind: 'patch', object: request.source, patch: { status: { phase: 'Succeeded' } }, subresource: 'status' },
    writeCondition(pod, { type: 'PodBound', status: 'True', reason: 'Bound', message }, context),
    tell({ about: pod.source, type: 'Normal', reason: 'Bound', message, component: 'binder' }, context),
  ];
}

function findReservation(group: string, { pods }: KaiState): PodObject | undefined {
  return pods.find(({ namespace, labels, deletedAt }) => {
    return namespace === reservationNamespace && labels[groupLabel] === group && deletedAt === undefined;
  });
}

/** The pod that holds a GPU as a whole for those who share it. */
function reserve(group: string, node: string): Write {
  const digest = createHash('sha256').update(`${node}/${group}`).digest('hex').slice(0, 16);
  const field = (name: string, fieldPath: string): object => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    kind: 'create',
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `gpu-reservation-${digest}`,
        namespace: reservationNamespace,
        labels: { app: reservationNamespace, [groupLabel]: group },
        annotations: { ...standInAnnotations('fakeKai'), 'karpenter.sh/do-not-disrupt': 'true' },
      },
      spec: {
        nodeName: node,
        containers: [
          {
            name: 'resource-reservation',
            image: 'ubuntu',
            args: ['sleep', 'infinity'],
            env: [field('POD_NAME', 'metadata.name'), field('POD_NAMESPACE', 'metadata.namespace')],
            resources: { limits: { 'nvidia.com/gpu': '1' } },
          },
        ],
      },
    },
  };
}

/** The ConfigMaps that the webhook named in the pod, with their values. */
function configure(request: BindState, pod: PodObject, uuids: readonly string[], state: KaiState): readonly Write[] {
  const mutation = findMutation(pod.source as unknown as MutablePod, '');
  if (mutation === undefined) return [];
  const main = newConfigMap(mutation.configMap, pod);
  const direct = newConfigMap(mutation.directConfigMap, pod);
  const create = (object: ClusterObject): readonly Write[] => (isThere(object, state) ? [] : [{ kind: 'create', object }]);
  const fill = (data: Readonly<Record<string, string>>): Write => ({ kind: 'patch', object: main, patch: { data } });
  return [
    ...create(main),
    ...create(direct),
    fill({ NVIDIA_VISIBLE_DEVICES: uuids.join(',') }),
    fill({ GPU_PORTION: request.portion, RUNAI_NUM_OF_GPUS: request.portion }),
  ];
}

function newConfigMap(name: string, pod: PodObject): ClusterObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: pod.namespace,
      annotations: standInAnnotations('fakeKai'),
      ownerReferences: [ownedBy({ ...pod.source, apiVersion: 'v1', kind: 'Pod' })],
    },
  };
}

function isThere({ metadata }: ClusterObject, { configMaps }: KaiState): boolean {
  return configMaps.some((map) => map.metadata.name === metadata.name && map.metadata.namespace === metadata.namespace);
}

/** What runs inside a reservation pod: it finds out which GPU the device plugin gave to it, and writes that down. */
export function nameDevices(state: KaiState, context: StandInContext): readonly Write[] {
  const reservations = state.pods.filter(({ namespace }) => namespace === reservationNamespace);
  const taken = new Set(reservations.map(({ nodeName, annotations }) => `${nodeName} ${annotations[uuidKey]}`));
  return reservations
    .filter(({ annotations, deletedAt }) => annotations[uuidKey] === undefined && deletedAt === undefined)
    .flatMap((pod) => {
      const { nodeName = '' } = pod;
      const gpus = Number(asTexts(state.nodes.find(({ name }) => name === nodeName)?.allocatable)['nvidia.com/gpu'] ?? 0);
      const uuids = Array.from({ length: gpus }, (_, index) => context.uuidOf(nodeName, index));
      const uuid = uuids.find((each) => !taken.has(`${nodeName} ${each}`));
      taken.add(`${nodeName} ${uuid}`);
      return uuid === undefined
        ? []
        : [{ kind: 'patch', object: pod.source, patch: { metadata: { annotations: { [uuidKey]: uuid } } } }];
    });
}

/** A reservation pod goes with the last pod of its group. */
export function releaseDevices(state: KaiState): readonly Write[] {
  const used = new Set([
    ...state.pods.flatMap(({ labels, namespace }) => (namespace === reservationNamespace ? [] : groupsOf(labels))),
    ...state.binds.filter(({ isDone }) => !isDone).flatMap(({ groups }) => groups),
  ]);
  return state.pods.flatMap((pod): readonly Write[] => {
    const group = pod.labels[groupLabel];
    const isFree =
      pod.namespace === reservationNamespace && group !== undefined && !used.has(group) && pod.deletedAt === undefined;
    return isFree ? [{ kind: 'delete', object: pod.source }] : [];
  });
}

function groupsOf(labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(asRecord(labels)).flatMap(([key, group]) => (key.startsWith(groupLabel) ? [String(group)] : []));
}
