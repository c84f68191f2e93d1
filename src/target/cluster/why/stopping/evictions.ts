import * as l10n from '@vscode/l10n';
import { known, type ClusterObjects } from '../../clusterObjects.ts';
import type { Cure } from '../cure.ts';
import { formatGpus } from '../gpus.ts';
import { readEviction, workloadOfGroup, type Eviction, type QueueUse } from '../schedulerTexts/eviction.ts';
import type { StopKind } from '../explanation.ts';
import { createPodMatcher } from '../events.ts';
import type { Found, StopInput } from './found.ts';

/** One pod that KAI took away, which may be gone since. */
export interface EvictedPod extends Found {
  readonly namespace: string;
  readonly pod: string;
  /** The PodGroup of the pod. */
  readonly group: string;
  readonly eviction: Eviction;
  /** Epoch milliseconds. */
  readonly at?: number;
}

/** All evictions by KAI that events still tell of, the newest first. */
export function findEvictions(objects: ClusterObjects): readonly EvictedPod[] {
  return known(objects.events)
    .filter(({ about, reason }) => about.kind === 'PodGroup' && reason === 'Evict')
    .flatMap(({ about, message, lastAt }) => {
      const eviction = readEviction(message);
      if (eviction === undefined) return [];
      const [namespace = about.namespace, pod = ''] = eviction.victim.split('/');
      const { kind, text, headline, cures } = tell(eviction, pod);
      const reason = { kind, text, verbatim: message, pod };
      return [
        { namespace, pod, group: about.name, eviction, reason, headline, cures, ...(lastAt !== undefined && { at: lastAt }) },
      ];
    })
    .toSorted((left, right) => (right.at ?? 0) - (left.at ?? 0));
}

/** Evictions of a workload's pods, by their names or by the uid in the name of their PodGroup. */
export function findOwnEvictions({ workload, objects }: Pick<StopInput, 'workload' | 'objects'>): readonly Found[] {
  const pods = workload.pods.map(({ pod }) => pod);
  const isOwn = createPodMatcher(workload, known(objects.owners));
  const groups = new Set(pods.map(({ annotations }) => annotations['pod-group-name']));
  const uids = [workload.owner.uid, ...pods.flatMap(({ uid, owner }) => [uid, owner?.uid ?? ''])].filter((uid) => uid !== '');
  return findEvictions(objects).filter(
    ({ namespace, pod, group }) =>
      namespace === workload.namespace && (isOwn(pod) || groups.has(group) || uids.some((uid) => group.includes(uid))),
  );
}

interface Told {
  readonly kind: StopKind;
  readonly text: string;
  readonly headline: string;
  readonly cures: readonly Cure[];
}

function tell(eviction: Eviction, pod: string): Told {
  switch (eviction.kind) {
    case 'preempted': {
      const by = workloadOfGroup(eviction.by);
      return {
        kind: 'preempted',
        text: l10n.t('KAI evicted {0} for "{1}", which has a higher priority.', pod, by),
        headline: l10n.t('preempted by "{0}"', by),
        cures: [
          { kind: 'waitFor', what: l10n.t('room: a pod that its owner makes anew is placed when there is some') },
          { kind: 'changeManifest', what: l10n.t('Give it a higher priority class, if it is as urgent.') },
        ],
      };
    }
    case 'reclaimed':
      return tellReclaim(eviction, pod);
    case 'consolidated':
      return {
        kind: 'consolidated',
        text: l10n.t('KAI evicted {0} to place it elsewhere, so that fewer GPUs are shared (consolidation).', pod),
        headline: l10n.t('moved to another GPU'),
        cures: [
          { kind: 'waitFor', what: l10n.t('its start at the new place') },
          {
            kind: 'changeManifest',
            what: l10n.t('Make it non-preemptible (priority class of 100 or more): KAI does not move those.'),
          },
        ],
      };
    case 'incomplete':
      return {
        kind: 'incompleteGroup',
        text:
          eviction.subGroup === undefined
            ? l10n.t('KAI evicted {0}: fewer than the {1} pods that its group needs were left.', pod, eviction.minimum)
            : l10n.t(
                'KAI evicted {0}: fewer than the {1} pods that sub-group "{2}" needs were left.',
                pod,
                eviction.minimum,
                eviction.subGroup,
              ),
        headline: l10n.t('too few pods of its group were left'),
        cures: [{ kind: 'changeManifest', what: l10n.t('See why the other pods of the group ended; they start together.') }],
      };
  }
}

function tellReclaim({ by: group, victimQueue, byQueue }: Eviction & { readonly kind: 'reclaimed' }, pod: string): Told {
  const by = workloadOfGroup(group);
  const wanted = byQueue === undefined ? '' : ` ${describeUse(byQueue)}`;
  const had = victimQueue === undefined ? '' : ` ${describeUse(victimQueue)}`;
  const uses = victimQueue?.usesGpus;
  const isOverQuota = victimQueue?.quotaGpus !== undefined && uses !== undefined && victimQueue.quotaGpus < uses;
  return {
    kind: 'reclaimed',
    text: `${l10n.t('KAI evicted {0} for "{1}", whose queue was below its share.', pod, by)}${had}${wanted}`,
    headline:
      byQueue === undefined ? l10n.t('reclaimed for "{0}"', by) : l10n.t('reclaimed for "{0}" of queue "{1}"', by, byQueue.queue),
    cures: [
      { kind: 'waitFor', what: l10n.t('room: a pod that its owner makes anew is placed when there is some') },
      ...(victimQueue !== undefined && isOverQuota
        ? [{ kind: 'askQuotaOwner', queue: victimQueue.queue, bound: 'quota', resource: 'gpu', atLeast: uses } as const]
        : []),
      { kind: 'changeManifest', what: l10n.t('Ask for less in its queue: KAI reclaims what a queue has beyond its quota.') },
    ],
  };
}

/** `Queue "vision" used 2 GPUs: quota 1 GPU, fair share 1 GPU, priority 100.` */
function describeUse({ queue, usesGpus, quotaGpus, fairShareGpus, priority }: QueueUse): string {
  const facts = [
    ...(quotaGpus === undefined ? [] : [l10n.t('quota {0}', formatGpus(quotaGpus))]),
    ...(fairShareGpus === undefined ? [] : [l10n.t('fair share {0}', formatGpus(fairShareGpus))]),
    ...(priority === undefined ? [] : [l10n.t('priority {0}', priority)]),
  ].join(', ');
  const used = usesGpus === undefined ? l10n.t('an unknown number of GPUs') : formatGpus(usesGpus);
  return facts === '' ? l10n.t('Queue "{0}" used {1}.', queue, used) : l10n.t('Queue "{0}" used {1}: {2}.', queue, used, facts);
}
