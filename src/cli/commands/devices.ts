import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { formatGiB } from '../../gpu/memory.ts';
import { displayProduct } from '../../gpu/product.ts';
import type { Command } from '../main.ts';
import { table } from '../table.ts';

/** The GPUs of this machine and the slices on them. */
export const devices: Command = async (args, { console, agent }) => {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
  const { devices: views } = await (await agent()).inventory();
  if (values.json) {
    console.out(JSON.stringify({ devices: views.map(({ device, ...rest }) => ({ ...device, ...rest })) }));
    return 0;
  }
  const rows = views.flatMap(({ device, freeMiB, countedMiB, slices }) => [
    [
      `gpu ${device.index}`,
      displayProduct(device.product) + (device.simulated ? ` (${l10n.t('simulated')})` : ''),
      formatGiB(device.memoryMiB),
      l10n.t('{0} free ({1} %)', formatGiB(freeMiB), Math.floor((freeMiB / countedMiB) * 100)),
      device.uuid,
    ],
    ...slices.map(({ holder, share, requestMiB, limitMiB, usedMiB, enforcement }) => [
      `  ${holder}`,
      `${share} · ${formatGiB(requestMiB)}`,
      l10n.t('limit {0}', formatGiB(limitMiB)),
      usedMiB === undefined ? '–' : l10n.t('{0} used', formatGiB(usedMiB)),
      enforcement,
    ]),
  ]);
  table(['GPU', 'PRODUCT', 'MEMORY', 'FREE', 'UUID'], rows).forEach(console.out);
  return 0;
};
