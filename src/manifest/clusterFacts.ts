import type { MiB } from '../gpu/quantity.ts';
import type { Version } from './version.ts';

/** How KAI shares GPUs from 0.18 on (`global.gpuSharingMode`); up to 0.17 sharing is on or off, which is NonMemoryEnforced or Disabled. */
export type SharingMode = 'Disabled' | 'NonMemoryEnforced' | 'HamiCore' | 'NvFractions';

/** A queue of KAI or Run:ai. */
export interface QueueFacts {
  readonly name: string;
  readonly parent?: string;
  /** Guaranteed GPUs; -1 is without bound, 0 is none. */
  readonly gpuQuota?: number;
  /** GPUs that it may use at most; -1 is without bound. */
  readonly gpuLimit?: number;
}

/** Who hands out the GPUs of a node: one owner a node. */
export type NodeSharing = 'kai' | 'hami' | 'dra' | 'mig' | 'timeSlicing' | 'mps' | 'devicePlugin';

export interface NodeFacts {
  readonly name: string;
  /** Label `nvidia.com/gpu.product`. */
  readonly product?: string;
  /** Of one GPU, by the label `nvidia.com/gpu.memory`; absent where the label is missing or is no number. */
  readonly memoryMiB?: MiB;
  readonly gpus: number;
  readonly sharing: NodeSharing;
  /** Extended resources that can be asked of it: `nvidia.com/mig-1g.10gb`: 7. */
  readonly resources: Readonly<Record<string, number>>;
}

/** What is known of the cluster that a manifest is meant for. All that is absent is unknown; no rule fetches anything. */
export interface ClusterFacts {
  readonly kubernetes?: Version;
  /** Of the KAI scheduler; null where there is none. */
  readonly kai?: Version | null;
  readonly runai?: Version | null;
  readonly hami?: Version | null;
  readonly sharing?: SharingMode;
  /** Name that pods say in `schedulerName`; that of the product unless known otherwise. */
  readonly schedulerName?: string;
  /** Label that names the queue; `kai.scheduler/queue` unless known otherwise. */
  readonly queueLabel?: string;
  /** A cluster autoscaler adds nodes; `adjusted`: with KAI's node-scale-adjuster, so that it sees fractions. */
  readonly autoscaler?: 'plain' | 'adjusted';
  readonly queues?: readonly QueueFacts[];
  readonly priorityClasses?: readonly { readonly name: string; readonly value: number }[];
  readonly deviceClasses?: readonly string[];
  readonly nodes?: readonly NodeFacts[];
}

/** Who hands out the GPUs of every node that has some; undefined where that is not known, or not one. */
export function findOnlySharing({ nodes = [] }: ClusterFacts): NodeSharing | undefined {
  const [first, ...others] = new Set(nodes.filter(({ gpus }) => gpus > 0).map(({ sharing }) => sharing));
  return others.length === 0 ? first : undefined;
}

export const unknownCluster: ClusterFacts = {};
