import type { NodeRefusal } from '../../../../src/gpu/placeOnCluster.ts';
import { asList, asRecord, asText, present } from '../../../../src/target/cluster/objects/fields.ts';
import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import { tell, type StandInContext } from '../standIn.ts';
import type { Write } from '../write.ts';
import { countRefusals, describeRefusals } from './fitTexts.ts';
import { idOf, type GroupState } from './kaiState.ts';
import { demandOf } from './podDemand.ts';
import type { QueueRefusal } from './queueCheck.ts';
import { writeCondition } from './podConditions.ts';

/** The pods of a group wait for their queue. */
export function refuseByQueue(
  group: GroupState,
  pods: readonly PodObject[],
  refusal: QueueRefusal,
  context: StandInContext,
): readonly Write[] {
  const { reason, message } = refusal;
  const ofPod = message === undefined ? 'Unable to schedule pod' : `${reason}: ${message}.`;
  const ofGroup = message === undefined ? '\nUnable to schedule podgroup.' : `\n${reason}.\n${message}.`;
  return [
    ...refuseGroup(group, ofGroup, message === undefined ? undefined : [present({ ...refusal })], context),
    ...pods.flatMap((pod) => refusePod(pod, ofPod, context)),
  ];
}

/** Pods of a group fit nowhere; `placed` others of it do. */
export function refuseByNodes(
  group: GroupState,
  unplaced: readonly { readonly pod: PodObject; readonly refusals: readonly NodeRefusal[] }[],
  { placed }: { readonly placed: number },
  context: StandInContext,
): readonly Write[] {
  const [first] = unplaced;
  if (first === undefined) return [];
  const due = `due to: ${countRefusals(first.refusals, demandOf(first.pod))}`;
  const message =
    group.minMember > 1
      ? `Resources were found for ${placed} pods while ${group.minMember} are required for gang scheduling. Additional pods cannot be scheduled ${due}.`
      : `Resources were not found for pod ${idOf(first.pod)} ${due}.`;
  const reason = 'PodSchedulingErrors';
  const isPartlyPlaced = placed >= group.minMember;
  return [
    ...(isPartlyPlaced ? [] : refuseGroup(group, `\n${reason}.\n${message}.`, [{ message, reason }], context)),
    ...unplaced.flatMap(({ pod, refusals }) => refusePod(pod, describeRefusals(refusals, demandOf(pod)), context)),
  ];
}

const conditionType = 'UnschedulableOnNodePool';

function refuseGroup(
  group: GroupState,
  message: string,
  reasons: readonly object[] | undefined,
  context: StandInContext,
): readonly Write[] {
  const [before] = asList(asRecord(group.source['status'])['schedulingConditions']).map(asRecord);
  if (asText(before?.['message']) === message) return [];
  const condition = {
    type: conditionType,
    nodePool: 'default',
    status: 'True',
    reason: 'Unschedulable',
    message,
    ...(reasons !== undefined && { reasons }),
    transitionID: String(Number(asText(before?.['transitionID']) ?? '0') + 1),
    lastTransitionTime: context.now(),
  };
  const { resourceVersion } = group.source.metadata;
  return [
    {
      kind: 'patch',
      object: group.source,
      patch: { metadata: { resourceVersion }, status: { schedulingConditions: [condition] } },
      subresource: 'status',
    },
    tell({ about: group.source, type: 'Normal', reason: 'Unschedulable', message, component: 'kai-scheduler' }, context),
  ];
}

function refusePod(pod: PodObject, message: string, context: StandInContext): readonly Write[] {
  const before = pod.conditions.find(({ type }) => type === 'PodScheduled');
  if (before?.message === message) return [];
  return [
    writeCondition(pod, { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }, context),
    tell({ about: pod.source, type: 'Warning', reason: 'Unschedulable', message, component: 'kai-scheduler' }, context),
  ];
}

/** A group of which all pods have found a place waits no more. */
export function clearConditions(group: GroupState, members: readonly PodObject[]): readonly Write[] {
  const isSaid = asRecord(group.source['status'])['schedulingConditions'] !== undefined;
  const isBound = members.every(({ nodeName }) => nodeName !== undefined);
  return isSaid && isBound
    ? [{ kind: 'patch', object: group.source, patch: { status: { schedulingConditions: null } }, subresource: 'status' }]
    : [];
}
