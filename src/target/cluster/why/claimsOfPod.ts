import type { PodClaim } from '../../../gpu/dra/allocateOnCluster.ts';
import type { ClusterObjects } from '../clusterObjects.ts';
import { findClaim, findTemplate } from '../fit/allocateClaims.ts';
import type { PodObject } from '../objects/pod.ts';

/** The claims of a pod; `missing`: names of claims and templates that do not exist. */
export interface ClaimsOfPod {
  readonly claims: readonly PodClaim[];
  readonly missing: readonly string[];
}

/** Claims that a pod names, or that are made for it, as they are or as their template says. */
export function readClaimsOfPod({ namespace, name: pod, claims }: PodObject, objects: ClusterObjects): ClaimsOfPod {
  const read = claims.map(
    ({ name, claimName, templateName }): PodClaim | string =>
      findClaim(namespace, claimName, objects) ??
      findTemplate(namespace, templateName, { objects, name: `${namespace}/${pod}-${name}` }) ??
      templateName ??
      claimName ??
      name,
  );
  return {
    claims: read.filter((one) => typeof one !== 'string'),
    missing: read.filter((one) => typeof one === 'string'),
  };
}
