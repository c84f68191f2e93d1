import type { ConstraintRefusal } from './constraints.ts';
import type { NanoQuantity } from './nanoQuantity.ts';
import type { PoolProblem } from './pools.ts';
import type { DeviceTaint, RequestPolicy } from './resourceSlice.ts';

/** Devices of one claim at most (AllocationResultsMaxSize of resource.k8s.io/v1). */
export const mostDevicesOfClaim = 32;

/** Why a request cannot have a device, with the numbers. */
export type DeviceRefusal =
  /** It is for other nodes of those that share its pool. */
  | { readonly kind: 'otherNode' }
  /** A selector of the class or of the request does not match. */
  | { readonly kind: 'class'; readonly deviceClass: string }
  | { readonly kind: 'selector'; readonly expression: string }
  /** A claim has it for itself: another one, or one of the same pod. */
  | { readonly kind: 'held'; readonly claim: string }
  | { readonly kind: 'noCapacity'; readonly capacity: string }
  | { readonly kind: 'policy'; readonly capacity: string; readonly asked: NanoQuantity; readonly policy: RequestPolicy }
  /** `asked` is rounded up as the policy wants; `holders` are the claims with a share. */
  | {
      readonly kind: 'capacity';
      readonly capacity: string;
      readonly asked: NanoQuantity;
      readonly left: NanoQuantity;
      readonly total: NanoQuantity;
      readonly holders: readonly string[];
    }
  /** Partitions of the same GPU have taken what it needs. */
  | {
      readonly kind: 'counter';
      readonly counterSet: string;
      readonly counter: string;
      readonly needed: NanoQuantity;
      readonly left: NanoQuantity;
      readonly total: NanoQuantity;
    }
  | { readonly kind: 'taint'; readonly taint: DeviceTaint }
  | { readonly kind: 'constraint'; readonly constraint: ConstraintRefusal };

export interface RefusedDevice {
  readonly driver: string;
  readonly pool: string;
  readonly device: string;
  readonly refusal: DeviceRefusal;
}

/** Why a node cannot give a pod its devices. */
export type NodeAllocationReason =
  /** The claim has its devices already, on another node. */
  | { readonly kind: 'elsewhere'; readonly claim: string }
  /** `available` of the `wanted` devices can be had; the others are refused. `request` is `gpu`, or `gpu/large`. */
  | {
      readonly kind: 'devices';
      readonly claim: string;
      readonly request: string;
      readonly wanted: number | 'all';
      readonly available: number;
      readonly refused: readonly RefusedDevice[];
    }
  /** Not all slices of a pool are there yet; nothing of it is given out. */
  | { readonly kind: 'incompletePool'; readonly pool: string; readonly slices: number; readonly of: number }
  | { readonly kind: 'invalidPool'; readonly pool: string; readonly problem: PoolProblem };

/** Why the scheduler gives the pod up, whatever nodes there are. */
export type AllocationProblem =
  | { readonly kind: 'unknownRequest'; readonly claim: string; readonly request: string }
  | { readonly kind: 'unknownConstraint'; readonly claim: string }
  | { readonly kind: 'noClass'; readonly claim: string; readonly request: string; readonly deviceClass: string }
  /** As many pods use it as may. */
  | { readonly kind: 'claimFull'; readonly claim: string; readonly users: number }
  | { readonly kind: 'tooManyDevices'; readonly claim: string; readonly most: number }
  /** It fails on a device; `isUnreadable`: what it says cannot be read here. */
  | {
      readonly kind: 'selector';
      readonly claim: string;
      readonly request: string;
      readonly expression: string;
      readonly device: string;
      readonly message: string;
      readonly isUnreadable: boolean;
    }
  | {
      readonly kind: 'uncountable';
      readonly claim: string;
      readonly request: string;
      readonly device: string;
      readonly capacity: string;
      readonly asked: NanoQuantity;
    }
  /** All devices are asked for, and a constraint takes one out. */
  | {
      readonly kind: 'allConstrained';
      readonly claim: string;
      readonly request: string;
      readonly device: string;
      readonly constraint: ConstraintRefusal;
    }
  /** All devices are asked for, and a pool does not say yet which there are. */
  | { readonly kind: 'allOfBrokenPool'; readonly claim: string; readonly request: string; readonly pool: string }
  /** So many ways to choose devices were tried in vain. */
  | { readonly kind: 'tooManyTries'; readonly claim: string; readonly tries: number };

/** Ends an allocation on all nodes. */
export class AllocationFailure extends Error {
  readonly reason: AllocationProblem;

  constructor(reason: AllocationProblem) {
    super(reason.kind);
    this.reason = reason;
  }
}
