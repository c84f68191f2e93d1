import type { AllocatedDevice, Allocation, ClaimSpec, DeviceClass } from '../../../gpu/dra/claim.ts';
import type { ResourceSlice } from '../../../gpu/dra/resourceSlice.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import { readClaimSpec, readQuantities, readSelectors } from './claimSpec.ts';
import { readCounterSets, readDevice } from './draDevice.ts';
import { asList, asNumber, asRecord, asText, isPresent, present } from './fields.ts';
import { readMetadata, type Metadata } from './metadata.ts';
import { readNodeChoice, readNodeSelector } from './nodeSelector.ts';

/** What a DRA driver offers on a node, or on several. */
export interface ResourceSliceObject extends Metadata {
  readonly spec: ResourceSlice;
}

export interface ResourceClaimObject extends Metadata {
  readonly spec: ClaimSpec;
  /** Absent while it waits for a pod that can have its devices. */
  readonly allocation?: Allocation;
  readonly reservedFor: readonly Consumer[];
  /** Of a claim that was made for a pod: the name that the pod gives it. */
  readonly podClaimName?: string;
}

/** Who uses a claim: nearly always a pod (`resource` is `pods`). */
export interface Consumer {
  readonly resource: string;
  readonly name: string;
  readonly uid: string;
}

/** Claims of this shape are made for pods. */
export interface ClaimTemplateObject extends Metadata {
  readonly spec: ClaimSpec;
}

/** Undefined where it does not say its name, driver or pool. A device that cannot be read is left out. */
export function readResourceSlice(object: ClusterObject): ResourceSliceObject | undefined {
  const metadata = readMetadata(object.metadata);
  const spec = asRecord(object['spec']);
  const pool = asRecord(spec['pool']);
  const driver = asText(spec['driver']);
  const poolName = asText(pool['name']);
  const sharedCounters = readCounterSets(spec['sharedCounters'], 'name');
  if (metadata.name === '' || driver === undefined || poolName === undefined || sharedCounters === undefined) return undefined;
  return {
    ...metadata,
    spec: {
      name: metadata.name,
      driver,
      pool: {
        name: poolName,
        generation: asNumber(pool['generation']) ?? 0,
        resourceSliceCount: asNumber(pool['resourceSliceCount']) ?? 1,
      },
      nodes: readNodeChoice(spec),
      devices: asList(spec['devices'])
        .map(readDevice)
        .filter((device) => device !== undefined),
      sharedCounters,
    },
  };
}

/** Undefined where the object has no name. */
export function readResourceClaim(object: ClusterObject): ResourceClaimObject | undefined {
  const metadata = readMetadata(object.metadata);
  if (metadata.name === '') return undefined;
  const status = asRecord(object['status']);
  return {
    ...metadata,
    spec: readClaimSpec(object['spec']),
    reservedFor: asList(status['reservedFor']).map(readConsumer),
    ...present({
      allocation: isPresent(status['allocation']) ? readAllocation(asRecord(status['allocation'])) : undefined,
      podClaimName: metadata.annotations['resource.kubernetes.io/pod-claim-name'],
    }),
  };
}

/** Undefined where the object has no name. */
export function readClaimTemplate(object: ClusterObject): ClaimTemplateObject | undefined {
  const metadata = readMetadata(object.metadata);
  return metadata.name === '' ? undefined : { ...metadata, spec: readClaimSpec(asRecord(object['spec'])['spec']) };
}

/** Undefined where the object has no name. */
export function readDeviceClass(object: ClusterObject): DeviceClass | undefined {
  const { name } = readMetadata(object.metadata);
  const spec = asRecord(object['spec']);
  return name === ''
    ? undefined
    : {
        name,
        selectors: readSelectors(spec['selectors']),
        ...present({ extendedResourceName: asText(spec['extendedResourceName']) }),
      };
}

function readAllocation(allocation: Readonly<Record<string, unknown>>): Allocation {
  const results = asList(asRecord(allocation['devices'])['results']).map((result) => readAllocated(asRecord(result)));
  return {
    results,
    ...(isPresent(allocation['nodeSelector']) && { nodeSelector: readNodeSelector(allocation['nodeSelector']) }),
  };
}

function readAllocated(result: Readonly<Record<string, unknown>>): AllocatedDevice {
  return {
    request: asText(result['request']) ?? '',
    driver: asText(result['driver']) ?? '',
    pool: asText(result['pool']) ?? '',
    device: asText(result['device']) ?? '',
    hasAdminAccess: result['adminAccess'] === true,
    ...present({ shareId: asText(result['shareID']) }),
    consumedCapacity: readQuantities(result['consumedCapacity']) ?? new Map(),
  };
}

function readConsumer(value: unknown): Consumer {
  const consumer = asRecord(value);
  return {
    resource: asText(consumer['resource']) ?? '',
    name: asText(consumer['name']) ?? '',
    uid: asText(consumer['uid']) ?? '',
  };
}
