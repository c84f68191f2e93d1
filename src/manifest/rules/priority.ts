import type { ClusterFacts } from '../clusterFacts.ts';
import { scalarText } from '../scalarText.ts';
import { isTemplated } from '../isTemplated.ts';
import { findLabel } from './queue.ts';
import type { AskingWorkload } from './rule.ts';

export const preemptibilityLabel = 'kai.scheduler/preemptibility';
export const preemptibilities = ['preemptible', 'non-preemptible'] as const;

/** Classes that KAI brings (v0.17), for clusters whose classes are not known. */
export const kaiClasses: NonNullable<ClusterFacts['priorityClasses']> = [
  { name: 'train', value: 50 },
  { name: 'build-preemptible', value: 75 },
  { name: 'build', value: 100 },
  { name: 'inference', value: 125 },
];

/** Work of a priority class of at least 100 is not preempted (KAI v0.17). */
export function isPreemptibleValue(value: number): boolean {
  return value < 100;
}

/** Classes of kinds that KAI v0.17 knows (pkg/podgrouper/podgrouper/hub/hub.go), by kind and group; of others nothing is said. */
const classOfKind: ReadonlyMap<string, string> = new Map([
  ...['Deployment.apps', 'Service.serving.knative.dev'].map((kind) => [kind, 'inference'] as const),
  ...['Pod.', 'Job.batch', 'CronJob.batch', 'StatefulSet.apps', 'ReplicaSet.apps', 'JobSet.jobset.x-k8s.io'].map(
    (kind) => [kind, 'train'] as const,
  ),
  ...['LeaderWorkerSet.leaderworkerset.x-k8s.io', 'RayCluster.ray.io', 'RayJob.ray.io', 'RayService.ray.io'].map(
    (kind) => [kind, 'train'] as const,
  ),
  ...['PyTorchJob', 'TFJob', 'MPIJob', 'JAXJob', 'XGBoostJob'].map((kind) => [`${kind}.kubeflow.org`, 'train'] as const),
]);

/** Whether KAI may preempt the pods, and what says so: the label, else the priority class. */
export interface Preemptibility {
  readonly isPreemptible: boolean;
  /** `inference (125)`; the label where it decides. */
  readonly because: string;
}

/**
 * The label, else the value of the class that the top owner's label, the pods' label or the pods' spec names, else that of the kind
 * (KAI v0.17). A class that does not exist is passed over. Undefined where something is not known.
 */
export function readPreemptibility(input: AskingWorkload): Preemptibility | undefined {
  const label = findLabel(input, preemptibilityLabel);
  const said = label && scalarText(label.value.value);
  if (said !== undefined && isTemplated(said)) return undefined;
  if (preemptibilities.some((known) => known === said)) {
    return { isPreemptible: said === 'preemptible', because: `${preemptibilityLabel}: ${said}` };
  }
  const priorityClass = findPriorityClass(input);
  return (
    priorityClass && {
      isPreemptible: isPreemptibleValue(priorityClass.value),
      because: `${priorityClass.name} (${priorityClass.value})`,
    }
  );
}

function findPriorityClass(input: AskingWorkload): { readonly name: string; readonly value: number } | undefined {
  const { cluster, item } = input;
  const { kind, workload } = item;
  const label = findLabel(input, 'priorityClassName');
  const written = [label && scalarText(label.value.value), workload.template.priorityClassName?.value];
  for (const name of written.filter((each) => each !== undefined && each !== '')) {
    const found = classNamed(cluster, name ?? '');
    // Without the cluster's classes one that is not KAI's own has some value.
    if (found !== undefined || cluster.priorityClasses === undefined) return found;
  }
  return classNamed(cluster, classOfKind.get(`${kind.kind}.${kind.group}`) ?? '');
}

export function classNamed(
  { priorityClasses = kaiClasses }: ClusterFacts,
  name: string,
): { readonly name: string; readonly value: number } | undefined {
  return priorityClasses.find((each) => each.name === name);
}
