import type { Inventory } from '../../protocol/agent.ts';

/** What each device draws now in watts, by its uuid; null where nothing tells it (simulated devices, drivers that do not). The agent reads afresh where its reading is a few seconds old. */
export async function readPower(
  target: { inventory(signal?: AbortSignal): Promise<Inventory> },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, number | null>> {
  const { devices } = await target.inventory(signal);
  return new Map(devices.map(({ device, powerWatts }) => [device.uuid, powerWatts]));
}
