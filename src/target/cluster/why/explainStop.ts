import * as l10n from '@vscode/l10n';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { ClusterView, WorkloadView } from '../clusterView.ts';
import { describeCreationProblem } from './describeCreation.ts';
import { eventsOfOwners } from './events.ts';
import type { StopExplanation, StopKind } from './explanation.ts';
import { rankHeadlines } from './rankHeadlines.ts';
import { readCreationProblem } from './schedulerTexts/creation.ts';
import { findContainerEnds } from './stopping/containers.ts';
import { findOwnEvictions } from './stopping/evictions.ts';
import type { Found, LogTail, StopInput } from './stopping/found.ts';
import { findPodEnds } from './stopping/pods.ts';
import { findPreemptions } from './stopping/preemptions.ts';
import { uniqueBy } from './uniqueBy.ts';
import { latestFailure } from './waiting/creation.ts';

/** What tells most comes first: who took the pod away, then what its containers ended of, then that they are tried again. */
const order: readonly StopKind[] = [
  'reclaimed',
  'preempted',
  'consolidated',
  'incompleteGroup',
  'evicted',
  'deadline',
  'nodeLost',
  'admission',
  'outOfGpuMemory',
  'outOfHostMemory',
  'killed',
  'exited',
  'imagePull',
  'configuration',
  'notCreated',
  'finished',
  'crashLoop',
  'deleted',
  'unseen',
];

/**
 * Why a workload, or some of its pods, does not run any more; also of pods that are gone, as long as events tell. `logs`: ends of logs, where
 * someone has read them; they say more than an exit code.
 */
export function explainStop(
  workload: WorkloadView,
  objects: ClusterObjects,
  view: ClusterView,
  logs: readonly LogTail[] = [],
): StopExplanation {
  const input: StopInput = { workload, objects, view, logs };
  const found = [
    ...findOwnEvictions(input),
    ...findPreemptions(input),
    ...workload.pods.flatMap(({ pod }) => [...findPodEnds(pod, input), ...findContainerEnds(pod, input)]),
    ...findFailedOwner(input),
    ...findNotCreated(input),
    ...findUnseen(objects),
  ].toSorted((left, right) => order.indexOf(left.reason.kind) - order.indexOf(right.reason.kind));
  const [first] = found;
  const worst = found.filter(({ reason }) => reason.kind === first?.reason.kind);
  // what an owner says of itself is not one pod more
  const ofPods = worst.filter(({ reason }) => reason.pod !== undefined);
  return {
    headline:
      rankHeadlines((ofPods.length > 0 ? ofPods : worst).map(({ headline }) => headline)) ||
      l10n.t('nothing tells why it stopped'),
    reasons: uniqueBy(
      found.map(({ reason }) => reason),
      ({ kind, text, verbatim }) => JSON.stringify([kind, text, verbatim]),
    ),
    cures: uniqueBy(
      found.flatMap(({ cures }) => cures),
      (cure) => JSON.stringify(cure),
    ),
  };
}

/** A Job that gave up says so itself. */
function findFailedOwner({ workload, objects }: StopInput): readonly Found[] {
  const owner = known(objects.owners).find(({ uid, kind }) => uid === workload.owner.uid && kind === workload.kind);
  const failed = owner?.conditions.find(({ type, status }) => type === 'Failed' && status === 'True');
  if (failed === undefined) return [];
  const isDeadline = failed.reason === 'DeadlineExceeded';
  const text = isDeadline
    ? l10n.t('{0} "{1}" ran longer than {2} allows.', workload.kind, workload.name, 'activeDeadlineSeconds')
    : l10n.t('{0} "{1}" gave up ({2}).', workload.kind, workload.name, failed.reason ?? 'Failed');
  return [
    {
      reason: {
        kind: isDeadline ? 'deadline' : 'exited',
        text,
        ...(failed.message !== undefined && { verbatim: failed.message }),
      },
      headline: isDeadline ? l10n.t('its deadline passed') : l10n.t('gave up ({0})', failed.reason ?? 'Failed'),
      cures: isDeadline ? [{ kind: 'changeManifest', what: l10n.t('Raise or remove {0}.', 'activeDeadlineSeconds') }] : [],
    },
  ];
}

function findNotCreated({ workload, objects }: StopInput): readonly Found[] {
  if (workload.pods.length >= (workload.desired ?? 1)) return [];
  const failed = latestFailure(eventsOfOwners(workload, known(objects.events), known(objects.owners)));
  if (failed === undefined) return [];
  const { text, headline, cures } = describeCreationProblem(readCreationProblem(failed.message));
  const said = `${failed.about.kind} "${failed.about.name}": ${text}`;
  return [{ reason: { kind: 'notCreated', text: said, verbatim: failed.message }, headline, cures }];
}

/** Who evicted a pod is told by events alone. */
function findUnseen({ events }: ClusterObjects): readonly Found[] {
  if (events.state !== 'forbidden' && events.state !== 'failed') return [];
  const text = l10n.t('Events could not be read: whether and for whom it was evicted is not known.');
  return [
    { reason: { kind: 'unseen', text, verbatim: events.message }, headline: l10n.t('its events may not be read'), cures: [] },
  ];
}
