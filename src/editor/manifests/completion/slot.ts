import { findKind } from '../../../manifest/findKind.ts';
import { isAnnotationPath } from '../../../manifest/kinds/annotationPaths.ts';
import { workloadKinds } from '../../../manifest/workloads.ts';
import type { TextPlace } from './textPlace.ts';

/** What can be completed at a place of a manifest: only where the schema of Kubernetes leaves the words to others. */
export type Slot = 'annotation' | 'label' | 'resource' | 'variable' | 'schedulerName';

/** The slot of a place; undefined in objects that create no pods, and wherever the schema of Kubernetes has its own words. */
export function findSlot({ path, kinds, apiVersions, key }: TextPlace): Slot | undefined {
  const rows = workloadKinds.filter(
    (row) =>
      kinds.includes(row.kind) && (apiVersions.length === 0 || apiVersions.some((each) => findKind(row.kind, each) === row)),
  );
  if (rows.length === 0) {
    return undefined;
  }
  if (rows.some((row) => isAnnotationPath(row, path))) {
    return 'annotation';
  }
  const last = path.at(-1);
  if (last === 'labels' && rows.some((row) => isAnnotationPath(row, [...path.slice(0, -1), 'annotations']))) {
    return 'label';
  }
  if (last === 'limits' && path.at(-2) === 'resources') {
    return 'resource';
  }
  if (key === 'name' && last === 'env') {
    return 'variable';
  }
  return key === 'schedulerName' && path[0] === 'spec' ? 'schedulerName' : undefined;
}
