import * as l10n from '@vscode/l10n';
import { known, type ClusterObjects } from '../../clusterObjects.ts';
import type { PodObject } from '../../objects/pod.ts';
import { eventsOfPods } from '../events.ts';
import { asNumber, asRecord } from '../../objects/fields.ts';
import type { Found, StopInput } from './found.ts';

/**
 * Pods of the workload that Kubernetes' own scheduler ended for others, also those that are gone: `Preempted by pod <uid> on node <name>`
 * (Kubernetes pkg/scheduler/framework/preemption; before 1.28 with its name).
 */
export function findPreemptions({ workload, objects }: Pick<StopInput, 'workload' | 'objects'>): readonly Found[] {
  return eventsOfPods(workload, known(objects.events), known(objects.owners))
    .filter(({ reason }) => reason === 'Preempted')
    .map(({ about, message }): Found => {
      const [, named, node] = /Preempted by (?:pod )?(\S+) on node (\S+?)\.?$/.exec(message.trim()) ?? [];
      const by = named === undefined ? undefined : findPod(named, objects);
      const name = by?.name ?? (named?.includes('/') === true ? named : undefined);
      const number = by && asNumber(asRecord(by.source['spec'])['priority']);
      const priority = number === undefined ? l10n.t('a higher priority') : l10n.t('priority {0}', number);
      return {
        reason: {
          kind: 'preempted',
          text:
            name === undefined
              ? l10n.t(
                  'The scheduler ended {0} to make room for a pod of higher priority, which is gone or may not be read.',
                  about.name,
                )
              : l10n.t(
                  'The scheduler ended {0} on {1} to make room for "{2}", which has {3}.',
                  about.name,
                  node ?? l10n.t('its node'),
                  name,
                  priority,
                ),
          verbatim: message,
          pod: about.name,
        },
        headline: name === undefined ? l10n.t('preempted by a pod of higher priority') : l10n.t('preempted by "{0}"', name),
        cures: [
          ...(name === undefined ? [] : [{ kind: 'waitFor', what: l10n.t('{0} to end', name) } as const]),
          { kind: 'changeManifest', what: l10n.t('Give it a higher priority class, if it is as urgent.') },
        ],
      };
    });
}

function findPod(named: string, objects: ClusterObjects): PodObject | undefined {
  return known(objects.pods).find(({ uid, namespace, name }) => uid === named || `${namespace}/${name}` === named);
}
