import type { NanoQuantity } from './nanoQuantity.ts';
import type { NodeChoice } from './nodeSelector.ts';

/** A part of what a driver has to offer: devices, or the counters that devices of the same pool consume. */
export interface ResourceSlice {
  readonly name: string;
  readonly driver: string;
  readonly pool: PoolPart;
  readonly nodes: NodeChoice;
  readonly devices: readonly DraDevice[];
  readonly sharedCounters: readonly CounterSet[];
}

/** To which pool a slice belongs. Only slices of the highest generation count; all of them make the pool complete. */
export interface PoolPart {
  readonly name: string;
  readonly generation: number;
  readonly resourceSliceCount: number;
}

/** Something that a claim can have: a GPU, a MIG device that is there or could be made. */
export interface DraDevice {
  readonly name: string;
  /** By name; without a domain it is the driver's: `productName`, `resource.kubernetes.io/pcieRoot`. */
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly capacity: ReadonlyMap<string, DeviceCapacity>;
  /** Several claims can have a share of it at a time, each so much of its capacity. */
  readonly allowsMultipleAllocations: boolean;
  readonly consumesCounters: readonly CounterSet[];
  readonly taints: readonly DeviceTaint[];
  /** Where the slice leaves it to its devices. */
  readonly nodes: NodeChoice;
  /** It is ready only some time after it was allocated. */
  readonly hasBindingConditions: boolean;
}

export type AttributeValue =
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'version'; readonly value: string };

export interface DeviceCapacity {
  readonly value: NanoQuantity;
  readonly requestPolicy?: RequestPolicy;
}

/** What a claim may ask of a capacity, and what it gets that asks nothing; a request is rounded up to the next that is valid. */
export interface RequestPolicy {
  readonly default?: NanoQuantity;
  readonly valid:
    | { readonly kind: 'any' }
    /** In ascending order. */
    | { readonly kind: 'values'; readonly values: readonly NanoQuantity[] }
    | { readonly kind: 'range'; readonly min?: NanoQuantity; readonly max?: NanoQuantity; readonly step?: NanoQuantity };
}

/** Counters by name: what there is of them in a pool, or what a device takes of them. */
export interface CounterSet {
  readonly name: string;
  readonly counters: ReadonlyMap<string, NanoQuantity>;
}

export interface DeviceTaint {
  readonly key: string;
  readonly value: string;
  /** `NoSchedule` and `NoExecute` keep claims away that do not tolerate it. */
  readonly effect: string;
}
