import { isTemplated } from './isTemplated.ts';
import type { WorkloadKind } from './kinds/workloadKind.ts';
import { servesApiVersion } from './kinds/workloadKind.ts';
import { workloadKinds } from './workloads.ts';

/** Groups of Kubernetes itself: a wrong one of them is a slip, not another kind. */
const ownGroups: ReadonlySet<string> = new Set(['', 'core', 'apps', 'batch', 'extensions']);

/** Whether the API server itself knows the kind, so that nobody else can add versions of it. */
export function isOfKubernetes({ group }: WorkloadKind): boolean {
  return ownGroups.has(group);
}

const byKind = Map.groupBy(workloadKinds, ({ kind }) => kind);

/**
 * The row of an object. A kind of another group that only shares the name (`networking.example/v1 Pod`) is none of ours; a version that we
 * do not know is read as the newest that we do.
 */
export function findKind(kind: string, writtenVersion: string | undefined): WorkloadKind | undefined {
  const apiVersion = isTemplated(writtenVersion) ? undefined : writtenVersion;
  const rows = byKind.get(kind) ?? [];
  const written = apiVersion?.includes('/') === true ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return (
    rows.find((row) => apiVersion !== undefined && servesApiVersion(row, apiVersion)) ??
    rows.find(({ group }) => group === written) ??
    (ownGroups.has(written) ? rows.find(isOfKubernetes) : undefined)
  );
}
