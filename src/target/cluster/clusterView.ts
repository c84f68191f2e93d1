import type { ClusterNode } from '../../gpu/clusterNode.ts';
import type { MiB, Share } from '../../gpu/quantity.ts';
import type { FractionRequest } from '../../gpu/request.ts';
import type { Enforcement } from '../../gpu/slice.ts';
import type { NodeSharing } from '../../manifest/clusterFacts.ts';
import type { Owner } from './objects/metadata.ts';
import type { NodeObject } from './objects/node.ts';
import type { PodObject } from './objects/pod.ts';

/** What one pod holds of one GPU. */
export interface SliceView {
  /** `<namespace>/<pod>/<container>`; with several claims or devices the device's name too: unique on its GPU. */
  readonly id: string;
  readonly pod: PodObject;
  /** Container that holds it; absent where nothing tells which. */
  readonly container?: string;
  /** Share of the GPU's memory; absent where only a count is known: a replica, a MIG device. */
  readonly share?: Share;
  readonly requestMiB?: MiB;
  readonly limitMiB?: MiB;
  /** Of the cores, in percent (HAMi, MPS). */
  readonly corePercent?: number;
  readonly enforcement: Enforcement;
  /** How it was asked for, in short, where a share says too little: `mig-1g.10gb`, `1 of 4 replicas`, `8 GiB of gpu-0`. */
  readonly piece?: string;
}

/** One GPU of a node. */
export interface GpuView {
  /** Stable and unique in its node: the UUID, the group, the DRA device, else a number. */
  readonly id: string;
  /** Where known; no API names the UUID of a GPU that a device plugin gave to a pod. */
  readonly uuid?: string;
  readonly index?: number;
  /** KAI's group on it. */
  readonly group?: string;
  /** `shared`: a group, a HAMi card, a DRA device with shares; `whole`: one pod has it; `partitioned`: MIG; `replicas`; `free`. */
  readonly kind: 'free' | 'whole' | 'shared' | 'partitioned' | 'replicas';
  /** GPUs for which the row stands, where nothing tells them apart: MIG devices and replicas of a device plugin. Absent: one. */
  readonly count?: number;
  /** Memory that shares are counted on; absent where no label or device tells it. */
  readonly countedMiB?: MiB;
  readonly freeMiB?: MiB;
  /** Share that a new slice can have; 0 to 1. */
  readonly freeShare: number;
  /** Of `replicas` and `partitioned`: pieces in all and those that are free, by their name. */
  readonly pieces?: readonly { readonly name: string; readonly total: number; readonly free: number }[];
  readonly slices: readonly SliceView[];
  /** Why nothing can be placed on it: cordoned, unhealthy, its reservation pod waits. */
  readonly unusable?: string;
}

/** One node with GPUs, drawn by its one owner. */
export interface NodeView {
  readonly node: NodeObject;
  readonly name: string;
  /** Label `nvidia.com/gpu.product`, or the device's. */
  readonly product?: string;
  readonly pool?: string;
  readonly sharing: NodeSharing;
  readonly isSimulated: boolean;
  readonly gpus: readonly GpuView[];
  /** GPUs that nobody uses. */
  readonly freeGpus: number;
  /** What is free of all its GPUs, in GPUs. */
  readonly freeShare: number;
  /** What a person should know: not ready, cordoned, taints, a missing memory label, MIG being configured, a silent plugin. */
  readonly notes: readonly string[];
  /** For `placeOnCluster`. */
  readonly forPlacement: ClusterNode;
}

export interface QueueView {
  readonly name: string;
  readonly label: string;
  readonly parent?: string;
  readonly isLeaf: boolean;
  /** In GPUs; -1 is without bound. */
  readonly quota: number;
  readonly limit: number;
  readonly allocated: number;
  readonly allocatedNonPreemptible: number;
  readonly requested: number;
  /** Workloads that wait in it. */
  readonly waiting: number;
}

export type WorkloadState = 'waiting' | 'starting' | 'running' | 'degraded' | 'finished' | 'failed' | 'suspended';

/** One pod of a workload and what it has. */
export interface WorkloadPod {
  readonly pod: PodObject;
  /** `leader` or `worker` of a group of several nodes. */
  readonly role?: string;
  /** Group of a multi-node workload that it belongs to (LeaderWorkerSet's group index). */
  readonly group?: string;
  /** Where its slices are: node and GPU ids. */
  readonly places: readonly { readonly node: string; readonly gpu: string; readonly slice: SliceView }[];
}

/** What a person deployed: its topmost owner with all its pods that ask for GPUs. */
export interface WorkloadView {
  /** `<kind>/<namespace>/<name>`, stable. */
  readonly id: string;
  readonly owner: Owner & { readonly namespace: string };
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  readonly state: WorkloadState;
  readonly pods: readonly WorkloadPod[];
  /** What each pod asks; undefined where it asks for fixed pieces or cannot be read. */
  readonly request?: FractionRequest;
  /** What it asks in words of a person, for every dialect: `half of one GPU`, `1 × mig-1g.10gb`. */
  readonly requestText: string;
  readonly queue?: string;
  readonly desired?: number;
  readonly ready: number;
  readonly scaling?: ScalingView;
  /** Since when it waits, runs or has ended; epoch milliseconds. */
  readonly since?: number;
}

/** An autoscaler on a workload (HorizontalPodAutoscaler, KEDA, an operator's own). */
export interface ScalingView {
  readonly min?: number;
  readonly max?: number;
  readonly metrics: readonly { readonly name: string; readonly target?: string; readonly value?: string }[];
  readonly lastScale?: { readonly text: string; readonly at?: number };
}

/** What cannot be read of a cluster and what follows from it, once each. */
export interface GapView {
  readonly what: 'nodes' | 'pods' | 'queues' | 'events' | 'claims' | 'workloads';
  readonly message: string;
}

/** All that is shown of a cluster: computed from `ClusterObjects` alone. */
export interface ClusterView {
  readonly nodes: readonly NodeView[];
  readonly queues: readonly QueueView[];
  readonly workloads: readonly WorkloadView[];
  /** Slices whose node may not be read: drawn from pods alone. */
  readonly strayWorkloads: readonly string[];
  readonly gaps: readonly GapView[];
}
