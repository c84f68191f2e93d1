import { allocateOnCluster, type ClusterAllocation, type PodClaim } from '../../../gpu/dra/allocateOnCluster.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import { readClaimTemplate, readDeviceClass } from '../objects/dra.ts';
import type { NodeObject } from '../objects/node.ts';
import type { PodObject } from '../objects/pod.ts';

/** The claims of a pod; `missing`: names of claims and templates that do not exist. */
export interface ClaimsOfPod {
  readonly claims: readonly PodClaim[];
  readonly missing: readonly string[];
}

/** Claims that a pod names, or that are made for it, as they are or as their template says. */
export function readClaimsOfPod(pod: PodObject, objects: ClusterObjects): ClaimsOfPod {
  const read = pod.claims.map(({ name, claimName, templateName }): PodClaim | string => {
    const made = known(objects.resourceClaims).find((claim) => claim.namespace === pod.namespace && claim.name === claimName);
    if (made !== undefined) {
      const { spec, allocation, reservedFor } = made;
      return { name: `${pod.namespace}/${made.name}`, spec, users: reservedFor.length, ...(allocation && { allocation }) };
    }
    const template = known(objects.claimTemplates)
      .map(readClaimTemplate)
      .find((one) => one?.namespace === pod.namespace && one.name === templateName);
    if (template === undefined) return templateName ?? claimName ?? name;
    return { name: `${pod.namespace}/${pod.name}-${name}`, spec: template.spec, users: 0 };
  });
  return {
    claims: read.filter((one) => typeof one !== 'string'),
    missing: read.filter((one) => typeof one === 'string'),
  };
}

/** Which of the nodes could give the claims their devices now, as Kubernetes' scheduler would see it. */
export function allocateClaims(
  claims: readonly PodClaim[],
  nodes: readonly NodeObject[],
  objects: ClusterObjects,
): ClusterAllocation {
  return allocateOnCluster(claims, {
    nodes,
    slices: known(objects.resourceSlices).map(({ spec }) => spec),
    classes: known(objects.deviceClasses).flatMap((object) => readDeviceClass(object) ?? []),
    holders: known(objects.resourceClaims).flatMap(({ namespace, name, allocation }) =>
      allocation === undefined ? [] : [{ name: `${namespace}/${name}`, allocation }],
    ),
  });
}
