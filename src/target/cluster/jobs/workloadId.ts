/** What a workload's id says. */
export interface WorkloadName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Reads `<kind>/<namespace>/<name>`. */
export function readWorkloadId(id: string): WorkloadName {
  const [kind = '', namespace = '', name = ''] = id.split('/');
  return { kind, namespace, name };
}

/** Reads a job's id, `cluster/<context>/<kind>/<namespace>/<name>`; names of contexts may have slashes. */
export function readJobId(jobId: string): { readonly contextId: string; readonly workload: string } {
  const parts = jobId.split('/');
  return { contextId: parts.slice(0, -3).join('/'), workload: parts.slice(-3).join('/') };
}
