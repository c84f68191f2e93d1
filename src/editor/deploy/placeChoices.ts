import * as l10n from '@vscode/l10n';
import { formatGiB } from '../../gpu/memory.ts';
import { displayProduct } from '../../gpu/product.ts';
import type { DeviceView } from '../../protocol/agent.ts';
import { freeText } from '../jobs/jobText.ts';

/** One answer to "Where?": a target, or one device of it. */
export interface PlaceChoice {
  readonly label: string;
  readonly description: string;
  /** Absent: the target chooses. */
  readonly deviceUuid?: string;
}

/** `This machine — H100 80GB · 50 % free`; with several devices each of them too. */
export function placeChoices(targetLabel: string, devices: readonly DeviceView[]): readonly PlaceChoice[] {
  const whole: PlaceChoice = {
    label: l10n.t('{0} — {1}', targetLabel, devicesText(devices)),
    description: devices.some(({ device }) => device.simulated) ? l10n.t('simulated') : '',
  };
  if (devices.length < 2) {
    return [whole];
  }
  const each = devices.map((view): PlaceChoice => ({
    label: l10n.t('{0}, gpu {1} — {2}', targetLabel, view.device.index, devicesText([view])),
    description: formatGiB(view.freeMiB),
    deviceUuid: view.device.uuid,
  }));
  return [whole, ...each];
}

function devicesText(devices: readonly DeviceView[]): string {
  if (devices.length === 0) {
    return l10n.t('no GPU');
  }
  const products = [...new Set(devices.map(({ device }) => displayProduct(device.product)))].join(', ');
  return [devices.length > 1 ? l10n.t('{0} × {1}', devices.length, products) : products, freeText(devices)].join(' · ');
}
