import type { MiB } from '../../../../gpu/quantity.ts';
import { share } from '../../../../gpu/quantity.ts';
import type { FoundWorkload } from '../../../../manifest/requests.ts';
import { asksOf, containerOf } from '../../../../manifest/dialects/asks.ts';
import type { GpuView, SliceView } from '../../clusterView.ts';
import type { HeldPod } from '../heldPod.ts';
import { mostGpus } from '../gpuUse.ts';

/** A row for each GPU that a pod has for itself. No API tells which GPUs of the node they are. */
export function drawWholeGpus(held: HeldPod, devices: number, countedMiB: MiB | undefined): readonly GpuView[] {
  const containers = containersOfDevices(held.ask);
  return Array.from({ length: Math.min(devices, mostGpus) }, (_, index): GpuView => {
    const container = containers[index];
    const slice: SliceView = {
      id: `${held.id}/${container ?? ''}`,
      pod: held.pod,
      ...(container !== undefined && { container }),
      share: share(1),
      ...(countedMiB !== undefined && { requestMiB: countedMiB, limitMiB: countedMiB }),
      // nobody else is on it
      enforcement: 'driver',
    };
    return {
      id: `${held.id}#${index}`,
      kind: 'whole',
      ...(countedMiB !== undefined && { countedMiB, freeMiB: 0 as MiB }),
      freeShare: 0,
      slices: [slice],
    };
  });
}

export function drawFreeGpus(count: number, countedMiB: MiB | undefined): readonly GpuView[] {
  return Array.from({ length: Math.min(count, mostGpus) }, (_, index): GpuView => ({
    id: `free-${index}`,
    kind: 'free',
    ...(countedMiB !== undefined && { countedMiB, freeMiB: countedMiB }),
    freeShare: 1,
    slices: [],
  }));
}

function containersOfDevices(ask: FoundWorkload | undefined): readonly string[] {
  if (ask === undefined) return [];
  return asksOf(ask.result).flatMap((each) =>
    Array.from({ length: each.kind === 'request' ? Math.min(each.request.devices, mostGpus) : 0 }, () => containerOf(each)),
  );
}
