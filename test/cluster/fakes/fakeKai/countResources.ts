import { asRecord, asTextList, present } from '../../../../src/target/cluster/objects/fields.ts';
import { standInKey } from '../standIn.ts';
import { findPatch, type Write } from '../write.ts';
import { addAmounts, amountsOfGroup, writeAmounts, type Amounts } from './amounts.ts';
import type { GroupState, KaiState, QueueState } from './kaiState.ts';

interface Count {
  readonly requested: Amounts;
  readonly allocated: Amounts;
  readonly allocatedNonPreemptible: Amounts;
}

/** KAI's podgroup and queue controllers: what groups and queues ask and have, in their status. */
export function countResources(state: KaiState): readonly Write[] {
  const counts = new Map(state.groups.map((group) => [group, countGroup(group, state)]));
  return [
    ...state.groups.flatMap((group) => writeGroup(group, counts.get(group))),
    ...state.queues
      .filter(({ annotations }) => annotations[standInKey] !== 'none')
      .flatMap((queue) => writeQueue(queue, state, counts)),
  ];
}

function countGroup(group: GroupState, state: KaiState): Count {
  const { requested, allocated } = amountsOfGroup(group, state);
  return { requested, allocated, allocatedNonPreemptible: group.isPreemptible ? {} : allocated };
}

function writeCount(count: Count): object {
  return present({
    requested: writeAmounts(count.requested),
    allocated: writeAmounts(count.allocated),
    allocatedNonPreemptible: writeAmounts(count.allocatedNonPreemptible),
  });
}

function writeGroup(group: GroupState, count: Count | undefined): readonly Write[] {
  const current = asRecord(group.source['status'])['resourcesStatus'];
  const patch = count && findPatch(current, writeCount(count));
  return patch === undefined
    ? []
    : [{ kind: 'patch', object: group.source, patch: { status: { resourcesStatus: patch } }, subresource: 'status' }];
}

function writeQueue(queue: QueueState, state: KaiState, counts: ReadonlyMap<GroupState, Count>): readonly Write[] {
  const { requested, allocated, allocatedNonPreemptible, childQueues } = asRecord(queue.source['status']);
  const children = state.queues.filter(({ parent }) => parent === queue.name).map(({ name }) => name);
  const before = asTextList(childQueues);
  const areKnown = before.length === children.length && children.every((name) => before.includes(name));
  const current = present({ requested, allocated, allocatedNonPreemptible, childQueues });
  const wanted = {
    ...writeCount(sum(findCounts(queue, state, counts))),
    ...(children.length > 0 && { childQueues: areKnown ? before : children }),
  };
  const patch = findPatch(current, wanted);
  return patch === undefined ? [] : [{ kind: 'patch', object: queue.source, patch: { status: patch }, subresource: 'status' }];
}

/** Of its own groups and of all queues below. */
function findCounts(queue: QueueState, state: KaiState, counts: ReadonlyMap<GroupState, Count>, depth = 0): readonly Count[] {
  const own = [...counts].flatMap(([group, count]) => (group.queue === queue.name ? [count] : []));
  const children = depth < 10 ? state.queues.filter(({ parent }) => parent === queue.name) : [];
  return [...own, ...children.flatMap((child) => findCounts(child, state, counts, depth + 1))];
}

function sum(counts: readonly Count[]): Count {
  return {
    requested: addAmounts(counts.map(({ requested }) => requested)),
    allocated: addAmounts(counts.map(({ allocated }) => allocated)),
    allocatedNonPreemptible: addAmounts(counts.map(({ allocatedNonPreemptible }) => allocatedNonPreemptible)),
  };
}
