import type { ClusterObject } from '../api/clusterApi.ts';
import { asList, asRecord } from '../objects/fields.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The object without what nobody here reads and what is often most of it: who manages which field, what kubectl applied last, and of a
 * ReplicaSet that a Deployment made its copy of the pod template, of which old revisions keep ten.
 */
export function trimObject(object: ClusterObject): ClusterObject {
  const { managedFields: _managed, ...metadata } = object.metadata;
  const { [lastApplied]: _applied, ...annotations } = asRecord(metadata['annotations']);
  const trimmed = { ...object, metadata: metadata['annotations'] === undefined ? metadata : { ...metadata, annotations } };
  const owners = asList(metadata['ownerReferences']).map(asRecord);
  if (object.kind !== 'ReplicaSet' || !owners.some(({ kind }) => kind === 'Deployment')) return trimmed;
  const { template: _template, ...spec } = asRecord(object['spec']);
  return { ...trimmed, spec };
}
