import { readFile } from 'node:fs/promises';
import { connectApi } from '../../src/target/cluster/api/connectApi.ts';
import type { ClusterApi, ClusterObject, ObjectRef, ResourceType } from '../../src/target/cluster/api/clusterApi.ts';
import { findContexts } from '../../src/target/cluster/kubeconfig/contextAccess.ts';
import { parseKubeconfig } from '../../src/target/cluster/kubeconfig/parseKubeconfig.ts';
import { readPod, type PodObject } from '../../src/target/cluster/objects/pod.ts';
import type { Rig } from './rig/rig.ts';

/** An object as it is sent to the API server. */
export type Json = Readonly<Record<string, unknown>>;

/** What the scheduler made of a pod; `isError`: it gave up, and did not merely find no node. */
export type Verdict =
  | { readonly kind: 'placed'; readonly pod: PodObject; readonly node: string }
  | { readonly kind: 'refused'; readonly message: string; readonly isError: boolean };

const core = (plural: string, kind: string): ResourceType => ({ group: '', version: 'v1', plural, kind, isNamespaced: true });
const podType = core('pods', 'Pod');
const resource = (plural: string, kind: string, isNamespaced = false): ResourceType => {
  return { group: 'resource.k8s.io', version: 'v1', plural, kind, isNamespaced };
};
export const claimType = resource('resourceclaims', 'ResourceClaim', true);
export const sliceType = resource('resourceslices', 'ResourceSlice');
export const classType = resource('deviceclasses', 'DeviceClass');

/** The rig's API as its administrator. */
export async function connectRig({ kubeconfig }: Rig): Promise<ClusterApi> {
  const contexts = findContexts([parseKubeconfig(kubeconfig, await readFile(kubeconfig, 'utf8'))]);
  const found = contexts.find(({ context }) => context.name === 'rig-admin');
  if (found?.cluster === undefined) throw new Error('the rig has no context rig-admin');
  return connectApi(found, { mayRunPrograms: () => false });
}

/** Sends pods to the real scheduler, and waits for what it says. Its pods are those of one namespace. */
export class RealScheduler {
  readonly #api: ClusterApi;
  readonly #namespace: string;
  readonly #pods = new Map<string, PodObject>();
  readonly #waiting = new Map<string, () => void>();

  constructor(api: ClusterApi, namespace: string) {
    this.#api = api;
    this.#namespace = namespace;
  }

  /** Does the work while the pods are watched. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const watching = this.#watch(stop.signal);
    try {
      return await Promise.race([work(), watching]);
    } finally {
      stop.abort();
      await watching.catch(() => {});
    }
  }

  async #watch(signal: AbortSignal): Promise<never> {
    for (;;) {
      const { items, resourceVersion } = await this.#api.list(podType, { namespace: this.#namespace }, signal);
      items.forEach((item) => this.#see(item));
      const options = { namespace: this.#namespace, resourceVersion, timeoutSeconds: 300 };
      for await (const event of this.#api.watch(podType, options, signal)) {
        if (event.kind === 'added' || event.kind === 'modified') this.#see(event.object);
      }
    }
  }

  /** A pod that the scheduler gets to see. One that is refused is gone afterwards; one that is placed keeps what it has. */
  async place(name: string, spec: Json): Promise<Verdict> {
    await this.create(podType, name, {
      spec: { tolerations: [{ operator: 'Exists' }], terminationGracePeriodSeconds: 0, ...spec },
    });
    const verdict = await this.#verdict(name);
    if (verdict.kind === 'refused') await this.remove(podType, name);
    return verdict;
  }

  get(type: ResourceType, name: string): Promise<ClusterObject> {
    return this.#api.get(this.#ref(type, name));
  }

  async create(type: ResourceType, name: string, fields: Json): Promise<ClusterObject> {
    const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
    const object = { apiVersion, kind: type.kind, metadata: { name }, ...fields };
    return this.#api.apply(this.#ref(type, name), object, { fieldManager: 'scheduler-test', isForced: true });
  }

  async remove(type: ResourceType, name: string): Promise<void> {
    await this.#api.delete(this.#ref(type, name));
  }

  #ref(type: ResourceType, name: string): ObjectRef {
    return type.isNamespaced ? { type, namespace: this.#namespace, name } : { type, name };
  }

  async #verdict(name: string): Promise<Verdict> {
    for (;;) {
      const pod = this.#pods.get(name);
      if (pod?.nodeName !== undefined) return { kind: 'placed', pod, node: pod.nodeName };
      const scheduled = pod?.conditions.find(({ type }) => type === 'PodScheduled');
      if (scheduled?.status === 'False') {
        return { kind: 'refused', message: scheduled.message ?? '', isError: scheduled.reason !== 'Unschedulable' };
      }
      await new Promise<void>((resolve) => this.#waiting.set(name, resolve));
    }
  }

  #see(object: ClusterObject): void {
    const pod = readPod(object);
    if (pod === undefined) return;
    this.#pods.set(pod.name, pod);
    this.#waiting.get(pod.name)?.();
  }
}
