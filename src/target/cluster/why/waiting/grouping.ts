import * as l10n from '@vscode/l10n';
import { known, type ClusterObjects } from '../../clusterObjects.ts';
import type { PodGroupObject } from '../../objects/kai.ts';
import type { PodObject } from '../../objects/pod.ts';
import { eventsOfPod } from '../events.ts';
import { lookUnseen, type Look, type WaitInput } from './look.ts';
import { isOfKai } from './scheduler.ts';

const skipKey = 'kai.scheduler/skip-podgrouper';

/** The PodGroup that KAI's podgrouper put the pod in, where it may be read. */
export function findPodGroup(pod: PodObject, objects: ClusterObjects): PodGroupObject | undefined {
  const name = pod.annotations['pod-group-name'];
  return known(objects.podGroups).find((group) => group.name === name && group.namespace === pod.namespace);
}

/** Whether KAI's podgrouper has put the pod in a PodGroup; before that its scheduler does not look at it. */
export function lookAtGrouping({ pod, objects }: WaitInput): readonly Look[] {
  if (pod === undefined || !isOfKai(pod, objects) || objects.podGroups.state === 'absent') return [];
  const name = pod.annotations['pod-group-name'];
  if (name === undefined) return [describeUngrouped(pod, objects)];
  const unseen = lookUnseen('grouping', l10n.t('PodGroups'), objects.podGroups);
  if (unseen !== undefined) return [unseen];
  const group = findPodGroup(pod, objects);
  if (group !== undefined) {
    const queue = group.queue ?? l10n.t('none');
    return [{ step: { kind: 'grouping', state: 'passed', text: l10n.t('It is in PodGroup "{0}", queue "{1}".', name, queue) } }];
  }
  return [
    {
      step: { kind: 'grouping', state: 'blocks', text: l10n.t('Its PodGroup "{0}" does not exist.', name) },
      headline: { text: l10n.t('its PodGroup is gone') },
      cures: [{ kind: 'changeManifest', what: l10n.t('Delete the pod: its owner makes a new one, which is grouped anew.') }],
    },
  ];
}

function describeUngrouped(pod: PodObject, objects: ClusterObjects): Look {
  if (pod.annotations[skipKey] !== undefined) {
    return {
      step: { kind: 'grouping', state: 'blocks', text: l10n.t('Annotation "{0}" keeps KAI from grouping the pod.', skipKey) },
      headline: { text: l10n.t('KAI is told to leave it alone') },
      cures: [{ kind: 'changeManifest', what: l10n.t('Remove annotation "{0}".', skipKey) }],
    };
  }
  const warning = eventsOfPod(pod, known(objects.events)).find(({ reason }) => reason === 'PodGrouperWarning');
  return {
    step: {
      kind: 'grouping',
      state: 'blocks',
      text: l10n.t('KAI has not grouped the pod yet: annotation "pod-group-name" is missing.'),
      ...(warning && { verbatim: warning.message }),
    },
    headline:
      warning === undefined ? { text: l10n.t('not grouped yet'), isVague: true } : { text: l10n.t('KAI cannot group it') },
    cures: [{ kind: 'waitFor', what: l10n.t("KAI's podgrouper; where it lasts, ask who runs the cluster to look at its log") }],
  };
}
