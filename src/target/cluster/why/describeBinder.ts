import * as l10n from '@vscode/l10n';
import type { Cure } from './cure.ts';
import { readBinderProblem } from './schedulerTexts/binder.ts';

interface Told {
  /** A sentence. */
  readonly text: string;
  readonly headline: string;
  readonly cures: readonly Cure[];
}

/** What a failure of KAI's binder means; its own text is to stand beside it. */
export function describeBinderProblem(said: string): Told {
  const problem = readBinderProblem(said);
  switch (problem.kind) {
    case 'reservation': {
      const pod = problem.pod ?? l10n.t('the reservation pod');
      return {
        text: l10n.t('{0}, which holds the GPU for all who share it, did not start or did not say which GPU it has.', pod),
        headline: l10n.t("KAI's reservation pod does not start"),
        cures: [
          {
            kind: 'askOperator',
            what: l10n.t(
              'Ask who runs the cluster to look at the pods of namespace "{0}": image, RuntimeClass and NVIDIA driver of the node.',
              'kai-resource-reservation',
            ),
          },
        ],
      };
    }
    case 'scalingUp':
      return {
        text: l10n.t('the cluster is adding nodes, and until then no GPU is reserved.'),
        headline: l10n.t('the cluster is scaling up'),
        cures: [{ kind: 'waitFor', what: l10n.t('the new nodes') }],
      };
    case 'noWebhook':
      return {
        text: l10n.t("KAI's admission webhook did not see the pod when it was created."),
        headline: l10n.t("KAI's webhook did not prepare the pod"),
        cures: [
          { kind: 'changeManifest', what: l10n.t('Delete the pod, so that it is created anew through the webhook.') },
          {
            kind: 'askOperator',
            what: l10n.t("Where it comes back, ask who runs the cluster whether KAI's webhook is on for this namespace."),
          },
        ],
      };
    case 'container':
      return {
        text: l10n.t('no container of the pod has the name that asks for the share.'),
        headline: l10n.t('no container for the share'),
        cures: [{ kind: 'changeManifest', what: l10n.t('Name a container of the pod in {0}.', 'gpu-fraction-container-name') }],
      };
    case 'configMap':
      return {
        text: l10n.t('the ConfigMap that tells the container its GPU could not be written.'),
        headline: l10n.t('its ConfigMap cannot be written'),
        cures: [
          {
            kind: 'askOperator',
            what: l10n.t("Ask who runs the cluster about the rights of KAI's binder and quotas on ConfigMaps."),
          },
        ],
      };
    case 'memoryLimit':
      return {
        text: l10n.t('the memory limit of the share could not be worked out.'),
        headline: l10n.t('no memory limit for its share'),
        cures: [
          { kind: 'askOperator', what: l10n.t('Ask who runs the cluster about label {0} of the node.', 'nvidia.com/gpu.memory') },
        ],
      };
    case 'unknown':
      return {
        text: l10n.t('the pod could not be bound.'),
        headline: l10n.t('KAI cannot bind it'),
        cures: [{ kind: 'seeEvents' }],
      };
  }
}
