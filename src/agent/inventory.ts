import * as l10n from '@vscode/l10n';
import { countedMiB } from '../gpu/device.ts';
import { readRoom } from '../gpu/placement.ts';
import { mib } from '../gpu/quantity.ts';
import type { DeviceView, Inventory } from '../protocol/agent.ts';
import type { MachineDevices } from './devices/machineDevices.ts';
import type { Ledger, LedgerView } from './ledger.ts';

/** The devices of this machine as clients see them, as they were read last. */
export function readInventory(ledger: Ledger, source: MachineDevices): Inventory {
  return {
    source: source.id,
    devices: ledger.uses().map(toView),
    notes: [...source.notes(), ...describeStranded(ledger, source)],
  };
}

function toView(view: LedgerView): DeviceView {
  const { device, reading, slices, foreign = [], otherMiB = mib(0), unusable } = view;
  return {
    device,
    countedMiB: countedMiB(device),
    freeMiB: readRoom(view, mib(0)).freeMiB,
    slices,
    foreign,
    ...(otherMiB > 0 && { otherMiB }),
    usedMiB: reading.usedMiB,
    utilisation: reading.utilisation,
    // of a moment: an old one says nothing of now
    powerWatts: reading.isStale ? null : reading.powerWatts,
    ...(unusable !== undefined && { unusable }),
  };
}

function describeStranded(ledger: Ledger, { isChosen }: MachineDevices): readonly string[] {
  return isChosen
    ? ledger
        .stranded()
        .map(({ holder, deviceUuid }) =>
          l10n.t('{0} goes on, but the device of its slice ({1}) is not here any more.', holder, deviceUuid),
        )
    : [];
}
