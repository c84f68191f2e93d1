import { AllocationFailure, type AllocationProblem, type NodeAllocationReason } from './allocationReasons.ts';
import { Selectors } from './cel.ts';
import type { Allocation, ClaimRequest, DeviceClass } from './claim.ts';
import { HeldDevices, type HoldingClaim } from './heldDevices.ts';
import type { NanoQuantity } from './nanoQuantity.ts';
import { matchesNode, type DraNode } from './nodeSelector.ts';
import { searchNode, Tries, type Taken } from './nodeSearch.ts';
import { SliceIndex, type Pool } from './pools.ts';
import type { AskedClaim } from './preparedClaim.ts';
import type { ResourceSlice } from './resourceSlice.ts';

/** A claim of a pod: it has its devices already, or is to get them. */
export interface PodClaim extends AskedClaim {
  readonly allocation?: Allocation;
  /** Pods that use it. */
  readonly users: number;
}

/** What a cluster has of devices, and who holds them. */
export interface DraInventory {
  /** Those that a pod may run on by all other rules. */
  readonly nodes: readonly DraNode[];
  readonly slices: readonly ResourceSlice[];
  readonly classes: readonly DeviceClass[];
  /** All claims that have devices. */
  readonly holders: readonly HoldingClaim[];
}

/** A device that a claim would get. */
export interface PlannedDevice {
  readonly claim: string;
  /** `gpu`, or `gpu/large`. */
  readonly request: string;
  readonly driver: string;
  readonly pool: string;
  readonly device: string;
  readonly hasAdminAccess: boolean;
  /** Others can have a share of it too. */
  readonly isShare: boolean;
  /** Of a share, by capacity: what the claim takes, rounded up as the device wants. */
  readonly consumedCapacity: ReadonlyMap<string, NanoQuantity>;
}

export interface NodeAllocation {
  readonly node: DraNode;
  /** Of the claims that have none yet, in the order of their requests. */
  readonly devices: readonly PlannedDevice[];
}

export interface NodeAllocationRefusal {
  readonly node: DraNode;
  /** At least one. */
  readonly reasons: readonly NodeAllocationReason[];
}

/** Where a pod with claims would land. Every node is in one of the two lists, unless the claims fail as a whole. */
export type ClusterAllocation =
  | {
      readonly kind: 'looked';
      /** Those first on which requests get their earlier choices. */
      readonly places: readonly NodeAllocation[];
      readonly refusals: readonly NodeAllocationRefusal[];
    }
  /** The scheduler looks at no node, or gives up at one (`node`), though others might do. */
  | { readonly kind: 'failed'; readonly problem: AllocationProblem; readonly node?: string };

/** Pods that can use one claim (ResourceClaimReservedForMaxSize of resource.k8s.io/v1). */
const mostUsers = 256;
/** FirstAvailableDeviceRequestMaxSize of resource.k8s.io/v1. */
const mostChoices = 8;

/**
 * Where the scheduler of Kubernetes 1.37 would place a pod by its claims alone, and with which devices (plugin dynamicresources and
 * the allocator of k8s.io/dynamic-resource-allocation 0.37, with the features that are on by themselves).
 */
export function allocateOnCluster(claims: readonly PodClaim[], inventory: DraInventory): ClusterAllocation {
  const classes = new Map(inventory.classes.map((deviceClass) => [deviceClass.name, deviceClass]));
  const problem = findProblem(claims, classes);
  if (problem !== undefined) return { kind: 'failed', problem };
  const waiting = claims.filter(({ allocation }) => allocation === undefined);
  const index = new SliceIndex(inventory.slices);
  const held = new HeldDevices(inventory.holders);
  const selectors = new Selectors();
  const tries = new Tries();
  const places: NodeAllocation[] = [];
  const refusals: NodeAllocationRefusal[] = [];
  for (const node of inventory.nodes) {
    try {
      const elsewhere = findElsewhere(claims, node);
      const pools = waiting.length === 0 ? [] : index.poolsFor(node);
      const found = searchNode({ node, pools, claims: waiting, classes, held, selectors, tries });
      if (found.kind === 'missing') {
        refusals.push({ node, reasons: [...elsewhere, ...found.lacks, ...pools.flatMap(findPoolReason)] });
      } else if (elsewhere.length > 0) refusals.push({ node, reasons: elsewhere });
      else places.push({ node, devices: found.taken.map(plan) });
    } catch (error) {
      if (!(error instanceof AllocationFailure)) throw error;
      return { kind: 'failed', problem: error.reason, node: node.name };
    }
  }
  const scores = new Map(places.map((place) => [place, scoreOf(place, claims)]));
  return {
    kind: 'looked',
    places: places.toSorted((left, right) => (scores.get(right) ?? 0) - (scores.get(left) ?? 0)),
    refusals,
  };
}

function findProblem(claims: readonly PodClaim[], classes: ReadonlyMap<string, DeviceClass>): AllocationProblem | undefined {
  for (const { name: claim, spec, allocation, users } of claims) {
    if (allocation !== undefined) {
      if (users >= mostUsers) return { kind: 'claimFull', claim, users };
      continue;
    }
    for (const request of spec.requests) {
      const problem = findRequestProblem(claim, request, classes);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function findRequestProblem(
  claim: string,
  request: ClaimRequest,
  classes: ReadonlyMap<string, DeviceClass>,
): AllocationProblem | undefined {
  if (request.kind === 'unknown') return { kind: 'unknownRequest', claim, request: request.name };
  const asks =
    request.kind === 'exactly'
      ? [{ name: request.name, ask: request.ask }]
      : request.choices.map(({ name, ask }) => ({ name: `${request.name}/${name}`, ask }));
  const missing = asks.find(({ ask }) => !classes.has(ask.deviceClass));
  return missing && { kind: 'noClass', claim, request: missing.name, deviceClass: missing.ask.deviceClass };
}

function findElsewhere(claims: readonly PodClaim[], node: DraNode): readonly NodeAllocationReason[] {
  return claims.flatMap(({ name, allocation }) =>
    allocation?.nodeSelector === undefined || matchesNode(allocation.nodeSelector, node)
      ? []
      : [{ kind: 'elsewhere', claim: name }],
  );
}

function findPoolReason(pool: Pool): readonly NodeAllocationReason[] {
  switch (pool.kind) {
    case 'usable':
      return [];
    case 'incomplete':
      return [{ kind: 'incompletePool', pool: pool.id, slices: pool.slices, of: pool.of }];
    case 'invalid':
      return [{ kind: 'invalidPool', pool: pool.id, problem: pool.problem }];
  }
}

function plan({ choice, candidate, amounts }: Taken): PlannedDevice {
  const { driver, pool, device } = candidate;
  const isShare = device.allowsMultipleAllocations;
  return {
    claim: choice.claimName,
    request: choice.request,
    driver,
    pool,
    device: device.name,
    hasAdminAccess: choice.ask.hasAdminAccess,
    isShare,
    consumedCapacity: isShare ? amounts : new Map(),
  };
}

/** A point for each place that a choice stands before the last possible one (computeScore of the plugin). */
function scoreOf({ devices }: NodeAllocation, claims: readonly PodClaim[]): number {
  let score = 0;
  for (const { name, spec, allocation } of claims) {
    const own = allocation?.results ?? devices.filter(({ claim }) => claim === name);
    const taken = new Set(own.map(({ request }) => request));
    for (const request of spec.requests) {
      if (request.kind !== 'firstAvailable') continue;
      for (const [place, choice] of request.choices.entries()) {
        if (taken.has(`${request.name}/${choice.name}`)) score += mostChoices - place;
      }
    }
  }
  return score;
}
