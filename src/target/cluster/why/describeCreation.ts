import * as l10n from '@vscode/l10n';
import type { Cure } from './cure.ts';
import { explainAdmissionText } from './admissionTexts.ts';
import type { CreationProblem } from './schedulerTexts/creation.ts';

interface Told {
  readonly text: string;
  readonly headline: string;
  readonly cures: readonly Cure[];
}

/** What it means that a pod was not made, and what to do; the cluster's own text is to stand beside it. */
export function describeCreationProblem(problem: CreationProblem): Told {
  switch (problem.kind) {
    case 'quota':
      return {
        text: l10n.t(
          'no pod is made: quota "{0}" of the namespace allows {1}, {2} is used, {3} is asked.',
          problem.quota,
          problem.limited,
          problem.used,
          problem.requested,
        ),
        headline: l10n.t('quota "{0}" of the namespace is used up', problem.quota),
        cures: [
          { kind: 'changeManifest', what: l10n.t('Ask for less, or stop another workload of the namespace.') },
          { kind: 'askOperator', what: l10n.t('Ask who runs the namespace to raise quota "{0}".', problem.quota) },
        ],
      };
    case 'webhook':
      return describeWebhook(problem.webhook, problem.said);
    case 'webhookDown':
      return {
        text: l10n.t('no pod is made: admission webhook "{0}" does not answer.', problem.webhook),
        headline: l10n.t('an admission webhook does not answer'),
        cures: [{ kind: 'askOperator', what: l10n.t('Ask who runs the cluster why "{0}" does not answer.', problem.webhook) }],
      };
    case 'podSecurity':
      return refused(l10n.t('the namespace does not allow such a pod (Pod Security).'), l10n.t('not allowed in the namespace'));
    case 'limitRange':
      return refused(
        l10n.t('a LimitRange of the namespace does not allow these requests or limits.'),
        l10n.t('requests outside the range of the namespace'),
      );
    case 'missing':
      return refused(
        l10n.t('{0} "{1}" does not exist.', problem.what, problem.name),
        l10n.t('{0} "{1}" does not exist', problem.what, problem.name),
      );
    case 'invalid':
      return refused(
        problem.fields.length === 0
          ? l10n.t('the API server finds the pod invalid.')
          : l10n.t('the API server does not take {0}.', problem.fields.join(', ')),
        l10n.t('the pod is invalid'),
      );
    case 'unknown':
      return { text: l10n.t('no pod is made.'), headline: l10n.t('its pods cannot be made'), cures: [{ kind: 'seeEvents' }] };
  }
}

function describeWebhook(webhook: string, said: string): Told {
  const reading = explainAdmissionText(said);
  if (reading === undefined) {
    const text = l10n.t('no pod is made: admission webhook "{0}" refuses it.', webhook);
    return { text, headline: l10n.t('refused by admission'), cures: [changeManifest()] };
  }
  return {
    text: l10n.t('no pod is made: {0}.', reading.why),
    headline: l10n.t('refused by admission: {0}', reading.why),
    cures: [reading.cure],
  };
}

function refused(why: string, headline: string): Told {
  return { text: l10n.t('no pod is made: {0}', why), headline, cures: [changeManifest()] };
}

function changeManifest(): Cure {
  return { kind: 'changeManifest', what: l10n.t('Change the manifest accordingly and deploy it again.') };
}
