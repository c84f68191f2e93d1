import { mib, share, type MiB, type Share } from './quantity.ts';
import type { Amount } from './request.ts';

const bytesPerMiB = 1_048_576;

/**
 * Memory of one GPU, as KAI counts it, of a node label `nvidia.com/gpu.memory`: MiB, or bytes from 1048576 on;
 * whole hundreds of MiB (KAI v0.17 pkg/scheduler/api/node_info).
 */
export function countedMiBOfLabel(label: number): MiB {
  const labelMiB = label >= bytesPerMiB ? Math.floor(label / bytesPerMiB) : label;
  return floorToHundreds(labelMiB);
}

/**
 * The number of a node label `nvidia.com/gpu.memory`: digits with or without a sign, as Go reads them; undefined where it tells no memory
 * that shares can be counted on.
 */
export function parseMemoryLabel(text: string | undefined): number | undefined {
  const label = /^[+-]?\d{1,18}$/.test(text ?? '') ? Number(text) : 0;
  return countedMiBOfLabel(label) > 0 ? label : undefined;
}

export function floorToHundreds(memoryMiB: number): MiB {
  return mib(Math.floor(memoryMiB / 100) * 100);
}

/** Memory of a share: the floating-point product, cut to whole MiB (KAI v0.17: Go `int(fraction * memory)`). */
export function memoryOfShare(part: Share, counted: MiB): MiB {
  return mib(Math.trunc(part * counted));
}

/** Share of an amount of memory: up to the next hundredth (KAI v0.17: `ceil(memory / memPerGpu * 100) / 100`). Above 1 it does not fit. */
export function shareOfMemory(memoryMiB: MiB, counted: MiB): Share {
  return share(Math.ceil((memoryMiB / counted) * 100) / 100);
}

/** The memory that an amount means on a device of `counted` MiB. */
export function memoryOfAmount(amount: Amount, counted: MiB): MiB {
  return amount.kind === 'share' ? memoryOfShare(amount.share, counted) : amount.memoryMiB;
}

/** The share that an amount means on a device of `counted` MiB. */
export function shareOfAmount(amount: Amount, counted: MiB): Share {
  return amount.kind === 'share' ? amount.share : shareOfMemory(amount.memoryMiB, counted);
}
