import type { KubeCluster, KubeUser } from './kubeconfigEntries.ts';

/** A context as one file names it: by the names of its cluster and user. */
export interface NamedContext {
  readonly name: string;
  readonly cluster: string;
  /** Empty where none is named: the server is asked without credentials. */
  readonly user: string;
  readonly namespace?: string;
}

/** What one kubeconfig says. Parts that cannot be read are left out and told in `problems`. */
export interface KubeconfigFile {
  readonly file: string;
  readonly contexts: readonly NamedContext[];
  readonly clusters: ReadonlyMap<string, KubeCluster>;
  readonly users: ReadonlyMap<string, KubeUser>;
  readonly currentContext?: string;
  /** For a person: file, line, field and cure; never a value, which may be a secret. */
  readonly problems: readonly string[];
}
