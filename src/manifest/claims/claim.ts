import type { TextPosition, TextRange } from '../finding.ts';
import type { AnnotationsPlace } from '../manifestFile.ts';
import type { Entry, Located } from '../workload.ts';
import type { DeviceSelector } from './selectors.ts';

/** A ResourceClaim, which those that name it share, or a ResourceClaimTemplate, of which each pod gets a claim of its own. */
export interface DeviceClaim {
  readonly kind: 'ResourceClaim' | 'ResourceClaimTemplate';
  /** Of `resource.k8s.io`, as it is written: `v1`; '' for another group. */
  readonly version: Located<string>;
  /** Where it has a `generateName` only, nobody can name it: ''. */
  readonly name: Located<string>;
  readonly namespace: string;
  readonly labels: readonly Entry[];
  /** Absent where there is no simple place. */
  readonly labelsPlace?: AnnotationsPlace;
  /** A tool has yet to fill parts of it in. */
  readonly isPartial: boolean;
  /** `spec` of the claim as plain values, for who counts devices. */
  readonly spec: unknown;
  readonly requests: readonly DeviceRequest[];
  readonly constraints: readonly NamedRequests[];
  readonly configs: readonly DeviceConfig[];
}

/** One request of a claim: the first choice that can be had. */
export interface DeviceRequest {
  readonly name: Located<string>;
  /** API path: `spec.devices.requests[0]`. */
  readonly path: string;
  /** In which way it says its choices; `flat` is that of v1beta1, `mixed` is more than one. */
  readonly shape: 'exactly' | 'flat' | 'firstAvailable' | 'mixed' | 'none';
  /** One, or those of `firstAvailable`. */
  readonly choices: readonly DeviceChoice[];
  readonly range: TextRange;
  /** Of a flat request in lines of its own: the fields that belong under `exactly`. */
  readonly flatFields?: TextRange;
}

/** So many devices of a class. */
export interface DeviceChoice {
  /** Of one of `firstAvailable`. */
  readonly name?: Located<string>;
  readonly path: string;
  readonly deviceClass: Located<string>;
  /** `ExactCount` or `All`, as it is written. */
  readonly mode?: Entry;
  readonly count?: Entry;
  /** Watches devices that others hold. */
  readonly hasAdminAccess: boolean;
  readonly selectors: readonly DeviceSelector[];
  /** `capacity.requests`: how much of each device. */
  readonly capacity: readonly Entry[];
  /** The lines of `capacity`, for edits that take it out. */
  readonly capacityRange?: TextRange;
  /** Behind which line, and at which column, `capacity` can be written; absent where it stands already or there is no simple place. */
  readonly capacityPlace?: TextPosition;
  readonly range: TextRange;
}

/** A part of the claim that is about some of its requests, or all. */
export interface NamedRequests {
  readonly path: string;
  readonly requests: readonly Located<string>[];
}

/** Parameters for a driver. */
export interface DeviceConfig extends NamedRequests {
  readonly driver: string;
  /** `GpuConfig`, `MigDeviceConfig` of NVIDIA's driver. */
  readonly kind: string;
  /** `sharing.strategy` as it is written. */
  readonly strategy?: Located<string>;
  /** Of time slices. */
  readonly interval?: Located<string>;
  readonly range: TextRange;
}

/** A claim of the text, as a pod names it. */
export interface FoundClaim {
  /** The name that the pod gives it. */
  readonly podClaim: string;
  readonly claim: DeviceClaim;
  /** Other workloads of the text with the same claim or template, `Pod chat`; of many the first few and `…`. */
  readonly others: readonly string[];
}
