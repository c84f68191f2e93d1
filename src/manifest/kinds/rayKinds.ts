import type { TemplatePlace } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

/**
 * Kinds of KubeRay v1.7. Ray runs in the first container of each template, whatever its name.
 * Started with `batchScheduler.name: kai-scheduler`, the operator writes that into all pods (KubeRay kai_scheduler.go).
 */
export const rayKinds: readonly WorkloadKind[] = [
  rayKind('RayCluster', clusterAt('spec')),
  rayKind('RayJob', jobAt('spec')),
  rayKind('RayService', clusterAt('spec.rayClusterConfig')),
  { ...rayKind('RayCronJob', jobAt('spec.jobTemplate')), versions: ['v1'] },
];

function rayKind(kind: string, templates: readonly TemplatePlace[]): WorkloadKind {
  return { group: 'ray.io', versions: ['v1', 'v1alpha1'], kind, templates, isScheduledByQueue: true };
}

function clusterAt(path: string): readonly TemplatePlace[] {
  return [
    { shape: 'podTemplate', path: `${path}.headGroupSpec.template`, role: 'head' },
    { shape: 'podTemplate', path: `${path}.workerGroupSpecs[*].template`, role: 'worker' },
  ];
}

/** A job may use a cluster that is there already (`clusterSelector`), so that it has no templates of one. */
function jobAt(path: string): readonly TemplatePlace[] {
  return [
    ...clusterAt(`${path}.rayClusterSpec`).map((place): TemplatePlace =>
      place.shape === 'podTemplate' ? { ...place, isOptional: true } : place,
    ),
    { shape: 'podTemplate', path: `${path}.submitterPodTemplate`, role: 'submitter', isOptional: true },
  ];
}
