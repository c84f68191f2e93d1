import { readApiQuantity } from '../../../gpu/apiQuantity.ts';
import { sumPod } from '../../../gpu/podSum.ts';
import type { PodContainer, PodObject } from '../objects/pod.ts';

/** What a pod takes of a resource of its node, in thousandths; 0 where it asks for none or what it asks cannot be read. */
export function milliOfPod({ containers }: PodObject, resource: string): bigint {
  return sumPod(
    containers.map((container) => ({
      role: container.isRestartable ? 'sidecar' : container.isInit ? 'init' : 'app',
      milli: milliOf(container, resource),
    })),
  );
}

/** Whole pieces of an extended resource that a pod takes. */
export function countOfPod(pod: PodObject, resource: string): number {
  return Math.floor(toNumber(milliOfPod(pod, resource)) / 1000);
}

/** A limit without a request is the request too. */
function milliOf({ requests, limits }: PodContainer, resource: string): bigint {
  const written = requests[resource] ?? limits[resource];
  return written === undefined ? 0n : (readApiQuantity(written)?.milli ?? 0n);
}

/** Names of the resources of NVIDIA's device plugins that any container of the pod names. */
export function listDeviceResources({ containers }: PodObject): readonly string[] {
  const names = containers.flatMap(({ requests, limits }) => [...Object.keys(requests), ...Object.keys(limits)]);
  return [...new Set(names)].filter((name) => name.startsWith('nvidia.com/'));
}

/** A quantity of a node, in its unit; 0 where there is none. */
export function quantityOf(quantities: Readonly<Record<string, string>>, resource: string): number {
  const written = quantities[resource];
  const milli = written === undefined ? undefined : readApiQuantity(written)?.milli;
  return milli === undefined ? 0 : toNumber(milli) / 1000;
}

/** Nothing that a machine has is larger, or less than nothing. */
export function toNumber(milli: bigint): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Number(milli)));
}

/** Whole pieces of an extended resource that a node has. */
export function countOf(quantities: Readonly<Record<string, string>>, resource: string): number {
  return Math.floor(quantityOf(quantities, resource));
}
