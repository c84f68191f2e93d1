import * as l10n from '@vscode/l10n';
import { known } from '../../clusterObjects.ts';
import { describeBinderProblem } from '../describeBinder.ts';
import { lookUnseen, type Look, type WaitInput } from './look.ts';
import { isOfKai } from './scheduler.ts';

/** Whether KAI has chosen a node, and how far its binder has come. */
export function lookAtBindRequest({ pod, objects }: WaitInput): readonly Look[] {
  if (pod === undefined || !isOfKai(pod, objects)) return [];
  const unseen = lookUnseen('bindRequest', l10n.t('BindRequests'), objects.bindRequests);
  if (unseen !== undefined) return [unseen];
  const request = known(objects.bindRequests).find(
    ({ podName, namespace }) => podName === pod.name && namespace === pod.namespace,
  );
  if (request === undefined) return [];
  const node = request.node ?? l10n.t('a node');
  if (request.phase !== 'Failed') {
    return [
      {
        step: { kind: 'bindRequest', state: 'blocks', text: l10n.t('KAI has chosen {0} and binds the pod to it.', node) },
        headline: { text: l10n.t('being bound to {0}', node) },
        cures: [{ kind: 'waitFor', what: l10n.t("KAI's binder") }],
      },
    ];
  }
  const { text, headline, cures } = describeBinderProblem(request.reason ?? '');
  const attempts = request.failedAttempts === undefined ? '' : ` ${l10n.t('{0} attempts failed.', request.failedAttempts)}`;
  return [
    {
      step: {
        kind: 'bindRequest',
        state: 'blocks',
        text: `${l10n.t('KAI chose {0}, but its binder failed: {1}', node, text)}${attempts}`,
        ...(request.reason !== undefined && { verbatim: request.reason }),
      },
      headline: { text: headline },
      cures,
    },
  ];
}
