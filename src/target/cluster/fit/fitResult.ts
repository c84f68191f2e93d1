import type { MiB, Share } from '../../../gpu/quantity.ts';
import type { GpuView } from '../clusterView.ts';

/** A node that takes a request, with the GPUs that it would get. */
export interface FitPlace {
  readonly node: string;
  readonly product?: string;
  /** As many as devices are asked for; fewer where pieces are counted that nothing tells apart. */
  readonly gpus: readonly GpuView[];
  /** Of each GPU; absent for pieces. */
  readonly share?: Share;
  readonly requestMiB?: MiB;
  /** GPUs of the node that could have one device of the request. */
  readonly fittingGpus: number;
}

export interface FitRefusal {
  readonly node: string;
  /** In words, with the numbers; at least one. */
  readonly reasons: readonly string[];
}

/** Where a request would land: every node that serves its dialect is in one of the two lists. */
export interface NodeFit {
  /** The one that the scheduler would take first. */
  readonly places: readonly FitPlace[];
  readonly refusals: readonly FitRefusal[];
  /** Why the scheduler may see it differently, whatever the lists say. */
  readonly untold?: string;
}

/** What the queue of a request has for it. */
export interface QueueRoom {
  readonly name: string;
  /** GPUs that all replicas ask for together, as the queue counts them; absent where the size of a GPU is not known. */
  readonly asked?: number;
  readonly isPreemptible?: boolean;
  /** GPUs that are left below the limits, and for work that is not preempted below the quotas, of the queue and of those above it. */
  readonly free?: number;
  /** Why it waits, in words: `queue "ml" is over its quota: …`; absent where it has room. */
  readonly waits?: string;
}

/** Whether a workload can have its GPUs on a cluster now. */
export interface Fit extends NodeFit {
  /** `fits`: now. `waits`: not now, and it could. `never`: no node of the cluster could have it. `unknown`: it cannot be told. */
  readonly kind: 'fits' | 'waits' | 'never' | 'unknown';
  /** GPUs on which it fits now, of all of the nodes that serve its dialect: "3 of 8 GPUs". */
  readonly fittingGpus: number;
  readonly allGpus: number;
  /** The largest share that is free on one of them, 0 to 1. */
  readonly largestFreeShare: number;
  /** Where its scheduler has queues. */
  readonly queue?: QueueRoom;
  /** In a few words, for a list: `fits on 3 GPUs now`, `waits: queue "ml" is over its quota`. */
  readonly summary: string;
}
