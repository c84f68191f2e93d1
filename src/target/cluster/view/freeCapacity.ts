import { parseMigProfile } from '../../../gpu/migProfile.ts';
import type { GpuView } from '../clusterView.ts';

/** What is free of the GPUs of a node: those that nobody uses, and the sum of all parts, in GPUs. Of what cannot be used nothing is. */
export function sumFree(gpus: readonly GpuView[]): { readonly freeGpus: number; readonly freeShare: number } {
  const usable = gpus.filter(({ unusable }) => unusable === undefined);
  const freeGpus = usable.reduce((sum, gpu) => sum + countUntouched(gpu), 0);
  const freeShare = usable.reduce((sum, gpu) => sum + freeShareOf(gpu), 0);
  return { freeGpus, freeShare: Math.round(freeShare * 1e4) / 1e4 };
}

/** Of pieces that nothing tells apart as many as are certain. */
function countUntouched({ kind, slices, count = 1, pieces = [] }: GpuView): number {
  if (kind === 'partitioned' || kind === 'replicas') {
    const used = pieces.reduce((sum, { total, free }) => sum + total - free, 0);
    return Math.max(0, count - used);
  }
  return slices.length === 0 ? count : 0;
}

function freeShareOf({ kind, freeShare, count = 1, pieces = [] }: GpuView): number {
  if (kind === 'partitioned') {
    const sevenths = pieces.reduce((sum, { name, free }) => sum + free * (parseMigProfile(name)?.slices ?? 1), 0);
    return Math.min(count, sevenths / 7);
  }
  if (kind !== 'replicas') return freeShare;
  return pieces.reduce((sum, { total, free }) => sum + (total === 0 ? 0 : (free / total) * count), 0);
}
