import type { WorkloadKind } from './workloadKind.ts';

/** Paths of the annotations that pods of a kind get, such as `spec.replicatedJobs[*].template.spec.template.metadata.annotations`. */
export function annotationPaths({ templates }: WorkloadKind): readonly string[] {
  return templates.flatMap((place): readonly string[] => {
    switch (place.shape) {
      case 'podTemplate':
        return [place.path === '' ? 'metadata.annotations' : `${place.path}.metadata.annotations`];
      case 'podSpec':
        return place.metadata.map((path) => (path === '' ? 'annotations' : `${path}.annotations`));
      case 'own':
        return place.annotations;
    }
  });
}

/** Whether keys from the root to a map, without the indices of lists, are such a path. */
export function isAnnotationPath(kind: WorkloadKind, keys: readonly string[]): boolean {
  return annotationPaths(kind).some((path) => {
    const steps = path.replaceAll('[*]', '').split('.');
    return steps.length === keys.length && steps.every((step, index) => step === '*' || step === keys[index]);
  });
}
