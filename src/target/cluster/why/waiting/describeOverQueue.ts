import * as l10n from '@vscode/l10n';
import { roundGpus } from '../../fit/queueBounds.ts';
import { formatResource, type Cure } from '../cure.ts';
import type { GroupReason } from '../schedulerTexts/groupReason.ts';

interface Told {
  readonly text: string;
  readonly headline: string;
  readonly cures: readonly Cure[];
}

/** That a queue allows no more, with its numbers; `others`: queues that would take it. */
export function describeOverQueue(reason: GroupReason & { readonly kind: 'overQueue' }, others: readonly Cure[]): Told {
  const { bound, queue, resource, requested, allocated, allowed } = reason;
  const amounts = [requested, allocated, allowed].map((amount) => formatResource(resource, amount));
  const [asked = '', used = '', most = ''] = amounts;
  const atLeast = roundGpus(allocated + requested);
  const ask: Cure = { kind: 'askQuotaOwner', queue, bound, resource, atLeast };
  const left = roundGpus(allowed - allocated);
  const less = resource === 'gpu' || left <= 0 ? [] : [askLess(formatResource(resource, left))];
  if (bound === 'limit') {
    return {
      text: l10n.t('Queue "{0}" may use {1}, {2} are in use, and it asks for {3}.', queue, most, used, asked),
      headline: l10n.t('queue "{0}": {1} of {2} used, {3} asked', queue, roundGpus(allocated), most, roundGpus(requested)),
      cures: [...less, ...others, ask],
    };
  }
  return {
    text: l10n.t(
      'It may not be preempted, so it has to fit in the quota of queue "{0}": {1}, of which {2} are in use by such pods; it asks for {3}.',
      queue,
      most,
      used,
      asked,
    ),
    headline: l10n.t(
      'queue "{0}": quota {1}, {2} used, {3} asked (not preemptible)',
      queue,
      most,
      roundGpus(allocated),
      roundGpus(requested),
    ),
    cures: [{ kind: 'makePreemptible' }, ...less, ...others, ask],
  };
}

/** Of GPUs our own count offers what also has room. */
function askLess(amount: string): Cure {
  return { kind: 'changeManifest', what: l10n.t('Ask for no more than {0}.', amount) };
}
