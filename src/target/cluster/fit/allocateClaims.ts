import { allocateOnCluster, type ClusterAllocation, type PodClaim } from '../../../gpu/dra/allocateOnCluster.ts';
import type { DraNode } from '../../../gpu/dra/nodeSelector.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import { present } from '../objects/fields.ts';
import { indexClaims, indexTemplates, listDeviceClasses } from '../view/claimIndex.ts';

/** Which nodes could give claims their devices now, as the scheduler of Kubernetes would see it. */
export function allocateClaims(
  claims: readonly PodClaim[],
  nodes: readonly DraNode[],
  { resourceSlices, resourceClaims, deviceClasses }: ClusterObjects,
): ClusterAllocation {
  return allocateOnCluster(claims, {
    nodes: nodes.map(({ name, labels }) => ({ name, labels })),
    slices: known(resourceSlices).map(({ spec }) => spec),
    classes: listDeviceClasses(deviceClasses),
    holders: known(resourceClaims).flatMap(({ namespace, name, allocation }) =>
      allocation === undefined ? [] : [{ name: `${namespace}/${name}`, allocation }],
    ),
  });
}

/** A claim that is on the cluster, with the devices that it has; undefined where there is none of that name. */
export function findClaim(namespace: string, claimName: string | undefined, objects: ClusterObjects): PodClaim | undefined {
  const claim = indexClaims(objects.resourceClaims).get(`${namespace}/${claimName}`);
  if (claim === undefined) return undefined;
  const { name, spec, allocation, reservedFor } = claim;
  return { name: `${namespace}/${name}`, spec, users: reservedFor.length, ...present({ allocation }) };
}

/** A claim that is yet to be made by a template of the cluster; `name` is what it is called in messages. */
export function findTemplate(
  namespace: string,
  templateName: string | undefined,
  { objects, name }: { readonly objects: ClusterObjects; readonly name: string },
): PodClaim | undefined {
  const spec = indexTemplates(objects.claimTemplates).get(`${namespace}/${templateName}`);
  return spec && { name, spec, users: 0 };
}
