import type { ClusterObjects } from '../../clusterObjects.ts';
import type { ClusterView, WorkloadView } from '../../clusterView.ts';
import type { Cure } from '../cure.ts';
import type { StopReason } from '../explanation.ts';

/** The end of a container's log, where someone has read it. */
export interface LogTail {
  readonly pod: string;
  readonly container: string;
  readonly text: string;
}

/** What the reasons of a stop are read from. */
export interface StopInput {
  readonly workload: WorkloadView;
  readonly objects: ClusterObjects;
  readonly view: ClusterView;
  readonly logs: readonly LogTail[];
}

/** One reason for a stop, and what would help. */
export interface Found {
  readonly reason: StopReason;
  /** In a few words. */
  readonly headline: string;
  readonly cures: readonly Cure[];
}
