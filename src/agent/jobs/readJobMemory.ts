import type { Ledger } from '../ledger.ts';
import type { MemoryReading } from '../limits/limiter.ts';
import type { ProcessGroup } from './processGroup.ts';
import { readMemoryMiB, recentProcessTable } from './processTable.ts';

/**
 * Memory that a job uses now: on real devices what the driver says, else the proportional set size of its processes.
 * Undefined where nothing tells it.
 */
export async function readJobMemory(
  { id, simulated }: { readonly id: string; readonly simulated: boolean },
  group: ProcessGroup,
  ledger: Ledger,
): Promise<MemoryReading | undefined> {
  if (!simulated) {
    const use = ledger.driverUse(id);
    return use && { number: use.number, use: { kind: 'devices', usedMiB: use.usedMiB } };
  }
  const usedMiB = await readMemoryMiB(group.members(recentProcessTable()));
  return usedMiB === undefined ? undefined : { number: performance.now(), use: { kind: 'whole', usedMiB } };
}
