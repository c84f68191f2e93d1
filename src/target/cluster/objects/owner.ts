import type { ClusterObject } from '../api/clusterApi.ts';
import { asNumber, asRecord, present } from './fields.ts';
import { readConditions, readMetadata, type Condition, type Metadata } from './metadata.ts';

/** What makes pods, or makes what makes them: ReplicaSet, Deployment, Job, LeaderWorkerSet, NIMService, … */
export interface OwnerObject extends Metadata {
  readonly apiVersion: string;
  readonly kind: string;
  /** Wanted, where it counts replicas. */
  readonly replicas?: number;
  readonly readyReplicas?: number;
  /** A Job or JobSet that was told to wait. */
  readonly isSuspended: boolean;
  readonly conditions: readonly Condition[];
  readonly source: ClusterObject;
}

/** Undefined where the object has no name. */
export function readOwnerObject(object: ClusterObject): OwnerObject | undefined {
  const metadata = readMetadata(object.metadata);
  if (metadata.name === '') return undefined;
  const spec = asRecord(object['spec']);
  const status = asRecord(object['status']);
  return {
    ...metadata,
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...present({
      replicas: asNumber(spec['replicas']) ?? asNumber(spec['parallelism']),
      readyReplicas: asNumber(status['readyReplicas']) ?? asNumber(status['ready']) ?? asNumber(status['availableReplicas']),
    }),
    isSuspended: spec['suspend'] === true,
    conditions: readConditions(status['conditions']),
    source: object,
  };
}
