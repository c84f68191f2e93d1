import * as l10n from '@vscode/l10n';
import { known, type ClusterObjects } from '../../clusterObjects.ts';
import type { PodObject } from '../../objects/pod.ts';
import { isKaiScheduler, readKaiTraits } from '../../view/kaiTraits.ts';
import type { Look, WaitInput } from './look.ts';

const kaiKey = /^(gpu-fraction|gpu-memory)|^nvidia\.com\/container\..+\.gpu-memory\./;
/** Whether KAI, or Run:ai with it, is to place the pod. */
export function isOfKai({ schedulerName }: PodObject, objects: ClusterObjects): boolean {
  return isKaiScheduler(schedulerName, readKaiTraits(objects));
}

/** Whether the scheduler that the pod names is there, and reads what the pod asks. */
export function lookAtScheduler({ pod, objects }: WaitInput): readonly Look[] {
  if (pod === undefined) return [];
  const name = pod.schedulerName;
  const key = Object.keys(pod.annotations).find((annotation) => kaiKey.test(annotation));
  const isKai = isOfKai(pod, objects);
  if (key !== undefined && !isKai && name !== 'hami-scheduler') {
    const wanted = readKaiTraits(objects).schedulerName ?? 'kai-scheduler';
    return [
      {
        step: {
          kind: 'scheduler',
          state: 'blocks',
          text: l10n.t('Scheduler "{0}" is asked, but "{1}" is read by KAI alone: nobody gives the pod its share.', name, key),
        },
        headline: { text: l10n.t('{0} does not read "{1}"', name, key) },
        cures: [{ kind: 'addSchedulerName', schedulerName: wanted }],
      },
    ];
  }
  if (isKai && objects.podGroups.state === 'absent') {
    return [
      {
        step: {
          kind: 'scheduler',
          state: 'blocks',
          text: l10n.t('Scheduler "{0}" is asked, but KAI is not installed in this cluster: it knows no PodGroups.', name),
        },
        headline: { text: l10n.t('no scheduler "{0}" here', name) },
        cures: [{ kind: 'askOperator', what: l10n.t('Ask who runs the cluster to install KAI, or deploy to another cluster.') }],
      },
    ];
  }
  return [isSeen(pod, objects) ? seen(name) : unseen(pod, objects)];
}

/** It placed a pod or wrote an event, or it is KAI and has groups; Kubernetes' own is there in every cluster. */
function isSeen(waiting: PodObject, objects: ClusterObjects): boolean {
  const { schedulerName } = waiting;
  return (
    schedulerName === 'default-scheduler' ||
    (isOfKai(waiting, objects) && known(objects.podGroups).length > 0) ||
    known(objects.pods).some((pod) => pod.schedulerName === schedulerName && pod.nodeName !== undefined) ||
    known(objects.events).some(({ source }) => source === schedulerName)
  );
}

function seen(name: string): Look {
  return { step: { kind: 'scheduler', state: 'passed', text: l10n.t('Scheduler "{0}" is at work.', name) } };
}

function unseen({ schedulerName, conditions }: PodObject, objects: ClusterObjects): Look {
  const isTold = conditions.some(({ type }) => type === 'PodScheduled');
  const isReadable = objects.events.state === 'known' && objects.pods.state === 'known';
  if (isTold || !isReadable) return seen(schedulerName);
  return {
    step: {
      kind: 'scheduler',
      state: 'blocks',
      text: l10n.t('No sign of scheduler "{0}": it placed no pod here and wrote no event.', schedulerName),
    },
    headline: { text: l10n.t('no sign of scheduler "{0}"', schedulerName), isVague: true },
    cures: [
      {
        kind: 'askOperator',
        what: l10n.t('Ask who runs the cluster whether scheduler "{0}" runs, and for its name.', schedulerName),
      },
    ],
  };
}
