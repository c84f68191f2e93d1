import { readApiQuantity } from '../../../../src/gpu/apiQuantity.ts';
import type { PodRequest } from '../../../../src/gpu/placeOnCluster.ts';
import { share } from '../../../../src/gpu/quantity.ts';
import { readPodRequest } from '../../../../src/manifest/podRequest.ts';
import { findWorkloads } from '../../../../src/manifest/requests.ts';
import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';

const known = new WeakMap<object, PodRequest>();

/** What a pod asks of a node, read as its manifest would be; 0 devices where it asks for no GPU. */
export function demandOf(pod: PodObject): PodRequest {
  const found = known.get(pod.source) ?? readDemand(pod);
  known.set(pod.source, found);
  return found;
}

function readDemand(pod: PodObject): PodRequest {
  const { status: _, ...manifest } = pod.source;
  const [workload] = findWorkloads(JSON.stringify(manifest));
  return (workload && readPodRequest(workload)) ?? withoutGpu(pod);
}

function withoutGpu({ containers, nodeSelector }: PodObject): PodRequest {
  const sum = (resource: string): number =>
    containers
      .filter(({ isInit }) => !isInit)
      .reduce((milli, { requests }) => milli + Number(readApiQuantity(requests[resource] ?? '0')?.milli ?? 0n), 0);
  return {
    gpu: { devices: 0, request: { kind: 'share', share: share(1) }, container: containers[0]?.name ?? '' },
    cpuMilli: sum('cpu'),
    memoryBytes: sum('memory') / 1000,
    nodeSelector,
  };
}
