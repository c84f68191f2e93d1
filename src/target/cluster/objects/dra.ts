import type { ClusterObject } from '../api/clusterApi.ts';
import { readMetadata, type Metadata } from './metadata.ts';

export type ResourceSliceObject = Metadata;
export type ResourceClaimObject = Metadata;

export function readResourceSlice(object: ClusterObject): ResourceSliceObject | undefined {
  return readMetadata(object.metadata);
}

export function readResourceClaim(object: ClusterObject): ResourceClaimObject | undefined {
  return readMetadata(object.metadata);
}
