import { countedMiB } from '../gpu/device.ts';
import { readRoom } from '../gpu/placement.ts';
import { mib } from '../gpu/quantity.ts';
import type { Inventory } from '../protocol/agent.ts';
import type { Ledger } from './ledger.ts';

/** The devices of this machine as clients see them. */
export function readInventory(ledger: Ledger): Inventory {
  const devices = ledger.uses().map((use) => ({
    device: use.device,
    countedMiB: countedMiB(use.device),
    freeMiB: readRoom(use, mib(0)).freeMiB,
    slices: use.slices,
    foreign: [],
    usedMiB: null,
    utilisation: null,
  }));
  return { source: 'simulated', devices, notes: [] };
}
