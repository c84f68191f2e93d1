import type { ClusterNode, GpuUse, PlacedPod } from '../../gpu/clusterNode.ts';
import type { PodRequest } from '../../gpu/placeOnCluster.ts';
import { readPodRequest } from '../podRequest.ts';
import { findWorkloads } from '../requests.ts';
import { writeManifest } from './judgeRecorded.ts';
import type { RecordedCluster, RecordedPlacement } from './recordedCluster.ts';

/** A pod that was sent, and the cluster as it was then. */
export interface ReplayedStep {
  /** Counted from 1. */
  readonly step: number;
  readonly placement: RecordedPlacement;
  /** Undefined where it asks for no GPU that we could read. */
  readonly request: PodRequest | undefined;
  readonly cluster: readonly ClusterNode[];
}

/** Every pod of a recorded cluster, on what the scheduler made of the steps before it. */
export function replayCluster({ nodes, steps }: RecordedCluster): readonly ReplayedStep[] {
  let cluster = nodes.map(toNode);
  return steps.flatMap((recorded, index) => {
    if ('delete' in recorded) {
      cluster = cluster.map((node) => ({ ...node, pods: node.pods.filter(({ name }) => name !== recorded.delete) }));
      return [];
    }
    const request = readRecordedRequest(recorded.pod);
    const replayed: ReplayedStep = { step: index + 1, placement: recorded, request, cluster };
    cluster = cluster.map((node) => bind(recorded, request, node));
    return [replayed];
  });
}

/** The pod's request as a manifest would say it. */
function readRecordedRequest({
  name,
  annotations,
  requests,
  limits,
  nodeSelector,
}: RecordedPlacement['pod']): PodRequest | undefined {
  const resources = { requests: requests ?? {}, limits: limits ?? {} };
  const manifest = writeManifest({
    metadata: { name, annotations: annotations ?? {} },
    spec: { schedulerName: 'kai-scheduler', nodeSelector: nodeSelector ?? {}, containers: [{ name: 'main', resources }] },
  });
  const [found] = findWorkloads(manifest);
  return found && readPodRequest(found);
}

/** A recorded node before anything runs there. */
function toNode({ name, product, memoryMiB, gpus, cpu, ramGi }: RecordedCluster['nodes'][number]): ClusterNode {
  const labels = {
    'kubernetes.io/hostname': name,
    ...(typeof product === 'string' && { 'nvidia.com/gpu.product': product }),
    ...(typeof memoryMiB === 'number' && { 'nvidia.com/gpu.memory': String(memoryMiB) }),
  };
  return { name, labels, gpus, cpuMilli: cpu * 1000, memoryBytes: ramGi * 2 ** 30, pods: [] };
}

/** The node as it is once the pod runs there, if it does. */
function bind({ pod, outcome }: RecordedPlacement, request: PodRequest | undefined, node: ClusterNode): ClusterNode {
  if (!outcome.bound || outcome.node !== node.name || request === undefined) return node;
  const { cpuMilli, memoryBytes, gpu } = request;
  const use: GpuUse =
    outcome.groups.length === 0
      ? { kind: 'whole', devices: gpu.devices }
      : { kind: 'shared', request: gpu.request, groups: outcome.groups };
  const placed: PlacedPod = { name: pod.name, cpuMilli, memoryBytes, gpu: use };
  return { ...node, pods: [...node.pods, placed] };
}
