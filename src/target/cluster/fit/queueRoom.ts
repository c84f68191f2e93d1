import * as l10n from '@vscode/l10n';
import type { ClusterFacts } from '../../../manifest/clusterFacts.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import { countAskedGpus } from '../../../manifest/rules/askedGpus.ts';
import { readPreemptibility } from '../../../manifest/rules/priority.ts';
import { chooseQueue } from '../../../manifest/rules/queue.ts';
import type { QueueView } from '../clusterView.ts';
import { present } from '../objects/fields.ts';
import type { QueueRoom } from './fitResult.ts';
import { countFreeGpus, findBroken, listBounds, roundGpus, type QueueBound } from './queueBounds.ts';

/**
 * What a queue has for all replicas of a workload (KAI v0.17): no more than the limit for any work, no more than the quota for what is
 * not preempted, in the queue and in all above it. Undefined where its name is yet to be filled in.
 */
export function findQueueRoom(
  found: FoundWorkload,
  queues: readonly QueueView[] | undefined,
  facts: ClusterFacts,
  chosen?: string,
): QueueRoom | undefined {
  const input = { item: found.item, cluster: facts };
  const name = chosen ?? chooseQueue(input)?.name;
  if (name === undefined) return undefined;
  const each = countAskedGpus(input, found.result);
  const asked = each === undefined ? undefined : each * Math.max(1, found.item.replicas ?? 1);
  const isPreemptible = readPreemptibility(input)?.isPreemptible;
  const room = { name, ...present({ asked, isPreemptible }) };
  if (queues === undefined) return room;
  const queue = queues.find((each) => each.name === name);
  if (queue === undefined) return { ...room, waits: l10n.t('queue "{0}" does not exist', name) };
  if (!queue.isLeaf) return { ...room, waits: l10n.t('queue "{0}" has queues below it, and runs nothing itself', name) };
  const bounds = listBounds(queue, queues, isPreemptible);
  const free = countFreeGpus(bounds);
  const broken = asked === undefined ? undefined : findBroken(bounds, asked);
  return {
    ...room,
    ...(Number.isFinite(free) && { free }),
    ...(broken !== undefined && asked !== undefined && { waits: describeBroken(broken, asked) }),
  };
}

function describeBroken({ queue: { name }, kind, most, used }: QueueBound, asked: number): string {
  return kind === 'limit'
    ? l10n.t(
        'queue "{0}" is at its limit: {1} of {2} GPUs used, and {3} asked',
        name,
        roundGpus(used),
        roundGpus(most),
        roundGpus(asked),
      )
    : l10n.t(
        'queue "{0}" is over its quota: {1} of {2} GPUs used by work that is not preempted, and {3} asked',
        name,
        roundGpus(used),
        roundGpus(most),
        roundGpus(asked),
      );
}
