import * as l10n from '@vscode/l10n';
import { countAskedGpus } from '../../../../manifest/rules/askedGpus.ts';
import { known } from '../../clusterObjects.ts';
import type { QueueView } from '../../clusterView.ts';
import { toClusterFacts } from '../../facts/toClusterFacts.ts';
import type { PodGroupObject, PodGroupReason } from '../../objects/kai.ts';
import type { Cure } from '../cure.ts';
import { describeGang, describeReport } from '../describeRefusals.ts';
import { nameLeafQueues, offerQueues } from '../offerQueues.ts';
import { isPreemptible } from '../preemptibleGroup.ts';
import { readGroupReason, type GroupReason } from '../schedulerTexts/groupReason.ts';
import { readKaiTraits } from '../../view/kaiTraits.ts';
import { readPodAsk } from '../../view/podAsk.ts';
import { describeOverQueue } from './describeOverQueue.ts';
import { describeRefusalCures } from './refusalCures.ts';
import { findPodGroup } from './grouping.ts';
import { lookUnseen, type Look, type WaitInput } from './look.ts';

/** What KAI says of the pod's group: its queue, its quota, its room as a whole. */
export function lookAtPodGroup(input: WaitInput): readonly Look[] {
  const group = input.pod && findPodGroup(input.pod, input.objects);
  if (group === undefined) return [];
  const unseen = lookUnseen('podGroup', l10n.t('Queues'), input.objects.queues);
  return [
    ...(unseen === undefined ? [] : [unseen]),
    ...listReasons(group).map((reason) => describeReason(reason, group, input)),
    ...lookAtMembers(group, input),
  ];
}

/** Reasons why a group waits, none twice. */
export function listReasons({ conditions }: PodGroupObject): readonly PodGroupReason[] {
  const reasons = conditions.filter(({ status }) => status !== 'False').flatMap(reasonsOf);
  return [...new Map(reasons.map((reason) => [reason.message, reason])).values()];
}

/** Older releases, and a queue that is not a leaf, have a message and no reasons. */
function reasonsOf({ reasons, message }: PodGroupObject['conditions'][number]): readonly PodGroupReason[] {
  if (reasons.length > 0) return reasons;
  const [, reason, rest] = /^\s*(?:Node-Pool '[^']*': )?([A-Z]\w+)\.\n([\s\S]*)$/.exec(message ?? '') ?? [];
  return [{ reason: reason ?? '', message: (rest ?? message ?? '').trim() }];
}

function describeReason({ reason, ...told }: PodGroupReason, group: PodGroupObject, input: WaitInput): Look {
  const read = readGroupReason({ reason, ...told });
  const verbatim = told.message.trim() === '' ? reason : told.message;
  const { text, headline, isVague = false, cures } = tell(read, group, input);
  return {
    step: {
      kind: 'podGroup',
      state: 'blocks',
      text,
      ...(verbatim !== '' && { verbatim }),
      numbers: { kind: 'group', reason: read },
    },
    headline: { text: headline, isVague },
    cures,
  };
}

interface Told {
  readonly text: string;
  readonly headline: string;
  readonly isVague?: boolean;
  readonly cures: readonly Cure[];
}

function tell(reason: GroupReason, group: PodGroupObject, input: WaitInput): Told {
  const { view, objects } = input;
  switch (reason.kind) {
    case 'overQueue': {
      const preemptible = reason.bound === 'limit' && isPreemptible(group, toClusterFacts(objects, view)) === true;
      return describeOverQueue(reason, offerOthers(input, preemptible, reason.queue));
    }
    case 'noQueue':
      return tellMissingQueue(reason.queue, input);
    case 'delayed':
      return {
        text:
          reason.until === undefined
            ? l10n.t('It waits before it may have others evicted.')
            : l10n.t('It waits until {0} before it may have others evicted.', reason.until),
        headline: l10n.t('waits before it may preempt'),
        cures: [{ kind: 'waitFor', what: reason.until ?? l10n.t('its preemption delay to pass') }],
      };
    case 'noTopology':
      return {
        text: l10n.t('Topology "{0}" does not exist.', reason.topology),
        headline: l10n.t('topology "{0}" does not exist', reason.topology),
        cures: [{ kind: 'changeManifest', what: l10n.t('Name a topology that exists, or remove the annotation.') }],
      };
    case 'noRoom':
      return {
        text: l10n.t('KAI finds no room: {0}.', describeReport(reason.report)),
        headline: reason.report.gang === undefined ? l10n.t('no node has room') : describeGang(reason.report.gang),
        isVague: reason.report.gang === undefined,
        cures: describeRefusalCures(reason.report, input),
      };
    case 'unsaid':
      return tellUnsaid(
        view.queues.find(({ name }) => name === group.queue),
        view.queues,
      );
    case 'unknown':
      return { text: l10n.t('KAI does not place it.'), headline: l10n.t('KAI does not place it'), isVague: true, cures: [] };
  }
}

function offerOthers({ pod, objects, view }: WaitInput, preemptible: boolean, except: string): readonly Cure[] {
  const ask = pod && readPodAsk(pod);
  const gpus = ask && countAskedGpus({ item: ask.item, cluster: toClusterFacts(objects, view) }, ask.result);
  return gpus === undefined ? [] : offerQueues(view.queues, { gpus, preemptible, except });
}

function tellMissingQueue(queue: string, { pod, view, objects }: WaitInput): Told {
  const own = readKaiTraits(objects).queueLabel ?? 'kai.scheduler/queue';
  const label = [own, 'runai/queue'].find((key) => pod?.labels[key] !== undefined);
  const cures: readonly Cure[] = [
    { kind: 'addQueueLabel', label: label ?? own, queues: nameLeafQueues(view.queues, { written: queue }) },
  ];
  return label === undefined
    ? {
        text: l10n.t('It names no queue, so KAI puts it in "{0}", which does not exist here.', queue),
        headline: l10n.t('no queue is named, and "{0}" does not exist', queue),
        cures,
      }
    : { text: l10n.t('Queue "{0}" does not exist.', queue), headline: l10n.t('queue "{0}" does not exist', queue), cures };
}

function tellUnsaid(queue: QueueView | undefined, queues: readonly QueueView[]): Told {
  if (queue === undefined || queue.isLeaf) {
    return {
      text: l10n.t('KAI does not place it and says no reason.'),
      headline: l10n.t('KAI does not place it'),
      isVague: true,
      cures: [{ kind: 'seeEvents' }],
    };
  }
  const below = queues.filter(({ parent, isLeaf }) => parent === queue.name && isLeaf).map(({ name }) => name);
  return {
    text: l10n.t(
      'Queue "{0}" has queues below it ({1}), and only those run workloads: KAI passes over it and says no reason.',
      queue.name,
      below.join(', '),
    ),
    headline: l10n.t('queue "{0}" is not a leaf', queue.name),
    cures: [
      {
        kind: 'addQueueLabel',
        label: 'kai.scheduler/queue',
        queues: nameLeafQueues(queues, { among: ({ name }) => below.includes(name) }),
      },
    ],
  };
}

/** Pods of a group start together: KAI waits until enough of them exist. */
function lookAtMembers(group: PodGroupObject, { objects }: WaitInput): readonly Look[] {
  const event = known(objects.events)
    .filter(({ about }) => about.kind === 'PodGroup' && about.name === group.name && about.namespace === group.namespace)
    .toSorted((left, right) => (right.lastAt ?? 0) - (left.lastAt ?? 0))
    .find(({ reason }) => reason === 'NotReady' || reason === 'StaleJob');
  if (event === undefined) return [];
  const [, needed, found] = /Waiting for (\d+) pods[^,]*, currently (\d+) exist/.exec(event.message) ?? [];
  const isNumbered = needed !== undefined && found !== undefined;
  return [
    {
      step: {
        kind: 'podGroup',
        state: 'blocks',
        text: isNumbered
          ? l10n.t('Its pods start together: {0} are needed, {1} exist.', needed, found)
          : l10n.t('Its pods start together, and not all of them are there.'),
        verbatim: event.message,
      },
      headline: { text: isNumbered ? l10n.t('{0} of {1} pods exist', found, needed) : l10n.t('not all of its pods exist') },
      cures: [{ kind: 'waitFor', what: l10n.t('the other pods of the group; see what keeps them from being made') }],
    },
  ];
}
