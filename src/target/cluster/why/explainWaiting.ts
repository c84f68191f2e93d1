import * as l10n from '@vscode/l10n';
import type { ClusterObjects } from '../clusterObjects.ts';
import type { ClusterView, WorkloadView } from '../clusterView.ts';
import type { PodObject } from '../objects/pod.ts';
import type { Cure } from './cure.ts';
import type { WaitExplanation, WaitStep } from './explanation.ts';
import { lookAtBindRequest } from './waiting/bindRequest.ts';
import { lookAtClaims } from './waiting/claims.ts';
import { lookAtCreation } from './waiting/creation.ts';
import { lookAtEvents } from './waiting/events.ts';
import { lookAtEvictions } from './waiting/evictions.ts';
import { lookAtFit } from './waiting/fit.ts';
import { lookAtGates, lookAtSuspension } from './waiting/gates.ts';
import { lookAtGrouping } from './waiting/grouping.ts';
import type { Look, LookAt, WaitInput } from './waiting/look.ts';
import { lookAtNodes } from './waiting/nodes.ts';
import { lookAtPieces } from './waiting/pieces.ts';
import { lookAtPodGroup } from './waiting/podGroup.ts';
import { lookAtScheduler } from './waiting/scheduler.ts';
import { lookAtStart } from './waiting/start.ts';
import { rankHeadlines } from './rankHeadlines.ts';
import { uniqueBy } from './uniqueBy.ts';

/** Of the workload as a whole. */
const ofWorkload: readonly LookAt[] = [lookAtSuspension, lookAtEvictions, lookAtCreation];
/** Of each pod that waits, in the order in which a pod comes to run. */
const ofPod: readonly LookAt[] = [
  lookAtScheduler,
  lookAtGrouping,
  lookAtPodGroup,
  lookAtBindRequest,
  lookAtEvents,
  lookAtNodes,
  lookAtClaims,
  lookAtPieces,
  lookAtFit,
];

/** Why a workload waits: what was looked at in the order in which a pod comes to run, with numbers, and what would help. */
export function explainWaiting(workload: WorkloadView, objects: ClusterObjects, view: ClusterView): WaitExplanation {
  const input = { workload, objects, view };
  const own = ofWorkload.flatMap((look) => look(input));
  const pods = workload.pods.map(({ pod }) => pod).filter(isWaiting);
  const perPod = pods.map((pod) => lookAtPod({ ...input, pod }));
  const looks = [...own, ...perPod.flat()];
  const headlines = [...(own.some(blocks) ? [headlineOf(own)] : []), ...perPod.map(headlineOf)];
  return {
    headline: rankHeadlines(headlines.filter((headline) => headline !== '')) || l10n.t('nothing tells why it waits'),
    steps: uniqueBy(
      looks.map(({ step }) => step),
      keyOfStep,
    ),
    cures: uniqueBy(curesOf(looks), (cure) => JSON.stringify(cure)),
  };
}

/** With a node all that comes before it is past; behind a gate nobody has looked at the pod yet. */
function lookAtPod(input: WaitInput & { readonly pod: PodObject }): readonly Look[] {
  if (input.pod.nodeName !== undefined) return lookAtStart(input);
  const gates = lookAtGates(input);
  return [...gates, ...(gates.length > 0 ? [lookAtFit] : ofPod).flatMap((look) => look(input))];
}

/** A pod that should run and does not. */
function isWaiting({ phase, statuses, deletedAt }: PodObject): boolean {
  if (deletedAt !== undefined || phase === 'Succeeded' || phase === 'Failed') return false;
  return (
    phase !== 'Running' || statuses.length === 0 || statuses.some(({ isReady, state }) => !isReady && state.kind !== 'terminated')
  );
}

/** The first that blocks says it; where it is vague, the first that is not. */
function headlineOf(looks: readonly Look[]): string {
  const headlines = [...looks.filter(blocks), ...looks].flatMap(({ headline }) => (headline === undefined ? [] : [headline]));
  return (headlines.find(({ isVague }) => isVague !== true) ?? headlines[0])?.text ?? l10n.t('waits for a scheduler');
}

function blocks({ step }: Look): boolean {
  return step.state === 'blocks';
}

/** What the user can do at once comes first, then what others have to do. */
const cureOrder: readonly Cure['kind'][] = [
  'addSchedulerName',
  'addQueueLabel',
  'resume',
  'removeGate',
  'setFraction',
  'makePreemptible',
  'otherQueue',
  'changeManifest',
  'changeEngine',
  'raiseMemory',
  'otherNodePool',
  'wholeGpu',
  'waitFor',
  'askQuotaOwner',
  'fixNodeLabel',
  'askOperator',
  'seeLog',
  'seeEvents',
];

function curesOf(looks: readonly Look[]): readonly Cure[] {
  const cures = [...looks.filter(blocks), ...looks].flatMap(({ cures: of }) => of ?? []);
  if (cures.length === 0) return [{ kind: 'seeEvents' }];
  return cures.toSorted((left, right) => cureOrder.indexOf(left.kind) - cureOrder.indexOf(right.kind));
}

function keyOfStep({ kind, text, verbatim }: WaitStep): string {
  return JSON.stringify([kind, text, verbatim]);
}
