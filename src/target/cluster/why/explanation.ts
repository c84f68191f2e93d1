import type { ClusterAllocation } from '../../../gpu/dra/allocateOnCluster.ts';
import type { Cure } from './cure.ts';
import type { GroupReason } from './schedulerTexts/groupReason.ts';
import type { FitReport } from './schedulerTexts/refusal.ts';

/** What was looked at, in the order in which it is looked at. */
export type WaitStepKind =
  | 'suspended'
  | 'evicted'
  | 'gates'
  | 'creation'
  | 'scheduler'
  | 'grouping'
  | 'podGroup'
  | 'bindRequest'
  | 'events'
  | 'start'
  | 'nodes'
  | 'claims'
  | 'fit';

/** The numbers behind a step. */
export type WaitNumbers =
  | { readonly kind: 'group'; readonly reason: GroupReason }
  | { readonly kind: 'report'; readonly report: FitReport }
  | { readonly kind: 'rooms'; readonly rooms: readonly NodeRoom[] }
  | { readonly kind: 'devices'; readonly allocation: ClusterAllocation };

/** What a node has for the GPUs of a request. */
export interface NodeRoom {
  readonly node: string;
  readonly gpus: number;
  /** Memory of each; absent where no label tells it. */
  readonly countedMiB?: number;
  /** Share of each GPU that is free, the least first. */
  readonly freeShares: readonly number[];
  /** What each of the GPUs asked for has to have free, on this node. */
  readonly askedShare: number;
  readonly askedMiB: number;
  readonly devices: number;
}

/** One thing that was looked at. */
export interface WaitStep {
  readonly kind: WaitStepKind;
  /** `blocks`: it keeps the workload from running; `unseen`: it could not be read. */
  readonly state: 'passed' | 'blocks' | 'unseen';
  /** A sentence. */
  readonly text: string;
  /** Text of Kubernetes or a scheduler, whole and as it was written. */
  readonly verbatim?: string;
  readonly numbers?: WaitNumbers;
}

/** Why a workload waits. */
export interface WaitExplanation {
  /** In a few words: `no GPU with 70 % free`, `queue "ml": 3.5 of 4 GPUs used`. */
  readonly headline: string;
  readonly steps: readonly WaitStep[];
  /** The most promising first, none twice. */
  readonly cures: readonly Cure[];
}

/** How a pod, or one of its containers, came to an end. */
export type StopKind =
  | 'evicted'
  | 'preempted'
  | 'reclaimed'
  | 'consolidated'
  | 'incompleteGroup'
  | 'notCreated'
  | 'imagePull'
  | 'configuration'
  | 'admission'
  | 'outOfHostMemory'
  | 'outOfGpuMemory'
  | 'killed'
  | 'exited'
  | 'finished'
  | 'crashLoop'
  | 'deadline'
  | 'nodeLost'
  | 'deleted'
  | 'unseen';

/** One fact about the end, the most telling first. */
export interface StopReason {
  readonly kind: StopKind;
  /** A sentence, with numbers. */
  readonly text: string;
  readonly verbatim?: string;
  readonly pod?: string;
  readonly container?: string;
}

/** Why a workload, or a pod of it, does not run any more. */
export interface StopExplanation {
  readonly headline: string;
  readonly reasons: readonly StopReason[];
  readonly cures: readonly Cure[];
}
