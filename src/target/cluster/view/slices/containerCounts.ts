import type { PodContainer, PodObject } from '../../objects/pod.ts';
import { countOf, countOfPod } from '../podResources.ts';

/** How many pieces of an extended resource each container of a pod has; init containers only where no other has any, for they give theirs on. */
export function listContainerCounts(
  pod: PodObject,
  resource: string,
): readonly { readonly container: string; readonly count: number }[] {
  const counted = pod.containers
    .map((container) => ({ container, count: countOfContainer(container, resource) }))
    .filter(({ count }) => count > 0);
  const lasting = counted.filter(({ container }) => !container.isInit || container.isRestartable);
  return (lasting.length > 0 ? lasting : counted).map(({ container, count }) => ({ container: container.name, count }));
}

function countOfContainer({ requests, limits }: PodContainer, resource: string): number {
  return requests[resource] === undefined ? countOf(limits, resource) : countOf(requests, resource);
}

/** What is free of an extended resource of a node; never below 0. */
export function countFree(total: number, pods: readonly PodObject[], resource: string): number {
  return Math.max(0, total - pods.reduce((sum, pod) => sum + countOfPod(pod, resource), 0));
}
