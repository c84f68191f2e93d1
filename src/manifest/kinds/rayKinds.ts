import type { TemplatePlace } from './templatePlace.ts';
import type { WorkloadKind } from './workloadKind.ts';

const group = 'ray.io';
const versions = ['v1', 'v1alpha1'];

/** Kinds of KubeRay v1.7. Ray runs in the first container of each template, whatever its name. */
export const rayKinds: readonly WorkloadKind[] = [
  { group, versions, kind: 'RayCluster', templates: clusterAt('spec') },
  { group, versions, kind: 'RayJob', templates: jobAt('spec') },
  { group, versions, kind: 'RayService', templates: clusterAt('spec.rayClusterConfig') },
  { group, versions: ['v1'], kind: 'RayCronJob', templates: jobAt('spec.jobTemplate') },
];

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
