import * as l10n from '@vscode/l10n';
import type { ClusterFacts } from '../../../manifest/clusterFacts.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import { countAskedGpus } from '../../../manifest/rules/askedGpus.ts';
import { readPreemptibility } from '../../../manifest/rules/priority.ts';
import { chooseQueue } from '../../../manifest/rules/queue.ts';
import type { QueueView } from '../clusterView.ts';
import { present } from '../objects/fields.ts';
import type { QueueRoom } from './fitResult.ts';

/** Shares are summed in floating point. */
const tolerance = 1e-6;

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
  const bounds = listAbove(queue, queues).flatMap((above) => listBounds(above, isPreemptible));
  const free = Math.min(...bounds.map(({ most, used }) => Math.max(0, most - used)));
  const broken = asked === undefined ? undefined : bounds.find(({ most, used }) => used + asked > most + tolerance);
  return {
    ...room,
    ...(Number.isFinite(free) && { free }),
    ...(broken !== undefined && asked !== undefined && { waits: describeBroken(broken, asked) }),
  };
}

interface Bound {
  readonly queue: QueueView;
  readonly kind: 'limit' | 'quota';
  readonly most: number;
  readonly used: number;
}

/** Of work of which it is not known whether it is preempted only the limit is certain. */
function listBounds(queue: QueueView, isPreemptible: boolean | undefined): readonly Bound[] {
  const { limit, quota, allocated, allocatedNonPreemptible } = queue;
  return [
    ...(limit < 0 ? [] : [{ queue, kind: 'limit', most: limit, used: allocated } as const]),
    ...(quota < 0 || isPreemptible !== false
      ? []
      : [{ queue, kind: 'quota', most: quota, used: allocatedNonPreemptible } as const]),
  ];
}

/** The queue and those above it; one that is its own parent ends the way. */
function listAbove(queue: QueueView, queues: readonly QueueView[]): readonly QueueView[] {
  const found = new Set([queue]);
  for (const each of found) {
    const parent = queues.find(({ name }) => name === each.parent);
    if (parent !== undefined) found.add(parent);
  }
  return [...found];
}

function describeBroken({ queue: { name }, kind, most, used }: Bound, asked: number): string {
  return kind === 'limit'
    ? l10n.t('queue "{0}" is at its limit: {1} of {2} GPUs used, and {3} asked', name, show(used), show(most), show(asked))
    : l10n.t(
        'queue "{0}" is over its quota: {1} of {2} GPUs used by work that is not preempted, and {3} asked',
        name,
        show(used),
        show(most),
        show(asked),
      );
}

function show(gpus: number): string {
  return String(Math.round(gpus * 1000) / 1000);
}
