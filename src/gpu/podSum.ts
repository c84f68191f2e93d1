/** What one container needs of a resource, in thousandths. `sidecar`: an init container that runs on beside the others. */
export interface ContainerNeed {
  readonly role: 'app' | 'init' | 'sidecar';
  readonly milli: bigint;
}

/**
 * What a pod needs of a resource (k8s.io/component-helpers resource PodRequests): the sum of its containers and of the init containers
 * that run on, or what an init container needs beside those that started before it, whichever is more. Init containers in their order.
 */
export function sumPod(needs: readonly ContainerNeed[]): bigint {
  let [running, sidecars, most] = [0n, 0n, 0n];
  for (const { role, milli } of needs) {
    if (role === 'app') {
      running += milli;
      continue;
    }
    const needed = milli + sidecars;
    if (role === 'sidecar') sidecars = needed;
    if (needed > most) most = needed;
  }
  return running + sidecars > most ? running + sidecars : most;
}
