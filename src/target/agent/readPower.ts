import type { Inventory, Job } from '../../protocol/agent.ts';

/** What each device draws now in watts, by its uuid; null where nothing tells it (simulated devices, drivers that do not). The agent reads afresh where its reading is a few seconds old. */
export async function readPower(
  target: { inventory(signal?: AbortSignal): Promise<Inventory> },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, number | null>> {
  const { devices } = await target.inventory(signal);
  return new Map(devices.map(({ device, powerWatts }) => [device.uuid, powerWatts]));
}

/** What all devices of a job draw now in watts; null where one of them does not tell it. */
export async function readJobPower(slices: Job['slices'], target: Parameters<typeof readPower>[0]): Promise<number | null> {
  const watts = await readPower(target);
  return slices.reduce<number | null>((sum, { deviceUuid }) => {
    const drawn = watts.get(deviceUuid) ?? null;
    return sum === null || drawn === null ? null : sum + drawn;
  }, 0);
}
