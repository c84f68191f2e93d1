/** Where one kind keeps its pod template. */
export interface WorkloadKind {
  /** '' is the core group. */
  readonly group: string;
  readonly versions: readonly string[];
  readonly kind: string;
  /** Path to the object that has the template's `metadata` and `spec`; empty for a Pod. */
  readonly templatePath: readonly string[];
  /** Fields of `spec` beside the template that need nothing from a target. */
  readonly neutralFields: readonly string[];
}

/** Every kind that creates pods and that we read. A new kind is a new row. */
export const workloadKinds: readonly WorkloadKind[] = [
  { group: '', versions: ['v1'], kind: 'Pod', templatePath: [], neutralFields: [] },
  {
    group: 'apps',
    versions: ['v1'],
    kind: 'Deployment',
    templatePath: ['spec', 'template'],
    neutralFields: ['selector', 'template'],
  },
];

/** `apps/v1` of the kinds' table. */
export function apiVersionOf({ group, versions }: WorkloadKind): string {
  return [group, versions[0]].filter((part) => part !== '').join('/');
}

export function servesApiVersion({ group, versions }: WorkloadKind, apiVersion: string): boolean {
  return versions.some((version) => apiVersion === (group === '' ? version : `${group}/${version}`));
}
