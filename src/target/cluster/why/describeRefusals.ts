import * as l10n from '@vscode/l10n';
import { nameNodes } from './nameNodes.ts';
import type { FitReport, Refusal, Refused } from './schedulerTexts/refusal.ts';

/** What a scheduler says of the nodes, one clause for each reason with the nodes that it names; empty where it says nothing of them. */
export function describeReport({ refused, gang, nodes }: FitReport): string {
  const clauses = [...Map.groupBy(refused, (one) => describeRefusal(one))].map(([text, same]) => `${text} (${nameSame(same)})`);
  return [
    ...(gang === undefined
      ? []
      : [
          gang.subGroup === undefined
            ? l10n.t('{0} of the {1} pods that start together have room', gang.found, gang.required)
            : l10n.t(
                '{0} of the {1} pods of sub-group "{2}" that start together have room',
                gang.found,
                gang.required,
                gang.subGroup,
              ),
        ]),
    ...(nodes === undefined ? [] : [l10n.t('none of {0} nodes takes it', nodes)]),
    ...clauses,
  ].join('; ');
}

/** Of pods that start together: how many have room. */
export function describeGang({ found, required }: { readonly found: number; readonly required: number }): string {
  return l10n.t('room for {0} of {1} pods that start together', found, required);
}

function nameSame(refused: readonly Refused[]): string {
  const names = refused.flatMap(({ node }) => node ?? []);
  return nameNodes(
    names,
    refused.reduce((sum, { count }) => sum + count, 0),
  );
}

/** Why a node refuses, as a clause; the scheduler's own words where they were not understood. */
function describeRefusal({ refusal, text }: Refused): string {
  switch (refusal.kind) {
    case 'resource':
      return describeResource(refusal);
    case 'gpuMemory':
      return l10n.t('its GPUs have {0} MiB each, {1} MiB are asked', refusal.capacityMiB, refusal.requestedMiB);
    case 'mig':
      return l10n.t('not enough free MIG devices {0}', refusal.profile);
    case 'podSlots':
      return l10n.t('it takes no more pods (the first share of a GPU needs two places: KAI starts a pod that reserves the GPU)');
    case 'card':
      return describeCard(refusal);
    case 'notReady':
      return l10n.t('not ready for shares of GPUs: {0} is {1} ({2})', refusal.condition, refusal.status, refusal.reason);
    case 'taint':
      return refusal.taint === undefined
        ? l10n.t('a taint that the pod does not tolerate')
        : l10n.t('taint "{0}", which the pod does not tolerate', refusal.taint);
    case 'unknown':
      return text;
    case 'migMode':
    case 'memoryLabel':
    case 'draOnly':
    case 'nodeAffinity':
    case 'podAffinity':
    case 'topologySpread':
    case 'claims':
    case 'cordoned':
    case 'hostPorts':
      return describePlain(refusal.kind);
    case 'volume':
      return describeVolume(refusal);
  }
}

function describePlain(
  kind:
    | 'migMode'
    | 'memoryLabel'
    | 'draOnly'
    | 'nodeAffinity'
    | 'podAffinity'
    | 'topologySpread'
    | 'claims'
    | 'cordoned'
    | 'hostPorts',
): string {
  switch (kind) {
    case 'migMode':
      return l10n.t('its MIG mode is not that of the request');
    case 'memoryLabel':
      return l10n.t('its label {0} is missing or no number', 'nvidia.com/gpu.memory');
    case 'draOnly':
      return l10n.t('its GPUs are handed out by DRA, and KAI shares none of those');
    case 'nodeAffinity':
      return l10n.t('the node selector or affinity of the pod excludes it');
    case 'podAffinity':
      return l10n.t('rules of affinity between pods exclude it');
    case 'topologySpread':
      return l10n.t('the pod would not be spread as it asks to be');
    case 'claims':
      return l10n.t('no device is free that the claims of the pod ask for');
    case 'cordoned':
      return l10n.t('cordoned: it takes no new pods');
    case 'hostPorts':
      return l10n.t('a port of the host that the pod wants is taken');
  }
}

function describeVolume({ claim, isUnbound }: Refusal & { readonly kind: 'volume' }): string {
  if (claim !== undefined) return l10n.t('PersistentVolumeClaim "{0}" does not exist', claim);
  return isUnbound === true
    ? l10n.t('a PersistentVolumeClaim of the pod has no volume yet')
    : l10n.t('a volume of the pod is missing or cannot be used there');
}

function describeResource({ resource, amounts }: Refusal & { readonly kind: 'resource' }): string {
  const { requested, used, capacity, available } = amounts;
  if (requested === undefined) return l10n.t('not enough {0}', resource);
  if (used !== undefined && capacity !== undefined) {
    // a GPU that is shared counts as one in use, whatever is left of it
    return resource === 'GPUs' && !Number.isInteger(requested)
      ? l10n.t('{0}: {1} asked, {2} of {3} shared or in use', resource, requested, used, describeBound(capacity))
      : l10n.t('{0}: {1} asked, {2} of {3} in use', resource, requested, used, describeBound(capacity));
  }
  return available === undefined
    ? l10n.t('not enough {0}: {1} asked', resource, requested)
    : l10n.t('{0}: {1} asked, {2} free', resource, requested, describeBound(available));
}

function describeBound(amount: number): string {
  return amount < 0 ? l10n.t('no bound') : String(amount);
}

/** Reasons of HAMi v2.10; others as they are named. */
function describeCard({ reason, hit, cards }: Refusal & { readonly kind: 'card' }): string {
  const said = cardText(reason);
  return hit === undefined || cards === undefined ? said : l10n.t('{0} of {1} cards: {2}', hit, cards, said);
}

function cardText(reason: string): string {
  switch (reason) {
    case 'CardInsufficientMemory':
      return l10n.t('too little memory free on the card');
    case 'CardInsufficientCore':
      return l10n.t('too few cores free on the card');
    case 'CardTimeSlicingExhausted':
      return l10n.t('the card takes no more pods');
    case 'CardTypeMismatch':
      return l10n.t('a card of another type than the pod asks for');
    case 'CardUuidMismatch':
      return l10n.t('a card that the pod excludes');
    case 'CardNotHealth':
      return l10n.t('the card is not healthy');
    case 'CardCordoned':
      return l10n.t('the card is cordoned');
    case 'ExclusiveDeviceAllocateConflict':
      return l10n.t('the pod wants the card alone, and others are on it');
    case 'NodeInsufficientDevice':
      return l10n.t('fewer cards than the pod asks for');
    case 'ResourceQuotaNotFit':
      return l10n.t('over the quota of the namespace');
    default:
      return reason;
  }
}
