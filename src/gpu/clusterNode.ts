import { countedMiBOfLabel, memoryOfAmount, parseMemoryLabel, shareOfAmount } from './fraction.ts';
import { mib, type MiB, type Share } from './quantity.ts';
import type { Amount } from './request.ts';

/** What a pod on a node holds of its GPUs. */
export type GpuUse =
  | { readonly kind: 'none' }
  | { readonly kind: 'whole'; readonly devices: number }
  /** The amount on each GPU of the named groups. */
  | { readonly kind: 'shared'; readonly request: Amount; readonly groups: readonly string[] };

/** A pod that is bound to a node, with the sums of its requests. */
export interface PlacedPod {
  readonly name: string;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly gpu: GpuUse;
}

/** A node of a cluster and what runs there. Who holds which GPU is said by its pods alone. */
export interface ClusterNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Allocatable `nvidia.com/gpu`. */
  readonly gpus: number;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** Pods that it takes at most; absent: not known, and not asked. */
  readonly podSlots?: number;
  /** Without KAI's reservation pods: every group is counted as one. */
  readonly pods: readonly PlacedPod[];
}

/** A GPU that pods share, by the name that KAI gives it (`runai-gpu-group`), with the slices on it. */
export interface GpuGroup {
  readonly id: string;
  readonly usedMiB: MiB;
  readonly freeMiB: MiB;
  readonly slices: readonly { readonly pod: string; readonly share: Share; readonly requestMiB: MiB }[];
}

/** Memory of one GPU where no label tells it: shares can still be counted (KAI v0.17 node_info.go DefaultGpuMemory). */
const placeholderMiB = mib(100);

/** Memory of each GPU of a node as KAI counts it, by the label `nvidia.com/gpu.memory`. */
export function countedMiBOfNode({ labels }: ClusterNode): { readonly countedMiB: MiB; readonly isKnown: boolean } {
  const label = parseMemoryLabel(labels['nvidia.com/gpu.memory']);
  return label === undefined
    ? { countedMiB: placeholderMiB, isKnown: false }
    : { countedMiB: countedMiBOfLabel(label), isKnown: true };
}

/** The shared GPUs of a node, in the order in which its pods name them. */
export function findGroups(node: ClusterNode): readonly GpuGroup[] {
  const { countedMiB } = countedMiBOfNode(node);
  const slices = node.pods.flatMap(({ name, gpu }) =>
    gpu.kind !== 'shared'
      ? []
      : gpu.groups.map((group) => ({
          group,
          pod: name,
          share: shareOfAmount(gpu.request, countedMiB),
          requestMiB: memoryOfAmount(gpu.request, countedMiB),
        })),
  );
  return [...Map.groupBy(slices, ({ group }) => group)].map(([id, held]) => {
    const used = held.reduce((sum, { requestMiB }) => sum + requestMiB, 0);
    return {
      id,
      usedMiB: mib(used),
      freeMiB: mib(Math.max(0, countedMiB - used)),
      slices: held.map(({ pod, share, requestMiB }) => ({ pod, share, requestMiB })),
    };
  });
}

/** GPUs that are handed out, as whole or as shared ones. */
export function countUsedGpus(node: ClusterNode): number {
  const whole = node.pods.reduce((sum, { gpu }) => sum + (gpu.kind === 'whole' ? gpu.devices : 0), 0);
  return whole + findGroups(node).length;
}
