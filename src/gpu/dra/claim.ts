import type { NanoQuantity } from './nanoQuantity.ts';
import type { Toleration } from '../taints.ts';
import type { NodeSelector } from './nodeSelector.ts';

/** What a ResourceClaim asks for (`spec.devices`). */
export interface ClaimSpec {
  readonly requests: readonly ClaimRequest[];
  readonly constraints: readonly ClaimConstraint[];
}

export type ClaimRequest =
  | { readonly kind: 'exactly'; readonly name: string; readonly ask: DeviceAsk }
  /** The first that can be had. */
  | {
      readonly kind: 'firstAvailable';
      readonly name: string;
      readonly choices: readonly { readonly name: string; readonly ask: DeviceAsk }[];
    }
  /** It asks in a way that cannot be read. */
  | { readonly kind: 'unknown'; readonly name: string };

/** So many devices of a class, of each so much. */
export interface DeviceAsk {
  readonly deviceClass: string;
  /** CEL expressions, all of which must hold. */
  readonly selectors: readonly string[];
  /** `all`: every device that matches. */
  readonly count: number | 'all';
  /** Watches devices that others hold, and holds none. */
  readonly hasAdminAccess: boolean;
  readonly tolerations: readonly Toleration[];
  /** How much of which capacity of each device. */
  readonly capacity: ReadonlyMap<string, NanoQuantity>;
}

/** On the value of an attribute of all devices of some requests (`gpu`, `gpu/large`), or of all where none is named. */
export type ClaimConstraint =
  /** `attribute` with its domain: `gpu.nvidia.com/productName`. */
  | { readonly kind: 'same' | 'distinct'; readonly attribute: string; readonly requests: readonly string[] }
  | { readonly kind: 'unknown' };

/** A class of devices that an administrator has made. */
export interface DeviceClass {
  readonly name: string;
  /** CEL expressions, all of which must hold. */
  readonly selectors: readonly string[];
  /** The resource by which a pod can ask for one without a claim: `nvidia.com/gpu`. */
  readonly extendedResourceName?: string;
}

/** What a claim was given. */
export interface Allocation {
  readonly results: readonly AllocatedDevice[];
  /** On which nodes its devices are; absent: on all. */
  readonly nodeSelector?: NodeSelector;
}

export interface AllocatedDevice {
  /** `gpu`, or `gpu/large` of one with choices. */
  readonly request: string;
  readonly driver: string;
  readonly pool: string;
  readonly device: string;
  readonly hasAdminAccess: boolean;
  /** Of a share of a device that others can have a share of too. */
  readonly shareId?: string;
  readonly consumedCapacity: ReadonlyMap<string, NanoQuantity>;
}
