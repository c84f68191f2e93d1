import type { ClusterApi, ClusterObject, ResourceType } from '../api/clusterApi.ts';
import type { WorkloadView } from '../clusterView.ts';
import { asList, asNumber, asRecord, asText, asTexts } from '../objects/fields.ts';

const serviceType: ResourceType = { group: '', version: 'v1', plural: 'services', kind: 'Service', isNamespaced: true };

/** A Service that leads to pods of a workload. */
export interface ServiceAddress {
  readonly name: string;
  /** `http://<name>.<namespace>.svc:<port>`, for pods of the cluster. */
  readonly url: string;
}

/** The Services whose selector takes a pod of the workload, one address for each of their ports. */
export async function findServices(
  api: ClusterApi,
  { namespace, pods }: WorkloadView,
  signal?: AbortSignal,
): Promise<readonly ServiceAddress[]> {
  return (await listServices(api, namespace, signal)).flatMap((service) => {
    const spec = asRecord(service['spec']);
    const selector = Object.entries(asTexts(spec['selector']));
    const takes = pods.some(({ pod }) => selector.every(([key, value]) => pod.labels[key] === value));
    if (selector.length === 0 || !takes) return [];
    return asList(spec['ports']).flatMap((port) => {
      const number = asNumber(asRecord(port)['port']);
      const isPlain = (asText(asRecord(port)['protocol']) ?? 'TCP') === 'TCP';
      const { name } = service.metadata;
      return number === undefined || !isPlain ? [] : [{ name, url: `http://${name}.${namespace}.svc:${number}` }];
    });
  });
}

/** The keys of labels by which Services of a namespace find their pods. */
export async function findSelectedLabels(api: ClusterApi, namespace: string, signal?: AbortSignal): Promise<ReadonlySet<string>> {
  const services = await listServices(api, namespace, signal);
  return new Set(services.flatMap((service) => Object.keys(asTexts(asRecord(service['spec'])['selector']))));
}

async function listServices(api: ClusterApi, namespace: string, signal?: AbortSignal): Promise<readonly ClusterObject[]> {
  const found: ClusterObject[] = [];
  for (let next: string | undefined, isFirst = true; isFirst || next !== undefined; isFirst = false) {
    const page = await api.list(serviceType, { namespace, ...(next !== undefined && { next }) }, signal);
    found.push(...page.items);
    next = page.next;
  }
  return found;
}
