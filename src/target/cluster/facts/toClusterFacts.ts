import { parseMemoryLabel } from '../../../gpu/fraction.ts';
import { mib } from '../../../gpu/quantity.ts';
import type { ClusterFacts, NodeFacts } from '../../../manifest/clusterFacts.ts';
import { parseVersion } from '../../../manifest/version.ts';
import type { ClusterObject } from '../api/clusterApi.ts';
import type { ClusterObjects, Reading } from '../clusterObjects.ts';
import type { ClusterView, NodeView, QueueView } from '../clusterView.ts';
import { readKaiTraits } from '../view/kaiTraits.ts';
import { gpuResource } from '../view/gpuUse.ts';
import { asNumber, present } from '../objects/fields.ts';
import { countOf } from '../view/podResources.ts';
import { readVersions } from './productVersions.ts';
import { readClusterView } from '../view/readView.ts';
import { remembering, rememberingInputs } from '../view/remembering.ts';

const remember = rememberingInputs<object, ClusterFacts>();

/**
 * What the rules may know of a cluster; what could not be read stays unknown. The same value again while none of it changed, though pods
 * come and go: every manifest is checked again with another one.
 */
export function toClusterFacts(objects: ClusterObjects, view: ClusterView = readClusterView(objects)): ClusterFacts {
  const facts = present({
    kubernetes: objects.version === undefined ? undefined : parseVersion(objects.version),
    ...readProducts(objects),
    queues: isRead(objects.queues) ? view.queues.map(toQueueFacts) : undefined,
    priorityClasses: listOf(objects.priorityClasses, ({ metadata, ...fields }) => {
      const value = asNumber(fields['value']);
      return value === undefined ? [] : [{ name: metadata.name, value }];
    }),
    deviceClasses: listOf(objects.deviceClasses, ({ metadata }) => [metadata.name]),
    nodes: isRead(objects.nodes) ? view.nodes.map(toNodeFacts) : undefined,
  });
  return remember(objects.priorityClasses, [JSON.stringify(facts)], () => facts);
}

/** Products that are there by the kinds that the cluster serves; null is that there is none. */
function readProducts(
  objects: ClusterObjects,
): Pick<ClusterFacts, 'kai' | 'runai' | 'hami' | 'sharing' | 'schedulerName' | 'queueLabel'> {
  const { mode, schedulerName, queueLabel } = readKaiTraits(objects);
  const { kai = isAbsent(objects) ? null : undefined, runai, hami } = readVersions(objects.owners);
  return present({ kai, runai, hami, sharing: mode, schedulerName, queueLabel });
}

/** Run:ai serves the kinds of KAI too. */
function isAbsent({ kaiConfig, queues, podGroups }: ClusterObjects): boolean {
  return [kaiConfig, queues, podGroups].every(({ state }) => state === 'absent');
}

/** Loading or forbidden is unknown; a kind that is not served is known to have no objects. */
function isRead({ state }: Reading<unknown>): boolean {
  return state === 'known' || state === 'absent';
}

function listOf<T>(reading: Reading<ClusterObject>, read: (object: ClusterObject) => readonly T[]): readonly T[] | undefined {
  return reading.state === 'known' ? reading.items.flatMap(read) : undefined;
}

function toQueueFacts({ name, parent, quota, limit }: QueueView): NonNullable<ClusterFacts['queues']>[number] {
  return { name, ...present({ parent }), gpuQuota: quota, gpuLimit: limit };
}

const toNodeFacts = remembering(({ node, name, product, sharing, gpus }: NodeView): NodeFacts => {
  const label = parseMemoryLabel(node.labels['nvidia.com/gpu.memory']);
  const resources = Object.keys(node.allocatable).filter((resource) => resource.startsWith('nvidia.com/'));
  return {
    name,
    ...present({ product }),
    ...(label !== undefined && { memoryMiB: mib(toMiB(label)) }),
    gpus: sharing === 'kai' ? countOf(node.allocatable, gpuResource) : gpus.reduce((sum, { count = 1 }) => sum + count, 0),
    sharing,
    resources: Object.fromEntries(resources.map((resource) => [resource, countOf(node.allocatable, resource)])),
  };
});

/** KAI reads large numbers as bytes. */
function toMiB(label: number): number {
  return label >= 1_048_576 ? Math.floor(label / 1_048_576) : label;
}
