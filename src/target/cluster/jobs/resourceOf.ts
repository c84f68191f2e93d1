import type { ClusterApi, ObjectRef, ResourceType } from '../api/clusterApi.ts';
import { ClusterError } from '../api/clusterError.ts';
import type { WorkloadView } from '../clusterView.ts';

/** The object of a workload as the API knows it. Rejects with `notFound` where the cluster serves no such kind any more. */
export async function findOwnerRef(api: ClusterApi, { owner }: WorkloadView, signal?: AbortSignal): Promise<ObjectRef> {
  const types = await api.discover(signal);
  const [group = '', version = ''] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : ['', owner.apiVersion];
  const ofKind = types.filter((type) => type.group === group && type.kind === owner.kind);
  const type = ofKind.find((each) => each.version === version) ?? ofKind[0];
  if (type === undefined) {
    throw new ClusterError('notFound', `${owner.kind} (${owner.apiVersion})`);
  }
  return { type, ...(type.isNamespaced && { namespace: owner.namespace }), name: owner.name };
}

export const podType: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true };
