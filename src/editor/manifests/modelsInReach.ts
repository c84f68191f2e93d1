import type { ClusterFacts } from '../../manifest/clusterFacts.ts';
import type { InventoryStore } from '../inventoryStore.ts';
import { distinctModels, type Model } from './requestWords.ts';

/** The models of GPUs of this machine, then those of the cluster that is known; none while nothing is. */
export function modelsInReach(inventory: Pick<InventoryStore, 'inventory'>, { nodes = [] }: ClusterFacts): readonly Model[] {
  const here = inventory.inventory?.devices.map(({ device: { product, memoryMiB } }) => ({ product, memoryMiB })) ?? [];
  const there = nodes.flatMap(({ product, memoryMiB }) =>
    product === undefined || memoryMiB === undefined ? [] : [{ product, memoryMiB }],
  );
  return distinctModels([...here, ...there]);
}
