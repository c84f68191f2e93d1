import type { ClusterView, WorkloadView } from '../../../target/cluster/clusterView.ts';
import type { ConnectionState, KubeContext } from '../../../target/cluster/clusterConnection.ts';
import type { ClusterAbout, ClusterSubject } from '../row.ts';

/** What a pod does at the moment, for the end of its row. */
export interface PodActivity {
  readonly text: string;
  readonly spoken: string;
  readonly isFlowing: boolean;
  /** Absent where it is not known. */
  readonly tokensPerSecond?: number;
}

/** All that the rows of one context are made of. */
export interface ClusterLook {
  readonly context: KubeContext;
  readonly state: ConnectionState;
  /** Absent before anything was read. */
  readonly view?: ClusterView;
  /** Namespaces that are shown; none is all. */
  readonly namespaces: readonly string[];
  readonly pins: ReadonlySet<string>;
  /** Why a workload waits or has stopped, in a few words. */
  readonly headline: (workload: WorkloadView) => string | undefined;
  readonly activity: (namespace: string, pod: string) => PodActivity | undefined;
}

/** Whether a namespace is shown. */
export function isShown({ namespaces }: ClusterLook, namespace: string): boolean {
  return namespaces.length === 0 || namespaces.includes(namespace);
}

/** The subject of a row of this context. */
export function subjectOf({ context }: ClusterLook, rowId: string, about: ClusterAbout): { readonly cluster: ClusterSubject } {
  return { cluster: { ...about, contextId: context.id, rowId } };
}
