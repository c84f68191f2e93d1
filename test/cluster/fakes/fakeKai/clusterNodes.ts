import { readApiQuantity } from '../../../../src/gpu/apiQuantity.ts';
import type { ClusterNode, GpuUse, PlacedPod } from '../../../../src/gpu/clusterNode.ts';
import { isWholeGpu } from '../../../../src/gpu/request.ts';
import type { NodeObject } from '../../../../src/target/cluster/objects/node.ts';
import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import { bindOf, idOf, isUnfinished, reservationNamespace, sharedGroupsOf, type KaiState } from './kaiState.ts';
import { demandOf } from './podDemand.ts';

/** The nodes that KAI may use, with the pods that are bound to them or are about to be. */
export function clusterNodes(state: KaiState): readonly ClusterNode[] {
  const taken = Map.groupBy(
    state.pods.filter((pod) => pod.namespace !== reservationNamespace && isUnfinished(pod)),
    (pod) => pod.nodeName ?? bindOf(pod, state)?.node ?? '',
  );
  return state.nodes
    .filter(isForKai)
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map((node) =>
      toClusterNode(
        node,
        (taken.get(node.name) ?? []).map((pod) => toPlacedPod(pod, state)),
      ),
    );
}

/** Not those whose `nvidia.com/gpu` counts something else than GPUs. */
function isForKai({ annotations, labels, isCordoned }: NodeObject): boolean {
  const sharing = labels['nvidia.com/gpu.sharing-strategy'] ?? 'none';
  return !isCordoned && annotations['hami.io/node-nvidia-register'] === undefined && sharing === 'none';
}

function toClusterNode({ name, labels, allocatable }: NodeObject, pods: readonly PlacedPod[]): ClusterNode {
  const quantity = (resource: string): number => Number(readApiQuantity(allocatable[resource] ?? '0')?.milli ?? 0n) / 1000;
  return {
    name,
    labels,
    gpus: quantity('nvidia.com/gpu'),
    cpuMilli: quantity('cpu') * 1000,
    memoryBytes: quantity('memory'),
    ...(allocatable['pods'] !== undefined && { podSlots: quantity('pods') }),
    pods,
  };
}

function toPlacedPod(pod: PodObject, state: KaiState): PlacedPod {
  return placedPod(pod, sharedGroupsOf(pod, state));
}

export function placedPod(pod: PodObject, groups: readonly string[]): PlacedPod {
  const { gpu, cpuMilli, memoryBytes } = demandOf(pod);
  return { name: idOf(pod), cpuMilli, memoryBytes, gpu: useOf(gpu, groups) };
}

function useOf(gpu: ReturnType<typeof demandOf>['gpu'], groups: readonly string[]): GpuUse {
  if (gpu.devices === 0) return { kind: 'none' };
  if (isWholeGpu(gpu)) return { kind: 'whole', devices: gpu.devices };
  return groups.length === 0 ? { kind: 'none' } : { kind: 'shared', request: gpu.request, groups };
}

/** Whether the taints of a node let a pod in. */
export function tolerates({ source }: PodObject, { taints }: NodeObject): boolean {
  const spec = source['spec'] as { readonly tolerations?: readonly Toleration[] };
  return taints
    .filter(({ effect }) => effect !== 'PreferNoSchedule')
    .every((taint) =>
      (spec.tolerations ?? []).some(
        ({ key, operator, value, effect }) =>
          (key === undefined || key === taint.key) &&
          (effect === undefined || effect === taint.effect) &&
          (operator === 'Exists' || (value ?? '') === (taint.value ?? '')),
      ),
    );
}

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}
