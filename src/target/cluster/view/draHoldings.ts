import { SliceIndex, type Pool } from '../../../gpu/dra/pools.ts';
import type { AllocatedDevice } from '../../../gpu/dra/claim.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { ResourceClaimObject } from '../objects/dra.ts';
import type { NodeObject } from '../objects/node.ts';
import { remembering, rememberingInputs } from './remembering.ts';

/** A device that a claim has, or has a share of. */
export interface Holding {
  readonly claim: ResourceClaimObject;
  readonly result: AllocatedDevice;
}

/** What DRA drivers offer on a node, and which claims hold some of it. */
export interface DraOfNode {
  readonly pools: readonly Pool[];
  readonly holdings: readonly Holding[];
}

const noDevices: DraOfNode = { pools: [], holdings: [] };

const indexSlices = remembering(
  (reading: ClusterObjects['resourceSlices']) => new SliceIndex(known(reading).map(({ spec }) => spec)),
);

/** Devices of claims by pool, `<driver>/<pool>`; who only watches holds nothing. */
const indexHoldings = remembering((reading: ClusterObjects['resourceClaims']): ReadonlyMap<string, readonly Holding[]> => {
  const all = known(reading).flatMap((claim) => (claim.allocation?.results ?? []).map((result) => holdingOf(claim, result)));
  const held = all.filter(({ result }) => !result.hasAdminAccess && isGpuDriver(result.driver));
  return Map.groupBy(held, ({ result: { driver, pool } }) => `${driver}/${pool}`);
});

const results = new WeakMap<AllocatedDevice, Holding>();

/** The same value again, as long as the claim is the same. */
function holdingOf(claim: ResourceClaimObject, result: AllocatedDevice): Holding {
  const found = results.get(result);
  if (found?.claim === claim) return found;
  const holding = { claim, result };
  results.set(result, holding);
  return holding;
}

const rememberPools = rememberingInputs<NodeObject, readonly Pool[]>();
const rememberDra = rememberingInputs<NodeObject, DraOfNode>();

export function readDraOfNode(node: NodeObject, { resourceSlices, resourceClaims }: ClusterObjects): DraOfNode {
  if (known(resourceSlices).length === 0) return noDevices;
  const index = indexSlices(resourceSlices);
  const pools = rememberPools(node, [index], () =>
    index.poolsFor({ name: node.name, labels: node.labels }).filter(({ id }) => isGpuDriver(id)),
  );
  if (pools.length === 0) return noDevices;
  const byPool = indexHoldings(resourceClaims);
  const holdings = pools.flatMap(({ id }) => byPool.get(id) ?? []);
  return rememberDra(node, [pools, ...holdings], () => ({ pools, holdings }));
}

/** `gpu.nvidia.com`; others offer network cards and the like. */
function isGpuDriver(driver: string): boolean {
  return driver.startsWith('gpu.');
}
