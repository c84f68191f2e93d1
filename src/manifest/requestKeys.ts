import type { Entry } from './workload.ts';

/** The annotations with which a pod asks KAI for a part of a GPU. */
export const requestKeys = [
  'gpu-fraction',
  'gpu-memory',
  'gpu-fraction-num-devices',
  'gpu-fraction-container-name',
  'gpu-fraction.limit',
  'gpu-memory.limit',
] as const;

export type RequestKey = (typeof requestKeys)[number];

/** Of resources: whether a container gets GPUs, or parts of them, by it. */
export function isOfDevice({ key }: Entry): boolean {
  return key.value.startsWith('nvidia.com/');
}
