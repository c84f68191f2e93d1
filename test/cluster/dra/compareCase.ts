import {
  allocateOnCluster,
  type ClusterAllocation,
  type DraInventory,
  type PodClaim,
} from '../../../src/gpu/dra/allocateOnCluster.ts';
import type { ResourceClaimObject } from '../../../src/target/cluster/objects/dra.ts';

/** What the real scheduler made of a pod, with the claims as it left them. */
export type Outcome =
  | { readonly kind: 'placed'; readonly node: string; readonly claims: readonly ResourceClaimObject[] }
  | { readonly kind: 'refused'; readonly message: string; readonly isError: boolean };

/** A pod that was sent to the real scheduler, the cluster as it stood, and what became of it. */
export interface DraCase {
  readonly name: string;
  readonly kinds: ReadonlySet<string>;
  readonly claims: readonly PodClaim[];
  readonly inventory: DraInventory;
  readonly outcome: Outcome;
}

/** Where we differ from the scheduler, in words; undefined where we say the same: yes or no, its node is among ours, its devices are ours there. */
export function findDisagreement({ claims, inventory, outcome }: DraCase): string | undefined {
  const ours = allocateOnCluster(claims, inventory);
  const places = ours.kind === 'looked' ? ours.places : [];
  if (outcome.kind === 'refused') {
    const named = places.map(({ node }) => node.name).join(', ');
    return places.length === 0 ? undefined : `we place it on ${named}; the scheduler says: ${outcome.message}`;
  }
  const place = places.find(({ node }) => node.name === outcome.node);
  if (place === undefined) return `the scheduler placed it on ${outcome.node}; we say ${describe(ours)}`;
  const [real, planned] = [realDevices(outcome), place.devices.map(showDevice)];
  return real.join() === planned.join() ? undefined : `the scheduler took ${real.join()}; we say ${planned.join()}`;
}

function realDevices({ claims }: Extract<Outcome, { readonly kind: 'placed' }>): readonly string[] {
  return claims.flatMap(({ name, allocation }) =>
    (allocation?.results ?? []).map((result) => showDevice({ ...result, claim: name, isShare: result.shareId !== undefined })),
  );
}

interface Shown {
  readonly claim: string;
  readonly request: string;
  readonly driver: string;
  readonly pool: string;
  readonly device: string;
  readonly isShare: boolean;
  readonly consumedCapacity: ReadonlyMap<string, bigint>;
}

function showDevice({ claim, request, driver, pool, device, isShare, consumedCapacity }: Shown): string {
  const amounts = [...consumedCapacity].map(([name, amount]) => `${name}=${amount}`).toSorted();
  return `${claim}:${request} ${driver}/${pool}/${device}${isShare ? ` ${amounts.join(' ')}` : ''}`;
}

function describe(ours: ClusterAllocation): string {
  if (ours.kind === 'failed') return `it fails: ${ours.problem.kind}`;
  const refusals = ours.refusals.map(({ node, reasons }) => `${node.name}: ${reasons.map(({ kind }) => kind).join(' ')}`);
  return [...ours.places.map(({ node }) => `it fits on ${node.name}`), ...refusals].join('; ');
}
