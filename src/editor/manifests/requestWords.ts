import * as l10n from '@vscode/l10n';
import { describeAmount } from '../../gpu/amount.ts';
import { describeRequest, describeShortRefusal } from '../../gpu/describePlacement.ts';
import { countedMiB, type Device } from '../../gpu/device.ts';
import { memoryOfAmount, shareOfAmount } from '../../gpu/fraction.ts';
import { formatGiB } from '../../gpu/memory.ts';
import { place, type DeviceUse } from '../../gpu/placement.ts';
import { nameProduct } from '../../gpu/product.ts';
import type { FractionRequest } from '../../gpu/request.ts';
import { formatShare } from '../../gpu/share.ts';

/** More models than this make a lens too long to read. */
const namedModels = 2;

/** Devices of one model count once. */
export type Model = Pick<Device, 'product' | 'memoryMiB'>;

export function distinctModels<T extends Model>(devices: readonly T[]): readonly T[] {
  return devices.filter(
    ({ product, memoryMiB }, index) =>
      devices.findIndex((other) => other.product === product && other.memoryMiB === memoryMiB) === index,
  );
}

/** `half of one GPU: 39.8 GiB of an H100 80GB`, `8.0 GiB of one GPU: 0.11 of an H100 80GB`; without models only what it asks. */
export function describeMeaning(request: FractionRequest, devices: readonly Model[]): string {
  const large = distinctModels(devices).filter((model) => shareOfAmount(request.request, countedMiB(model)) <= 1);
  const parts = large.slice(0, namedModels).map((model) => describePart(request, model));
  const more = large.length > namedModels ? ['…'] : [];
  const asked = describeRequest(request);
  const meaning = parts.length === 0 ? asked : l10n.t('{0}: {1}', asked, [...parts, ...more].join(', '));
  return request.limit === undefined ? meaning : l10n.t('{0} · limit {1}', meaning, describeAmount(request.limit));
}

function describePart({ devices, request }: FractionRequest, model: Model): string {
  const counted = countedMiB(model);
  const part =
    request.kind === 'share' ? formatGiB(memoryOfAmount(request, counted)) : formatShare(shareOfAmount(request, counted));
  const product = nameProduct(model.product);
  return devices === 1 ? l10n.t('{0} of {1}', part, product) : l10n.t('{0} of {1} each', part, product);
}

/** `fits now on this machine`, `fits now on 3 of 8 GPUs of this machine`, or why not: `does not fit now: 25 % free`. */
export function describeFit(request: FractionRequest, devices: readonly DeviceUse[]): string {
  const placement = place(request, devices);
  if (placement.kind === 'refused') {
    return l10n.t('does not fit now: {0}', describeShortRefusal(placement));
  }
  const isSimulated = placement.devices.some(({ simulated }) => simulated);
  if (devices.length > 1 && request.devices === 1) {
    const fitting = devices.filter((device) => place(request, [device]).kind === 'fits').length;
    return isSimulated
      ? l10n.t('fits now on {0} of {1} GPUs of this machine (simulated)', fitting, devices.length)
      : l10n.t('fits now on {0} of {1} GPUs of this machine', fitting, devices.length);
  }
  return isSimulated ? l10n.t('fits now on this machine (simulated)') : l10n.t('fits now on this machine');
}

/**
 * What each device gives, and all of them: `39.8 GiB of an H100 80GB`, `2 × 39.8 GiB of an H100 80GB: 79.6 GiB`; undefined while no model
 * is known. VS Code cuts a hint behind 43 characters.
 */
export function describeSize(
  { devices, request }: Pick<FractionRequest, 'devices' | 'request'>,
  models: readonly Model[],
): string | undefined {
  const [model] = distinctModels(models).filter((each) => shareOfAmount(request, countedMiB(each)) <= 1);
  if (model === undefined || (request.kind === 'share' && request.share >= 1 && devices === 1)) {
    return undefined;
  }
  const counted = countedMiB(model);
  const memory = memoryOfAmount(request, counted);
  const each = request.kind === 'memory' ? formatShare(shareOfAmount(request, counted)) : formatGiB(memory);
  const part = l10n.t('{0} of {1}', each, nameProduct(model.product));
  return devices === 1 ? part : l10n.t('{0} × {1}: {2}', devices, part, formatGiB(memory * devices));
}
