import * as l10n from '@vscode/l10n';
import { known } from '../../clusterObjects.ts';
import type { PodObject } from '../../objects/pod.ts';
import { describeStartProblem } from '../describeStart.ts';
import { eventsOfPod } from '../events.ts';
import { readStartProblem } from '../runtimeTexts/startProblem.ts';
import type { Look, WaitInput } from './look.ts';

/** Reasons of a waiting container that pass by themselves. */
const passing = new Set(['ContainerCreating', 'PodInitializing', '']);
const ofKubelet = new Set(['Failed', 'FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox', 'FailedMapVolume']);

/** What keeps a pod that has its node from starting or from being ready. */
export function lookAtStart({ pod, objects }: WaitInput): readonly Look[] {
  if (pod?.nodeName === undefined) return [];
  const waiting = pod.statuses.flatMap(({ name, state }) =>
    state.kind === 'waiting' && !passing.has(state.reason ?? '')
      ? [tell(pod.name, name, state.reason ?? '', state.message ?? '')]
      : [],
  );
  if (waiting.length > 0) return waiting;
  const event = eventsOfPod(pod, known(objects.events)).find(({ isWarning, reason }) => isWarning && ofKubelet.has(reason));
  if (event !== undefined) return [tell(pod.name, pod.containers[0]?.name ?? pod.name, event.reason, event.message)];
  return [describeStarting(pod, pod.nodeName)];
}

function tell(pod: string, container: string, reason: string, message: string): Look {
  const problem = readStartProblem(reason, message);
  const { text, headline, cures } = describeStartProblem(problem, container, reason);
  const isAgain = problem.kind === 'crashLoop';
  return {
    step: { kind: 'start', state: 'blocks', text, ...(message !== '' && { verbatim: `${reason}: ${message}` }) },
    headline: { text: headline },
    cures: isAgain ? [{ kind: 'seeLog', pod, container, isPrevious: true }] : cures,
  };
}

function describeStarting(pod: PodObject, node: string): Look {
  const unready = pod.statuses.find(({ state, isReady }) => state.kind === 'running' && !isReady)?.name;
  return unready === undefined
    ? {
        step: { kind: 'start', state: 'passed', text: l10n.t('It is placed on {0} and starts.', node) },
        headline: { text: l10n.t('starting on {0}', node) },
        cures: [{ kind: 'waitFor', what: l10n.t('its image and its containers to start') }],
      }
    : {
        step: {
          kind: 'start',
          state: 'passed',
          text: l10n.t('Container "{0}" runs on {1} and is not ready yet.', unready, node),
        },
        headline: { text: l10n.t('not ready yet') },
        cures: [{ kind: 'seeLog', pod: pod.name, container: unready, isPrevious: false }],
      };
}
