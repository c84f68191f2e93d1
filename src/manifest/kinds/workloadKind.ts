import type { TemplatePlace } from './templatePlace.ts';

/** One kind that creates pods, and where its parts are. */
export interface WorkloadKind {
  /** '' is the core group. */
  readonly group: string;
  readonly versions: readonly string[];
  readonly kind: string;
  /** Where it keeps the templates of its pods. */
  readonly templates: readonly TemplatePlace[];
  /** What the API server takes as `restartPolicy` of a template; a pod without one has `Always`. Absent: another server decides. */
  readonly restartPolicies?: readonly RestartPolicy[];
  /** A whole object of the kind has `spec.selector`: what has none may be a patch. */
  readonly hasSelector?: true;
  /** Present where a machine without Kubernetes can run it. */
  readonly local?: {
    /** Fields of `spec` beside the template that need nothing from a target: with any value, or with these only. */
    readonly neutralFields: Readonly<Record<string, 'any' | readonly string[]>>;
  };
  /** Its operator, where it is set to KAI, writes the scheduler's name into the pods of an object with a queue. */
  readonly isScheduledByQueue?: true;
  /** Its operator writes KAI's name into the pods that say no scheduler, where it finds KAI in the cluster. */
  readonly isScheduledWhereFound?: true;
  /** Only schedulers of a product read it, and nobody writes it any more. */
  readonly isLegacy?: true;
}

export type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

/** `apps/v1` of the kinds' table. */
export function apiVersionOf({ group, versions }: WorkloadKind): string {
  return [group, versions[0]].filter((part) => part !== '').join('/');
}

export function servesApiVersion({ group, versions }: WorkloadKind, apiVersion: string): boolean {
  return versions.some((version) => apiVersion === (group === '' ? version : `${group}/${version}`));
}
