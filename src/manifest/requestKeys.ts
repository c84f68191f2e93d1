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
