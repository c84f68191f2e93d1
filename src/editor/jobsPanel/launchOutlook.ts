import * as l10n from '@vscode/l10n';
import { describePlacement } from '../../gpu/describePlacement.ts';
import type { Placement } from '../../gpu/placement.ts';
import { displayProduct } from '../../gpu/product.ts';
import type { FractionRequest } from '../../gpu/request.ts';
import type { DeviceView, LaunchPlan } from '../../protocol/agent.ts';
import type { LaunchDevice, LaunchOutlook } from '../../protocol/panelLaunch.ts';
import { freeText } from '../jobs/jobText.ts';
import { describeMeaning } from '../manifests/requestWords.ts';

/** What a plan means for the user: what the request is here, whether it fits now, and what else is to know. */
export function describeOutlook({ placement, notes, problems }: LaunchPlan, request: FractionRequest): LaunchOutlook {
  const isAsked = problems.filter(({ reason }) => reason === 'alreadyDeployed');
  const others = problems.filter(({ reason }) => reason !== 'alreadyDeployed' && reason !== 'noFit');
  return {
    state: placement.kind,
    meaning: describeMeaning(
      request,
      placement.kind === 'fits' ? placement.devices : placement.rooms.map(({ device }) => device),
    ),
    text: placement.kind === 'fits' ? describeFit(placement) : describePlacement(placement, request),
    notes: [...isAsked.map(({ message }) => message), ...notes],
    problems: others.map(({ message }) => message),
  };
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
