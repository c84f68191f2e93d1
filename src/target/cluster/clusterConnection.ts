import type { ClusterApi } from './api/clusterApi.ts';
import type { ClusterError } from './api/clusterError.ts';
import type { ClusterObjects } from './clusterObjects.ts';

/** A context of a kubeconfig: a cluster as one user sees it. */
export interface KubeContext {
  /** `cluster/<name>`; with several files that have the name, the one whose file comes first keeps it and the others get their file's. */
  readonly id: string;
  readonly name: string;
  /** Of its kubeconfig; the default one where none is said. */
  readonly namespace: string;
  readonly server: string;
  readonly user: string;
  /** The kubeconfig that names it. */
  readonly file: string;
  readonly isCurrent: boolean;
  /** Why it cannot be used, for a person: a user or a cluster that is not there. */
  readonly problem?: string;
}

export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly version: string }
  /** Nothing answers; what was read before stands in `objects`. Tried again by itself while someone looks. */
  | { readonly kind: 'failed'; readonly error: ClusterError };

/** One context in use. It costs nothing until someone looks or asks for the API. */
export interface ClusterConnection extends Disposable {
  readonly context: KubeContext;
  readonly state: ConnectionState;
  /** All that was read, the same value until something changes. */
  readonly objects: ClusterObjects;
  /** The state or the objects changed; told at most a few times a second. */
  onDidChange(listener: () => void): Disposable;
  /** While someone looks, the objects are kept up to date; shared by all who do. */
  look(): Disposable;
  /** Resolves when every kind was read, or cannot be; rejects with `ClusterError` where the cluster cannot be reached. */
  ready(signal?: AbortSignal): Promise<ClusterObjects>;
  /** Reads credentials and, where the kubeconfig says so, runs a program for them. */
  api(signal?: AbortSignal): Promise<ClusterApi>;
  /** Tries again now what failed. */
  retry(): void;
}

/** All contexts of all kubeconfigs, read again when a file changes on disk. */
export interface Clusters extends Disposable {
  readonly contexts: readonly KubeContext[];
  /** Files that could not be read, for a person. */
  readonly problems: readonly string[];
  onDidChange(listener: () => void): Disposable;
  /** The connection of a context, the same one for all who ask. */
  connection(id: string): ClusterConnection | undefined;
  /** Reads the kubeconfigs again now: the workspace has become trusted. */
  reload(): Promise<void>;
}
