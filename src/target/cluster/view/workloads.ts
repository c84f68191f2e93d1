import type { FractionRequest } from '../../../gpu/request.ts';
import { asksOf } from '../../../manifest/dialects/asks.ts';
import type { ContainerAsk } from '../../../manifest/dialects/dialect.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { WorkloadPod, WorkloadView } from '../clusterView.ts';
import { createAskReader, lacksClaim } from './claimingAsk.ts';
import { idOfPod, isReservation, readGroups } from './heldPod.ts';
import { readKaiTraits, type KaiTraits } from './kaiTraits.ts';
import { readRole } from './multiNode.ts';
import { present } from '../objects/fields.ts';
import type { PodGroupObject } from '../objects/kai.ts';
import type { OwnerObject } from '../objects/owner.ts';
import type { PodObject } from '../objects/pod.ts';
import { readOwnerAsks } from './ownerAsk.ts';
import { createOwnerFinder, idOfOwner } from './ownerChain.ts';
import { findQueue } from './queueOf.ts';
import type { PlaceFinder } from './places.ts';
import { remembering, rememberingInputs } from './remembering.ts';
import { describeAsk, describeHeld } from './requestText.ts';
import { indexAutoscalers, readScaling, type Autoscaler } from './scaling.ts';
import { readMember, type Member } from './workloadMember.ts';
import { findDesired, readProgress } from './workloadState.ts';

/** KAI's node-scale-adjuster keeps pods there that ask for GPUs in place of fractions. */
const scaleAdjusterNamespace = 'kai-scale-adjust';
const noPlaces: WorkloadPod['places'] = [];

/** All that decides what is told of a workload. */
interface WorkloadInput {
  readonly id: string;
  readonly owner: WorkloadView['owner'];
  readonly top?: OwnerObject;
  readonly members: readonly Member[];
  readonly autoscaler?: Autoscaler;
  readonly traits: KaiTraits;
}

const rememberWorkload = rememberingInputs<object, WorkloadView>();
const rememberOrder = rememberingInputs<object, readonly number[]>();

/** What people deployed that asks for GPUs, by namespace and name; an unchanged one is the same value again. */
export function readWorkloads(objects: ClusterObjects, findPlaces: PlaceFinder): readonly WorkloadView[] {
  const traits = readKaiTraits(objects);
  const autoscalers = indexAutoscalers(objects);
  const groups = groupMembers(objects, findPlaces);
  const workloads = [...groups.values()].map((members) => readWorkload(members, { autoscalers, traits }));
  const idle = listIdleOwners(objects, groups).map((owner) => readIdleOwner(owner, { autoscalers, traits }));
  return inOrder([...workloads, ...idle], objects.owners);
}

/** The same workloads have the same order, which is kept with what seldom changes. */
function inOrder(workloads: readonly WorkloadView[], key: object): readonly WorkloadView[] {
  const order = rememberOrder(
    key,
    workloads.map(({ id }) => id),
    () =>
      [...workloads.entries()]
        .toSorted(
          ([, left], [, right]) =>
            compare(left.namespace, right.namespace) || compare(left.name, right.name) || compare(left.id, right.id),
        )
        .map(([index]) => index),
  );
  return order.flatMap((index) => workloads[index] ?? []);
}

function groupMembers(objects: ClusterObjects, findPlaces: PlaceFinder): ReadonlyMap<string, readonly Member[]> {
  const finder = createOwnerFinder(objects);
  const readAsk = createAskReader(objects);
  const podGroups = indexPodGroups(objects.podGroups);
  const found = new Map<string, Member[]>();
  for (const pod of known(objects.pods)) {
    const places = findPlaces(pod);
    const ask = readAsk(pod);
    if (ask === undefined && places === undefined && readGroups(pod).length === 0 && !lacksClaim(pod, objects)) continue;
    if (isOwnOfScheduler(pod)) continue;
    const groupName = pod.annotations['pod-group-name'];
    const podGroup = groupName === undefined ? undefined : podGroups.get(`${pod.namespace}/${groupName}`);
    const member = readMember(pod, finder, { ask, places: places ?? noPlaces, podGroup });
    const members = found.get(member.id);
    if (members === undefined) found.set(member.id, [member]);
    else members.push(member);
  }
  return found;
}

const indexPodGroups = remembering(
  (reading: ClusterObjects['podGroups']): ReadonlyMap<string, PodGroupObject> =>
    new Map(known(reading).map((group) => [idOfPod(group), group])),
);

function isOwnOfScheduler(pod: PodObject): boolean {
  return isReservation(pod) || pod.namespace === scaleAdjusterNamespace;
}

interface Surroundings {
  readonly autoscalers: ReadonlyMap<string, Autoscaler>;
  readonly traits: KaiTraits;
}

function readWorkload(members: readonly Member[], { autoscalers, traits }: Surroundings): WorkloadView {
  const [first] = members as readonly [Member, ...Member[]];
  const { id, pod, chain } = first;
  const autoscaler = autoscalers.size === 0 ? undefined : findAutoscaler(members, autoscalers);
  return rememberWorkload(pod, [...members, traits, autoscaler?.object, autoscaler?.lastScale], () => {
    const last = chain.at(-1);
    const owner = last?.owner ?? { apiVersion: 'v1', kind: 'Pod', name: pod.name, uid: pod.uid };
    return describeWorkload({
      id,
      owner: { ...owner, namespace: pod.namespace },
      members,
      traits,
      ...present({ top: last?.object, autoscaler }),
    });
  });
}

/** One of the workload itself, or of what stands between it and its pods. */
function findAutoscaler(members: readonly Member[], autoscalers: ReadonlyMap<string, Autoscaler>): Autoscaler | undefined {
  return members
    .flatMap(({ id, pod, chain }) => [id, ...chain.map(({ owner: { kind, name } }) => idOfOwner(kind, pod.namespace, name))])
    .map((id) => autoscalers.get(id))
    .find((autoscaler) => autoscaler !== undefined);
}

function describeWorkload({ id, owner, top, members, autoscaler, traits }: WorkloadInput): WorkloadView {
  const pods = members.map(({ pod, places }): WorkloadPod => ({ pod, ...readRole(pod), places }));
  const asks = new Set(members.map(({ ask }) => ask));
  const desired = members.every(({ chain }) => chain.length === 0) ? 1 : findDesired(members.map(({ chain }) => chain));
  const texts = new Set(
    members.map(({ ask, places }) => (ask === undefined ? describeHeld(places.map(({ slice }) => slice)) : describeAsk(ask))),
  );
  const queue = members
    .map(({ pod, podGroup }) => findQueue(pod, top, podGroup?.queue, traits))
    .find((each) => each !== undefined);
  return {
    id,
    owner,
    name: owner.name,
    namespace: owner.namespace,
    kind: owner.kind,
    pods,
    ...readProgress(pods, top, desired),
    ...readRequest([...asks]),
    requestText: [...texts].join('; '),
    ...present({ queue, scaling: autoscaler && readScaling(autoscaler) }),
  };
}

/** What each pod asks, where all ask the same of one container. */
function readRequest(asks: readonly (FoundWorkload | undefined)[]): Pick<WorkloadView, 'request'> {
  const requests = asks.map((ask) => (ask === undefined ? [] : asksOf(ask.result)));
  const [first] = requests[0] ?? [];
  const isSame = requests.every(
    ([only, ...others]) => only?.kind === 'request' && others.length === 0 && isSameRequest(only.request, first),
  );
  return isSame && first?.kind === 'request' ? { request: first.request } : {};
}

function isSameRequest(request: FractionRequest, other: ContainerAsk | undefined): boolean {
  return other?.kind === 'request' && JSON.stringify(request) === JSON.stringify(other.request);
}

/** Topmost owners whose pods would ask for GPUs and that have none now. What comes and goes by itself is left out while it has none. */
function listIdleOwners({ owners }: ClusterObjects, groups: ReadonlyMap<string, unknown>): readonly OwnerObject[] {
  return known(owners).filter(
    (owner) =>
      owner.owner === undefined &&
      owner.kind !== 'CronJob' &&
      !groups.has(idOfOwner(owner.kind, owner.namespace, owner.name)) &&
      readOwnerAsks(owner).length > 0,
  );
}

function readIdleOwner(owner: OwnerObject, { autoscalers, traits }: Surroundings): WorkloadView {
  const { kind, namespace, name, apiVersion, uid } = owner;
  const id = idOfOwner(kind, namespace, name);
  const autoscaler = autoscalers.get(id);
  return rememberWorkload(owner, [traits, autoscaler?.object, autoscaler?.lastScale], () => {
    const asks = readOwnerAsks(owner);
    const template = asks[0]?.workload.template;
    const labels = Object.fromEntries((template?.labels ?? []).map(({ key, value }) => [key.value, String(value.value)]));
    const schedulerName = template?.schedulerName?.value ?? 'default-scheduler';
    return {
      id,
      owner: { apiVersion, kind, name, uid, namespace },
      name,
      namespace,
      kind,
      pods: [],
      ...readProgress([], owner, owner.replicas ?? 1),
      ...readRequest(asks),
      requestText: [...new Set(asks.map(describeAsk))].join('; '),
      ...present({
        queue: findQueue({ labels, schedulerName }, owner, undefined, traits),
        scaling: autoscaler && readScaling(autoscaler),
      }),
    };
  });
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
