import { readFile } from 'node:fs/promises';
import { connectApi } from '../../../src/target/cluster/api/connectApi.ts';
import type { ClusterApi, ClusterObject, ObjectRef, ResourceType } from '../../../src/target/cluster/api/clusterApi.ts';
import { findContexts } from '../../../src/target/cluster/kubeconfig/contextAccess.ts';
import { parseKubeconfig } from '../../../src/target/cluster/kubeconfig/parseKubeconfig.ts';
import { readResourceClaim, type ResourceClaimObject } from '../../../src/target/cluster/objects/dra.ts';
import { readPod, type PodObject } from '../../../src/target/cluster/objects/pod.ts';
import type { Rig } from '../rig/rig.ts';
import type { Json } from './makeHardware.ts';

/** What the scheduler made of a pod; `isError`: it gave up, and did not merely find no node. */
export type Outcome =
  | { readonly kind: 'placed'; readonly node: string; readonly claims: readonly ResourceClaimObject[] }
  | { readonly kind: 'refused'; readonly message: string; readonly isError: boolean };

const core = (plural: string, kind: string): ResourceType => ({ group: '', version: 'v1', plural, kind, isNamespaced: true });
const podType = core('pods', 'Pod');
const resource = (plural: string, kind: string, isNamespaced = false): ResourceType => {
  return { group: 'resource.k8s.io', version: 'v1', plural, kind, isNamespaced };
};
const claimType = resource('resourceclaims', 'ResourceClaim', true);
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

  /** Reads the pods until the signal comes. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { items, resourceVersion } = await this.#api.list(podType, { namespace: this.#namespace }, signal);
      items.forEach((item) => this.#see(item));
      const options = { namespace: this.#namespace, resourceVersion, timeoutSeconds: 300 };
      for await (const event of this.#api.watch(podType, options, signal)) {
        if (event.kind === 'added' || event.kind === 'modified') this.#see(event.object);
      }
    }
  }

  /** A pod with claims of these specs. One that is refused is gone afterwards; one that is placed keeps its devices. */
  async place(name: string, specs: readonly Json[], nodeSelector: Readonly<Record<string, string>>): Promise<Outcome> {
    const names = specs.map((_, index) => `${name}-c${index}`);
    await Promise.all(specs.map((spec, index) => this.create(claimType, names[index] ?? '', { spec })));
    const claims = names.map((claim, index) => ({ name: `c${index}`, resourceClaimName: claim }));
    const container = { name: 'main', image: 'none', resources: { claims: claims.map((claim) => ({ name: claim.name })) } };
    await this.create(podType, name, {
      spec: {
        nodeSelector,
        tolerations: [{ operator: 'Exists' }],
        terminationGracePeriodSeconds: 0,
        resourceClaims: claims,
        containers: [container],
      },
    });
    const outcome = await this.#outcome(name, names);
    if (outcome.kind === 'refused') await this.remove(podType, name);
    return outcome;
  }

  async create(type: ResourceType, name: string, fields: Json): Promise<ClusterObject> {
    const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
    const object = { apiVersion, kind: type.kind, metadata: { name }, ...fields };
    return this.#api.apply(this.#ref(type, name), object, { fieldManager: 'dra-test', isForced: true });
  }

  async remove(type: ResourceType, name: string): Promise<void> {
    await this.#api.delete(this.#ref(type, name));
  }

  #ref(type: ResourceType, name: string): ObjectRef {
    return type.isNamespaced ? { type, namespace: this.#namespace, name } : { type, name };
  }

  async #outcome(name: string, claims: readonly string[]): Promise<Outcome> {
    for (;;) {
      const pod = this.#pods.get(name);
      if (pod?.nodeName !== undefined) {
        const found = await Promise.all(claims.map((claim) => this.#api.get(this.#ref(claimType, claim))));
        return {
          kind: 'placed',
          node: pod.nodeName,
          claims: found.map(readResourceClaim).filter((claim) => claim !== undefined),
        };
      }
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
