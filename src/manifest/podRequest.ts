import { readApiQuantity } from '../gpu/apiQuantity.ts';
import type { PodRequest } from '../gpu/placeOnCluster.ts';
import { sumPod } from '../gpu/podSum.ts';
import { scalarText } from './scalarText.ts';
import type { FoundWorkload } from './requests.ts';
import type { Container, Workload } from './workload.ts';

/** What one pod of a workload asks of a node; undefined where it asks for no part of a GPU that can be read. */
export function readPodRequest({ workload, result }: FoundWorkload): PodRequest | undefined {
  if (result.kind !== 'request') return undefined;
  const asks = [result, ...result.others];
  const devices = asks.reduce((sum, ask) => sum + (ask.kind === 'request' ? ask.request.devices : 0), 0);
  const { template } = workload;
  return {
    gpu: { ...result.request, devices },
    ...readPodSums(template),
    nodeSelector: Object.fromEntries(template.nodeSelector.map(({ key, value }) => [key.value, scalarText(value.value)])),
  };
}

/** What the containers of a pod ask for together. */
export function readPodSums(template: Workload['template']): Pick<PodRequest, 'cpuMilli' | 'memoryBytes'> {
  return {
    cpuMilli: Number(sumMilli(template, 'cpu')),
    memoryBytes: Number(sumMilli(template, 'memory')) / 1000,
  };
}

function sumMilli({ containers, initContainers }: Workload['template'], resource: string): bigint {
  return sumPod([
    ...initContainers.map(
      (container) =>
        ({ role: container.isRestartable === true ? 'sidecar' : 'init', milli: milliOf(container, resource) }) as const,
    ),
    ...containers.map((container) => ({ role: 'app', milli: milliOf(container, resource) }) as const),
  ]);
}

/** A limit without a request is the request too. */
function milliOf({ requests, limits }: Container, resource: string): bigint {
  const entry = [...requests, ...limits].find(({ key }) => key.value === resource);
  return (entry && readApiQuantity(scalarText(entry.value.value))?.milli) ?? 0n;
}
