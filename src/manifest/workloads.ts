/** Where one kind keeps its pod template, and what of it needs nothing from a target. */
export interface WorkloadKind {
  /** '' is the core group. */
  readonly group: string;
  readonly versions: readonly string[];
  readonly kind: string;
  /** Path to the object that has the template's `metadata` and `spec`; empty for a Pod. */
  readonly templatePath: readonly string[];
  /** Fields of `spec` beside the template that need nothing from a target: with any value, or with these only. */
  readonly neutralFields: Readonly<Record<string, 'any' | readonly string[]>>;
  /** What the API server takes as `restartPolicy`; a pod without one has `Always`. */
  readonly restartPolicies: readonly RestartPolicy[];
}

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

const inTemplate = ['spec', 'template'];

/** Every kind that creates pods and that we read. A new kind is a new row. */
export const workloadKinds: readonly WorkloadKind[] = [
  {
    group: '',
    versions: ['v1'],
    kind: 'Pod',
    templatePath: [],
    neutralFields: {},
    restartPolicies: ['Always', 'OnFailure', 'Never'],
  },
  {
    group: 'apps',
    versions: ['v1'],
    kind: 'Deployment',
    templatePath: inTemplate,
    neutralFields: { selector: 'any', replicas: ['1'], paused: ['false'] },
    restartPolicies: ['Always'],
  },
  {
    group: 'apps',
    versions: ['v1'],
    kind: 'StatefulSet',
    templatePath: inTemplate,
    neutralFields: { selector: 'any', replicas: ['1'] },
    restartPolicies: ['Always'],
  },
  {
    group: 'batch',
    versions: ['v1'],
    kind: 'Job',
    templatePath: inTemplate,
    neutralFields: {
      selector: 'any',
      manualSelector: 'any',
      completions: ['1'],
      parallelism: ['1'],
      completionMode: ['NonIndexed'],
      backoffLimit: ['0'],
      suspend: ['false'],
    },
    restartPolicies: ['Never', 'OnFailure'],
  },
];

/** `apps/v1` of the kinds' table. */
export function apiVersionOf({ group, versions }: WorkloadKind): string {
  return [group, versions[0]].filter((part) => part !== '').join('/');
}

export function servesApiVersion({ group, versions }: WorkloadKind, apiVersion: string): boolean {
  return versions.some((version) => apiVersion === (group === '' ? version : `${group}/${version}`));
}
