import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { describeProcess } from '../../gpu/describePlacement.ts';
import { formatGiB } from '../../gpu/memory.ts';
import { displayProduct } from '../../gpu/product.ts';
import { formatPercent } from '../../gpu/share.ts';
import type { Slice } from '../../gpu/slice.ts';
import type { DeviceView, Inventory } from '../../protocol/agent.ts';
import type { Command } from '../main.ts';
import { table } from '../table.ts';

/** The GPUs of this machine, the slices on them and what others use of them. */
export const devices: Command = async (args, { console, agent }) => {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
  const inventory = await (await agent()).inventory();
  if (values.json) {
    const { source, devices: views, notes } = inventory;
    console.out(JSON.stringify({ source, devices: views.map(({ device, ...rest }) => ({ ...device, ...rest })), notes }));
    return 0;
  }
  devicesText(inventory).forEach(console.out);
  return 0;
};

/** The inventory as lines for a person. */
export function devicesText({ devices: views, notes }: Inventory): readonly string[] {
  const unusable = views.flatMap(({ device, unusable: why }) =>
    why === undefined ? [] : [l10n.t('gpu {0} cannot be used: {1}', device.index, why)],
  );
  const found =
    views.length === 0
      ? [l10n.t('no GPU')]
      : table(['GPU', 'PRODUCT', 'MEMORY', 'FREE', 'USED', 'BUSY', 'UUID'], views.flatMap(rowsOf));
  return [...found, ...unusable, ...notes];
}

function rowsOf({
  device,
  freeMiB,
  countedMiB,
  slices,
  foreign,
  otherMiB,
  usedMiB,
  utilisation,
  unusable,
}: DeviceView): string[][] {
  const share = formatPercent(countedMiB === 0 ? 0 : Math.floor((freeMiB / countedMiB) * 100) / 100);
  return [
    [
      `gpu ${device.index}`,
      displayProduct(device.product) + (device.simulated ? ` (${l10n.t('simulated')})` : ''),
      formatGiB(device.memoryMiB),
      unusable === undefined ? l10n.t('{0} free ({1})', formatGiB(freeMiB), share) : '–',
      memoryText(usedMiB),
      utilisation === null ? '–' : formatPercent(utilisation),
      device.uuid,
    ],
    ...slices.map(sliceRow),
    ...foreign.map((process) => otherRow(describeProcess(process), process.usedMiB)),
    ...(otherMiB === undefined ? [] : [otherRow(l10n.t('others'), otherMiB)]),
  ];
}

function sliceRow({ holder, share, requestMiB, limitMiB, usedMiB, enforcement }: Slice): string[] {
  const held = `${share} · ${formatGiB(requestMiB)}`;
  return [`  ${holder}`, held, l10n.t('limit {0}', formatGiB(limitMiB)), '', memoryText(usedMiB ?? null), '', enforcement];
}

function otherRow(name: string, usedMiB: number): string[] {
  return [`  ${name}`, l10n.t('not ours'), '', '', memoryText(usedMiB), '', ''];
}

function memoryText(usedMiB: number | null): string {
  return usedMiB === null ? '–' : l10n.t('{0} used', formatGiB(usedMiB));
}
