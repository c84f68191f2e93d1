import type { WorkloadKind } from './workloadKind.ts';

/** Paths of the annotations that pods of a kind get, such as `spec.replicatedJobs[*].template.spec.template.metadata.annotations`. */
export function annotationPaths({ templates }: WorkloadKind): readonly string[] {
  const paths = templates.flatMap((place): readonly string[] => {
    switch (place.shape) {
      case 'podTemplate':
        return [join(place.path, 'metadata.annotations'), ...(place.inherits ?? []).map((path) => join(path, 'annotations'))];
      case 'podSpec':
        return place.metadata.map((path) => join(path, 'annotations'));
      case 'own':
        return place.annotations;
    }
  });
  return [...new Set(paths)];
}

function join(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`;
}

/** Whether keys from the root to a map, without the indices of lists, are such a path. */
export function isAnnotationPath(kind: WorkloadKind, keys: readonly string[]): boolean {
  return annotationPaths(kind).some((path) => {
    const steps = path.replaceAll('[*]', '').split('.');
    return steps.length === keys.length && steps.every((step, index) => step === '*' || step === keys[index]);
  });
}
