/** Whom an error is about: the context by which a person knows the cluster, and where its server is. */
export interface ServerPlace {
  readonly context: string;
  readonly user: string;
  readonly server: string;
  /** On the way to it, where the kubeconfig or the environment names one; without its password. */
  readonly proxy?: string;
}
