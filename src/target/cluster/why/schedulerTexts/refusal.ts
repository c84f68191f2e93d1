/** Amounts of a text of a scheduler; -1 is without bound. */
export interface Amounts {
  readonly requested?: number;
  readonly used?: number;
  readonly capacity?: number;
  readonly available?: number;
}

/** Why a node does not take a pod, as a scheduler says it. */
export type Refusal =
  /** `resource` as it is written: `GPUs`, `GPU memory`, `CPU cores`, `memory`, `nvidia.com/gpu`. */
  | { readonly kind: 'resource'; readonly resource: string; readonly amounts: Amounts }
  | { readonly kind: 'gpuMemory'; readonly requestedMiB: number; readonly capacityMiB: number }
  | { readonly kind: 'mig'; readonly profile: string }
  /** MIG is on where the pod wants none, or the other way round. */
  | { readonly kind: 'migMode' }
  | { readonly kind: 'podSlots' }
  /** The label `nvidia.com/gpu.memory` is missing or no number. */
  | { readonly kind: 'memoryLabel' }
  /** KAI shares no GPUs that a DRA driver hands out. */
  | { readonly kind: 'draOnly' }
  | { readonly kind: 'notReady'; readonly condition: string; readonly status: string; readonly reason: string }
  | { readonly kind: 'taint'; readonly taint?: string }
  | { readonly kind: 'nodeAffinity' }
  | { readonly kind: 'podAffinity' }
  | { readonly kind: 'topologySpread' }
  /** `claim`: the PersistentVolumeClaim that does not exist; `isUnbound`: one is there and has no volume yet. */
  | { readonly kind: 'volume'; readonly claim?: string; readonly isUnbound?: true }
  | { readonly kind: 'claims' }
  | { readonly kind: 'cordoned' }
  | { readonly kind: 'hostPorts' }
  /** A reason of HAMi, with the number of cards of the node that have it. */
  | { readonly kind: 'card'; readonly reason: string; readonly hit?: number; readonly cards?: number }
  | { readonly kind: 'unknown' };

/** One refusal and how many nodes (of which one is named at times) have it. */
export interface Refused {
  readonly node?: string;
  readonly count: number;
  readonly refusal: Refusal;
  /** As it was written. */
  readonly text: string;
}

/** What a scheduler says of the nodes. All of its text is in `refused`, in the numbers or in `rest`. */
export interface FitReport {
  readonly refused: readonly Refused[];
  /** Pods that have room, and that are needed together. */
  readonly gang?: { readonly found: number; readonly required: number; readonly subGroup?: string };
  /** Nodes in all, where it says so. */
  readonly nodes?: number;
  /** What the scheduler tried or could do about it, as it was written. */
  readonly preemption?: string;
  /** What was not understood, as it was written. */
  readonly rest: readonly string[];
}

/** `Unlimited` is -1, as KAI writes it; undefined where there is no number. */
export function readAmount(text: string | undefined): number | undefined {
  if (text === 'Unlimited') return -1;
  const amount = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(amount) ? amount : undefined;
}
