import * as l10n from '@vscode/l10n';
import type { Cure } from '../cure.ts';
import type { FitReport, Refused } from '../schedulerTexts/refusal.ts';
import type { WaitInput } from './look.ts';

/** What helps against what a scheduler says of the nodes; what fits instead comes from our own count. */
export function describeRefusalCures({ refused, gang }: FitReport, { pod, objects }: WaitInput): readonly Cure[] {
  const missing = gang === undefined ? 0 : gang.required - gang.found;
  const wait: readonly Cure[] = missing > 0 ? [{ kind: 'waitFor', what: l10n.t('room for {0} more of its pods', missing) }] : [];
  // what our own count of the GPUs tells is more exact
  const isUncounted = objects.nodes.state !== 'known' && pod?.schedulerName === 'default-scheduler';
  return [...wait, ...refused.flatMap((one) => cureOf(one, isUncounted))];
}

function cureOf({ node, refusal }: Refused, isUncounted: boolean): readonly Cure[] {
  switch (refusal.kind) {
    case 'taint':
      return [
        {
          kind: 'changeManifest',
          what:
            refusal.taint === undefined
              ? l10n.t('Add a toleration for the taint of the nodes that have GPUs.')
              : l10n.t('Add a toleration for taint "{0}".', refusal.taint),
        },
      ];
    case 'nodeAffinity':
      return [{ kind: 'otherNodePool' }];
    case 'memoryLabel':
      return node === undefined ? [] : [{ kind: 'fixNodeLabel', node, label: 'nvidia.com/gpu.memory' }];
    case 'draOnly':
      return [{ kind: 'wholeGpu' }, { kind: 'otherNodePool' }];
    case 'migMode':
      return [{ kind: 'otherNodePool' }];
    case 'notReady':
      return [
        {
          kind: 'askOperator',
          what: l10n.t('Ask who runs the cluster why {0} is {1} ({2}).', refusal.condition, refusal.status, refusal.reason),
        },
      ];
    case 'volume':
      return [
        {
          kind: 'changeManifest',
          what:
            refusal.claim === undefined
              ? l10n.t('See that the PersistentVolumeClaims of the pod exist and are bound.')
              : l10n.t('Create PersistentVolumeClaim "{0}" in the namespace, or name another.', refusal.claim),
        },
      ];
    case 'claims':
      // told by our own look at the devices
      return [];
    case 'resource':
      // the plain scheduler counts GPUs; of a node that only lacks CPU or memory that is what to lower
      return /^(CPU cores|cpu|memory)$/.test(refusal.resource)
        ? [{ kind: 'changeManifest', what: l10n.t('Lower its request of {0}.', refusal.resource) }]
        : isUncounted && /nvidia\.com\/gpu/.test(refusal.resource)
          ? [{ kind: 'waitFor', what: l10n.t('a GPU to become free') }]
          : [];
    case 'card':
      return [cureOfCard(refusal.reason)];
    case 'gpuMemory':
    case 'mig':
    case 'podSlots':
    case 'podAffinity':
    case 'topologySpread':
    case 'cordoned':
    case 'hostPorts':
    case 'unknown':
      return [];
  }
}

/** Reasons of HAMi v2.10. */
function cureOfCard(reason: string): Cure {
  switch (reason) {
    case 'CardInsufficientMemory':
      return { kind: 'changeManifest', what: l10n.t('Ask for less {0}.', 'nvidia.com/gpumem') };
    case 'CardInsufficientCore':
      return { kind: 'changeManifest', what: l10n.t('Ask for less {0}.', 'nvidia.com/gpucores') };
    case 'CardTypeMismatch':
    case 'CardUuidMismatch':
      return { kind: 'changeManifest', what: l10n.t('Loosen which cards it asks for ({0}).', 'nvidia.com/use-gputype') };
    case 'NodeInsufficientDevice':
      return { kind: 'changeManifest', what: l10n.t('Ask for fewer cards ({0}).', 'nvidia.com/gpu') };
    case 'ResourceQuotaNotFit':
      return { kind: 'askOperator', what: l10n.t('Ask who runs the namespace to raise its GPU quota.') };
    case 'CardNotHealth':
    case 'CardCordoned':
      return { kind: 'askOperator', what: l10n.t('Ask who runs the cluster to look at the cards of the node.') };
    default:
      return { kind: 'waitFor', what: l10n.t('a card to become free') };
  }
}
