import * as l10n from '@vscode/l10n';
import { known } from '../../clusterObjects.ts';
import type { EventObject } from '../../objects/event.ts';
import { readCreationProblem } from '../schedulerTexts/creation.ts';
import { describeCreationProblem } from '../describeCreation.ts';
import { eventsOfOwners } from '../events.ts';
import { lookUnseen, type Look, type WaitInput } from './look.ts';

/** Pods that the API server or an admission webhook refuses: told only by events of what should have made them. */
export function lookAtCreation({ workload, objects }: WaitInput): readonly Look[] {
  const isShort = workload.pods.length === 0 || workload.pods.length < (workload.desired ?? 0);
  if (!isShort) return [];
  const unseen = lookUnseen('creation', l10n.t('Events'), objects.events);
  if (unseen !== undefined) return [unseen];
  const failed = latestFailure(eventsOfOwners(workload, known(objects.events), known(objects.owners)));
  if (failed === undefined) return [];
  const { text, headline, cures } = describeCreationProblem(readCreationProblem(failed.message));
  return [
    {
      step: {
        kind: 'creation',
        state: 'blocks',
        text: `${failed.about.kind} "${failed.about.name}": ${text}`,
        verbatim: failed.message,
      },
      headline: { text: headline },
      cures,
    },
  ];
}

/** The event that tells why a pod could not be made; of operators, which have reasons of their own, the newest warning. Newest first. */
export function latestFailure(events: readonly EventObject[]): EventObject | undefined {
  return events.find(({ reason }) => reason === 'FailedCreate') ?? events.find(({ isWarning }) => isWarning);
}
