import * as l10n from '@vscode/l10n';
import { describeRequest } from '../../../gpu/describePlacement.ts';
import type { FractionRequest } from '../../../gpu/request.ts';
import { formatGpus } from './gpus.ts';

/** What would help a workload; the editor makes an action of it where it can. */
export type Cure =
  /** The most that has room now, and where. */
  | { readonly kind: 'setFraction'; readonly request: FractionRequest; readonly node: string }
  /** A leaf queue that would take it; `freeGpus` absent: without bound. */
  | { readonly kind: 'otherQueue'; readonly queue: string; readonly freeGpus?: number }
  | { readonly kind: 'makePreemptible' }
  /** Queues that exist and run workloads, those with most room first. */
  | { readonly kind: 'addQueueLabel'; readonly label: string; readonly queues: readonly string[] }
  | { readonly kind: 'addSchedulerName'; readonly schedulerName: string }
  /** `atLeast`: what the bound of the queue would have to be; GPUs, CPU cores or GB. */
  | {
      readonly kind: 'askQuotaOwner';
      readonly queue: string;
      readonly bound: 'quota' | 'limit';
      readonly resource: 'gpu' | 'cpu' | 'memory';
      readonly atLeast: number;
    }
  /** `what` for a person: `half-1 to end on trace-b (holds 0.5)`. */
  | { readonly kind: 'waitFor'; readonly what: string }
  | { readonly kind: 'fixNodeLabel'; readonly node: string; readonly label: string }
  /** `who`: the program that put the gate there, and takes it away. */
  | { readonly kind: 'removeGate'; readonly gate: string; readonly who?: string }
  | { readonly kind: 'resume'; readonly workload: string }
  | { readonly kind: 'wholeGpu' }
  | { readonly kind: 'otherNodePool' }
  /** `what` for a person: a sentence. */
  | { readonly kind: 'changeManifest'; readonly what: string }
  | { readonly kind: 'askOperator'; readonly what: string }
  | { readonly kind: 'changeEngine'; readonly what: string }
  /** Of the host, not of the GPU. */
  | { readonly kind: 'raiseMemory'; readonly container: string; readonly limit?: string }
  | { readonly kind: 'seeEvents' }
  | { readonly kind: 'seeLog'; readonly pod: string; readonly container: string; readonly isPrevious: boolean };

/** A cure as a sentence. */
export function describeCure(cure: Cure): string {
  switch (cure.kind) {
    case 'setFraction':
      return l10n.t('Ask for {0}: it fits on {1} now.', describeRequest(cure.request), cure.node);
    case 'otherQueue':
      return cure.freeGpus === undefined
        ? l10n.t('Use queue "{0}": it has no limit.', cure.queue)
        : l10n.t('Use queue "{0}": {1} free.', cure.queue, formatGpus(cure.freeGpus));
    case 'makePreemptible':
      return l10n.t(
        'Make it preemptible (label {0}): it may then go over the quota, and can be evicted for it.',
        'kai.scheduler/preemptibility: preemptible',
      );
    case 'addQueueLabel':
      return cure.queues.length === 0
        ? l10n.t('Add the label {0} with a queue that exists.', cure.label)
        : l10n.t('Set the label {0} to {1}.', cure.label, cure.queues.map((name) => `"${name}"`).join(l10n.t(' or ')));
    case 'addSchedulerName':
      return l10n.t('Set {0}.', `schedulerName: ${cure.schedulerName}`);
    case 'askQuotaOwner':
      return describeAskForQuota(cure);
    case 'waitFor':
      return l10n.t('Wait for {0}.', cure.what);
    case 'fixNodeLabel':
      return l10n.t(
        'Ask who runs the cluster to set label {0} of node {1} (GPU Feature Discovery does), or ask for a share of a GPU instead of memory.',
        cure.label,
        cure.node,
      );
    case 'removeGate':
      return cure.who === undefined
        ? l10n.t('Ask who set the gate "{0}" to remove it.', cure.gate)
        : l10n.t('{0} removes the gate "{1}" when it admits the workload: look there.', cure.who, cure.gate);
    case 'resume':
      return l10n.t('Resume {0}: set {1}.', cure.workload, 'suspend: false');
    case 'wholeGpu':
      return l10n.t('Ask for whole GPUs ({0}).', 'nvidia.com/gpu: 1');
    case 'otherNodePool':
      return l10n.t('Choose other nodes: change the node selector or the node pool.');
    case 'changeManifest':
    case 'askOperator':
    case 'changeEngine':
      return cure.what;
    case 'raiseMemory':
      return cure.limit === undefined
        ? l10n.t('Set a higher memory limit for container "{0}".', cure.container)
        : l10n.t('Raise the memory limit of container "{0}" above {1}.', cure.container, cure.limit);
    case 'seeEvents':
      return l10n.t('See the events of its pods.');
    case 'seeLog':
      return cure.isPrevious
        ? l10n.t('See the log of the run before the restart: {0}, container "{1}".', cure.pod, cure.container)
        : l10n.t('See the log of {0}, container "{1}".', cure.pod, cure.container);
  }
}

function describeAskForQuota({ queue, bound, resource, atLeast }: Cure & { readonly kind: 'askQuotaOwner' }): string {
  const amount = formatResource(resource, atLeast);
  return bound === 'quota'
    ? l10n.t('Ask who owns queue "{0}" for a quota of at least {1}.', queue, amount)
    : l10n.t('Ask who owns queue "{0}" for a limit of at least {1}.', queue, amount);
}

/** `3.5 GPUs`, `8 CPU cores`, `16 GB of memory`. */
export function formatResource(resource: 'gpu' | 'cpu' | 'memory', amount: number): string {
  if (amount < 0) return l10n.t('no bound');
  switch (resource) {
    case 'gpu':
      return formatGpus(amount);
    case 'cpu':
      return l10n.t('{0} CPU cores', amount);
    case 'memory':
      return l10n.t('{0} GB of memory', amount);
  }
}
