import * as l10n from '@vscode/l10n';
import { formatGiB, formatMiB } from '../../gpu/memory.ts';
import { mib } from '../../gpu/quantity.ts';
import { displayProduct } from '../../gpu/product.ts';
import { formatPercent, formatShare } from '../../gpu/share.ts';
import type { ForeignUse } from '../../gpu/slice.ts';
import type { DeviceView } from '../../protocol/agent.ts';
import type { Detail, Row } from './row.ts';

/** `▮▮▮▮▮▯▯▯▯▯  H100 80GB  gpu 0   50 % free · 39.8 GiB`; one that cannot be used says why instead. */
export function deviceRow(
  targetId: string,
  view: DeviceView,
  slices: (deviceId: string) => readonly Row[],
  isOpen: boolean,
): Row {
  const { device, freeMiB, countedMiB, unusable } = view;
  const id = deviceRowId(targetId, device.uuid);
  const name = l10n.t('{0}  gpu {1}', displayProduct(device.product), device.index);
  const memory = formatGiB(freeMiB);
  return {
    id,
    label: unusable === undefined ? `${bar(freeMiB, countedMiB)}  ${name}` : name,
    description: unusable ?? `${l10n.t('{0} free', formatPercent(freeShare(view)))} · ${memory}`,
    ...(unusable !== undefined && { icon: { codicon: 'warning' } }),
    words: hasRoom(view) ? ['device', 'room'] : ['device'],
    spoken: [
      displayProduct(device.product),
      l10n.t('gpu {0}', device.index),
      ...(device.simulated ? [l10n.t('simulated')] : []),
      unusable === undefined
        ? l10n.t('{0}: {1} of {2}', freeInWords(freeShare(view)), memory, formatGiB(countedMiB))
        : l10n.t('cannot be used: {0}', unusable),
    ].join(', '),
    subject: { deviceUuid: device.uuid },
    children: [...slices(id), ...view.foreign.map((use) => foreignRow(id, use)), ...(hasRoom(view) ? [freeRow(id, view)] : [])],
    isOpenAtFirst: isOpen,
    details: () => details(view),
  };
}

function deviceRowId(targetId: string, uuid: string): string {
  return `${targetId}/${uuid}`;
}

/** Of the memory that fractions are counted on, rounded down to hundredths; 0 where the device cannot be used. */
export function freeShare({ freeMiB, countedMiB, unusable }: DeviceView): number {
  return unusable !== undefined || countedMiB <= 0 ? 0 : Math.floor((freeMiB / countedMiB) * 100 + 1e-9) / 100;
}

/** The smallest request is 1 %. */
function hasRoom(view: DeviceView): boolean {
  return freeShare(view) >= 0.01;
}

/** Ten blocks, the filled ones are taken; only a full device has ten, only an empty one none. */
export function bar(freeMiB: number, countedMiB: number): string {
  const taken = countedMiB <= 0 ? 1 : 1 - freeMiB / countedMiB;
  const filled = taken >= 1 ? 10 : taken <= 0 ? 0 : Math.min(9, Math.max(1, Math.round(taken * 10)));
  return '▮'.repeat(filled) + '▯'.repeat(10 - filled);
}

function freeInWords(share: number): string {
  if (share >= 1) return l10n.t('all free');
  if (share <= 0) return l10n.t('nothing free');
  return share === 0.5 ? l10n.t('half free') : l10n.t('{0} free', formatPercent(share));
}

function foreignRow(deviceId: string, { pid, name, usedMiB }: ForeignUse): Row {
  const label = name === undefined ? l10n.t('pid {0}', pid) : l10n.t('pid {0} {1}', pid, name);
  const description = l10n.t('{0} · not ours', formatGiB(usedMiB));
  return {
    id: `${deviceId}/foreign/${pid}`,
    label,
    description,
    icon: { codicon: 'server-process' },
    words: ['foreign'],
    spoken: l10n.t('{0}, holds {1}, not ours', label, formatGiB(usedMiB)),
    subject: {},
    children: [],
    details: () => [
      { label: l10n.t('memory used'), value: formatMiB(usedMiB) },
      { label: l10n.t('process'), value: name === undefined ? l10n.t('– (its name may not be read)') : name },
      { label: l10n.t('owner'), value: l10n.t('no job of this agent; what it holds is not free for slices') },
    ],
  };
}

function freeRow(deviceId: string, view: DeviceView): Row {
  const amount = `${formatShare(freeShare(view))} · ${formatGiB(view.freeMiB)}`;
  return {
    id: `${deviceId}/free`,
    label: l10n.t('free'),
    description: amount,
    icon: { codicon: 'circle-outline' },
    words: ['room'],
    spoken: l10n.t('free: {0}', amount),
    subject: { deviceUuid: view.device.uuid },
    children: [],
    details: () => [{ label: l10n.t('free'), value: formatMiB(mib(view.freeMiB)) }],
  };
}

function details({ device, countedMiB, freeMiB, usedMiB, utilisation, powerWatts, unusable }: DeviceView): readonly Detail[] {
  const unknown = device.simulated ? l10n.t('– (simulated: there is no driver)') : l10n.t('– (the driver does not tell)');
  return [
    ...(unusable === undefined ? [] : [{ label: l10n.t('cannot be used'), value: unusable }]),
    { label: l10n.t('product'), value: device.simulated ? l10n.t('{0}, simulated', device.product) : device.product },
    { label: l10n.t('uuid'), value: device.uuid },
    {
      label: l10n.t('memory'),
      value: l10n.t('{0}, of which {1} are counted', formatMiB(device.memoryMiB), formatMiB(mib(countedMiB))),
    },
    { label: l10n.t('free'), value: formatMiB(mib(freeMiB)) },
    { label: l10n.t('used, by the driver'), value: usedMiB === null ? unknown : formatMiB(mib(usedMiB)) },
    { label: l10n.t('utilisation'), value: utilisation === null ? unknown : formatPercent(utilisation) },
    { label: l10n.t('power'), value: powerWatts === null ? unknown : l10n.t('{0} W', Math.round(powerWatts)) },
  ];
}
