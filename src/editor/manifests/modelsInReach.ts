import type { ClusterFacts } from '../../manifest/clusterFacts.ts';
import { distinctModels, type Model } from './requestWords.ts';

/** The models of GPUs of this machine, then those of the cluster that is known; none while nothing is. */
export function modelsInReach(devices: readonly Model[], { nodes = [] }: ClusterFacts): readonly Model[] {
  const here = devices.map(({ product, memoryMiB }) => ({ product, memoryMiB }));
  const there = nodes.flatMap(({ product, memoryMiB }) =>
    product === undefined || memoryMiB === undefined ? [] : [{ product, memoryMiB }],
  );
  return distinctModels([...here, ...there]);
}
