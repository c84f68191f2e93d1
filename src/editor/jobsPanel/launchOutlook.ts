import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import { describePlacement, describeRequest } from '../../gpu/describePlacement.ts';
import { formatGiB } from '../../gpu/memory.ts';
import type { Placement } from '../../gpu/placement.ts';
import { displayProduct, nameProduct } from '../../gpu/product.ts';
import type { FractionRequest } from '../../gpu/request.ts';
import { formatPercent } from '../../gpu/share.ts';
import type { DeviceView, LaunchPlan } from '../../protocol/agent.ts';
import type { LaunchDevice, LaunchOutlook } from '../../protocol/panelLaunch.ts';
import { freeText } from '../jobs/jobText.ts';

/** What a plan means for the user: what the request is here, whether it fits now, and what else is to know. */
export function describeOutlook({ placement, notes, problems }: LaunchPlan, request: FractionRequest): LaunchOutlook {
  const isAsked = problems.filter(({ reason }) => reason === 'alreadyDeployed');
  const others = problems.filter(({ reason }) => reason !== 'alreadyDeployed' && reason !== 'noFit');
  return {
    state: placement.kind,
    meaning: describeMeaning(placement, request),
    text: placement.kind === 'fits' ? describeFit(placement) : describePlacement(placement, request),
    notes: [...isAsked.map(({ message }) => message), ...notes],
    problems: others.map(({ message }) => message),
  };
}

/** `half of one GPU: 39.8 GiB of an H100 80GB`; memory says which part of it that is. */
function describeMeaning(placement: Placement, request: FractionRequest): string {
  const [device, memoryMiB] =
    placement.kind === 'fits'
      ? [placement.devices[0], placement.requestMiB]
      : [placement.rooms[0]?.device, placement.rooms[0]?.neededMiB];
  if (device === undefined || memoryMiB === undefined) {
    return describeRequest(request);
  }
  const memory = l10n.t('{0} of {1}', formatGiB(memoryMiB), nameProduct(device.product));
  const meaning =
    request.request.kind === 'share'
      ? l10n.t('{0}: {1}', describeRequest(request), memory)
      : placement.kind === 'fits'
        ? l10n.t('{0}: {1} of its memory', memory, formatPercent(placement.share))
        : memory;
  if (request.limit === undefined) {
    return meaning;
  }
  const limit = l10n.t('limit {0}', describeAmount(request.limit));
  const isSized = placement.kind === 'fits' && request.limit.kind === 'share';
  return [meaning, limit, ...(isSized ? [formatGiB(placement.limitMiB)] : [])].join(' · ');
}

function describeFit({ devices }: Placement & { kind: 'fits' }): string {
  const where = devices.map(({ index }) => l10n.t('gpu {0}', index)).join(', ');
  const text = l10n.t('fits now on {0}', where);
  return devices.some(({ simulated }) => simulated) ? `${text} · ${l10n.t('simulated')}` : text;
}

/** One device to choose: `gpu 0 · H100 80GB · 50 % free`; one that cannot be used says why. */
export function describeDevice(view: DeviceView): LaunchDevice {
  const { device, unusable } = view;
  const label = [
    l10n.t('gpu {0}', device.index),
    displayProduct(device.product),
    unusable ?? freeText([view]),
    ...(device.simulated ? [l10n.t('simulated')] : []),
  ].join(' · ');
  return { uuid: device.uuid, label, isUsable: unusable === undefined };
}
