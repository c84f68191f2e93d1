import type { ClusterApi, ResourceType } from '../api/clusterApi.ts';
import { ClusterError } from '../api/clusterError.ts';

/** Each is asked for by itself, so a cluster of thousands is not tried through. */
const most = 20;

/** The namespaces of the cluster, the first ones by name; none where the user may not list them, undefined where that failed. */
export async function findNamespaces(
  api: ClusterApi,
  types: readonly ResourceType[],
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const type = types.find(({ group, plural }) => group === '' && plural === 'namespaces');
  if (type === undefined) return [];
  try {
    const { items } = await api.list(type, {}, signal);
    return items.map(({ metadata }) => metadata.name).slice(0, most);
  } catch (error) {
    return ClusterError.is(error, 'forbidden') ? [] : undefined;
  }
}
