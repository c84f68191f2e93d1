import * as l10n from '@vscode/l10n';
import { known } from '../../clusterObjects.ts';
import type { PodObject } from '../../objects/pod.ts';
import type { Cure } from '../cure.ts';
import { describeBinderProblem } from '../describeBinder.ts';
import { describeGang, describeReport } from '../describeRefusals.ts';
import { eventsOfPod } from '../events.ts';
import { readHami } from '../schedulerTexts/hami.ts';
import { readKaiFit } from '../schedulerTexts/kaiFit.ts';
import { readKubeScheduler } from '../schedulerTexts/kubeScheduler.ts';
import type { FitReport } from '../schedulerTexts/refusal.ts';
import { findPodGroup } from './grouping.ts';
import { lookUnseen, type Look, type WaitInput } from './look.ts';
import { describeRefusalCures } from './refusalCures.ts';

interface Said {
  readonly reason: string;
  readonly message: string;
  readonly source: string;
}

/** Reasons that pass by themselves and are told elsewhere, or that say that all is well. */
const notTold = new Set(['Scheduled', 'Bound', 'FilteringSucceed', 'BindingSucceed', 'PodGrouperWarning', 'SchedulingGated']);
const ofBinder = new Set(['FailedBinding', 'BindingError', 'BindingFailed']);

/** What schedulers say of the pod, in its condition and its events. */
export function lookAtEvents(input: WaitInput): readonly Look[] {
  const { pod, objects } = input;
  if (pod === undefined) return [];
  const unseen = lookUnseen('events', l10n.t('Events'), objects.events);
  const events = eventsOfPod(pod, known(objects.events)).filter(({ isWarning, reason }) => isWarning || reason === 'Pipelined');
  const newest = [...new Map(events.toReversed().map((event) => [event.reason, event])).values()].toReversed();
  const told = (findPodGroup(pod, objects)?.conditions ?? []).flatMap(({ reasons, message }) => [
    ...reasons.map((reason) => reason.message),
    ...(message === undefined ? [] : [message]),
  ]);
  const said = [...conditionsOf(pod), ...newest]
    .filter(({ reason }) => !notTold.has(reason))
    .filter(({ message }) => !told.some((known) => isSaidIn(message, known)));
  const unique = [...new Map(said.map((one) => [one.message.trim(), one])).values()];
  return [...(unseen === undefined ? [] : [unseen]), ...unique.map((one) => describeSaid(one, input))];
}

function conditionsOf({ conditions, schedulerName }: PodObject): readonly Said[] {
  return conditions.flatMap(({ type, status, reason = '', message = '' }) =>
    (type === 'PodScheduled' || type === 'PodBound') && status === 'False' && message !== ''
      ? [{ reason, message, source: schedulerName }]
      : [],
  );
}

/** The event repeats what the PodGroup says: `Reason: message.`, or `Unable to schedule pod` for `… podgroup`. */
function isSaidIn(message: string, known: string): boolean {
  const [plain, whole] = [message, known].map((text) => text.replace(/\.+\s*$/, '').trim());
  return plain !== '' && whole !== '' && (plain === whole || plain?.endsWith(`: ${whole}`) === true || `${plain}group` === whole);
}

function describeSaid({ reason, message, source }: Said, input: WaitInput): Look {
  if (ofBinder.has(reason)) {
    const { text, headline, cures } = describeBinderProblem(message);
    return {
      step: { kind: 'events', state: 'blocks', text: l10n.t('{0} could not bind the pod: {1}', source, text), verbatim: message },
      headline: { text: headline },
      cures,
    };
  }
  if (reason === 'Pipelined') {
    const [, node] = /pipelined to node (\S+?)\.?$/.exec(message.trim()) ?? [];
    return {
      step: {
        kind: 'events',
        state: 'blocks',
        text: l10n.t('KAI has set {0} aside for it and waits until others have left.', node ?? l10n.t('a node')),
        verbatim: message,
      },
      headline: {
        text: node === undefined ? l10n.t('waits for others to leave') : l10n.t('waits for others to leave {0}', node),
      },
      cures: [{ kind: 'waitFor', what: l10n.t('the pods that are being evicted for it') }],
    };
  }
  const report = readReport(message, reason);
  const described = describeReport(report);
  const cures: readonly Cure[] = describeRefusalCures(report, input);
  return {
    step: {
      kind: 'events',
      state: 'blocks',
      text: described === '' ? l10n.t('{0} says of it: {1}.', source, reason) : `${source}: ${described}.`,
      verbatim: message,
      ...(described !== '' && { numbers: { kind: 'report', report } as const }),
    },
    headline: { text: headlineOf(report) ?? l10n.t('{0} does not place it', source), isVague: report.gang === undefined },
    cures,
  };
}

function readReport(message: string, reason: string): FitReport {
  if (reason === 'FilteringFailed') return readHami(message);
  return readKubeScheduler(message) ?? readKaiFit(message.replace(/^Unschedulable: /, ''));
}

/** The one reason that all nodes have, in few words. */
function headlineOf(report: FitReport): string | undefined {
  if (report.gang !== undefined) return describeGang(report.gang);
  if (report.refused.length === 0) return undefined;
  const kinds = new Set(report.refused.map(({ refusal }) => refusal.kind));
  if (kinds.has('claims')) return l10n.t('no device for its claims');
  const [only] = kinds.size === 1 ? kinds : [];
  if (only === 'taint') return l10n.t('every node has a taint that it does not tolerate');
  if (only === 'nodeAffinity') return l10n.t('no node matches its selector');
  return only === 'volume' ? headlineOfVolume(report.refused) : l10n.t('no node has room');
}

function headlineOfVolume(refused: FitReport['refused']): string {
  const refusals = refused.map(({ refusal }) => refusal).filter((refusal) => refusal.kind === 'volume');
  const claim = refusals.find((refusal) => refusal.claim !== undefined)?.claim;
  if (claim !== undefined) return l10n.t('PersistentVolumeClaim "{0}" does not exist', claim);
  return refusals.some(({ isUnbound }) => isUnbound === true)
    ? l10n.t('a PersistentVolumeClaim is not bound')
    : l10n.t('a volume is missing');
}
