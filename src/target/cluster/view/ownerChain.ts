import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { Owner } from '../objects/metadata.ts';
import type { OwnerObject } from '../objects/owner.ts';
import type { PodObject } from '../objects/pod.ts';
import { remembering } from './remembering.ts';

/** One owner of a pod, direct or not. */
export interface ChainLink {
  readonly owner: Owner;
  /** Absent where it may not be read. */
  readonly object?: OwnerObject;
}

/** All owners that are known, by uid and by kind and name. */
interface OwnerIndex {
  readonly byUid: ReadonlyMap<string, OwnerObject>;
  readonly byName: ReadonlyMap<string, OwnerObject>;
  /** Some belong to pods: the workers of a LeaderWorkerSet. */
  readonly hasPodOwners: boolean;
}

/** Finds the owners of pods, also where some of them may not be read. */
export interface OwnerFinder {
  /** From the direct owner to the topmost one; empty for a pod of nobody. */
  chainOf(pod: PodObject): readonly ChainLink[];
  /** While it is the same value, so is the chain of the pod. */
  keyOf(pod: PodObject): unknown;
}

/** Longer chains go in circles. */
const longestChain = 16;
/** Between the minute that a CronJob writes into the name of a Job, and the pod. */
const farthestMs = 2 * 24 * 3600 * 1000;

/** Labels by which operators name the object that made a pod, where what stands between may not be read. */
const namingLabels: readonly { readonly label: string; readonly kind: string; readonly apiVersion: string }[] = [
  { label: 'serving.kserve.io/inferenceservice', kind: 'InferenceService', apiVersion: 'serving.kserve.io/v1beta1' },
  { label: 'leaderworkerset.sigs.k8s.io/name', kind: 'LeaderWorkerSet', apiVersion: 'leaderworkerset.x-k8s.io/v1' },
  { label: 'jobset.sigs.k8s.io/jobset-name', kind: 'JobSet', apiVersion: 'jobset.x-k8s.io/v1alpha2' },
];

export function idOfOwner(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

const indexOwners = remembering((owners: ClusterObjects['owners']): OwnerIndex => {
  const all = known(owners);
  return {
    byUid: new Map(all.filter(({ uid }) => uid !== '').map((owner) => [owner.uid, owner])),
    byName: new Map(all.map((owner) => [idOfOwner(owner.kind, owner.namespace, owner.name), owner])),
    hasPodOwners: all.some(({ owner }) => owner?.kind === 'Pod'),
  };
});

export function createOwnerFinder({ owners, pods }: ClusterObjects): OwnerFinder {
  const index = indexOwners(owners);
  let podsByUid: ReadonlyMap<string, PodObject> | undefined;
  const findPod = (uid: string): PodObject | undefined => {
    podsByUid ??= new Map(known(pods).map((pod) => [pod.uid, pod]));
    return podsByUid.get(uid);
  };
  return {
    keyOf: ({ owner }) => {
      if (owner === undefined) return undefined;
      // what leads through a pod is told by the pods too
      return owner.kind === 'Pod' || (index.hasPodOwners && owner.kind === 'StatefulSet') ? pods : index;
    },
    chainOf: (pod) => {
      const links: ChainLink[] = [];
      let owner = pod.owner;
      // a static pod's owner is its node
      while (owner !== undefined && owner.kind !== 'Node' && links.length < longestChain) {
        const { kind, name, uid } = owner;
        const object = index.byUid.get(uid) ?? index.byName.get(idOfOwner(kind, pod.namespace, name));
        // the workers of a LeaderWorkerSet belong to the pod that leads them
        const parent = kind === 'Pod' ? findPod(uid) : object;
        links.push({ owner, ...(object !== undefined && { object }) });
        owner = parent === undefined ? guessOwner(pod, links) : parent.owner;
      }
      return links;
    },
  };
}

/** Who owns the last link, which may not be read, by names and labels. */
function guessOwner(pod: PodObject, links: readonly ChainLink[]): Owner | undefined {
  const last = links.at(-1)?.owner;
  if (last === undefined) return undefined;
  const guessed = [guessByName(pod, last), ...namingLabels.map((naming) => guessByLabel(pod, naming))];
  return guessed.find(
    (owner) => owner !== undefined && !links.some((link) => link.owner.kind === owner.kind && link.owner.name === owner.name),
  );
}

function guessByName({ labels, createdAt = 0 }: PodObject, { kind, name }: Owner): Owner | undefined {
  const hash = labels['pod-template-hash'] ?? '';
  if (kind === 'ReplicaSet' && hash !== '' && name.endsWith(`-${hash}`)) {
    return { apiVersion: 'apps/v1', kind: 'Deployment', name: name.slice(0, -hash.length - 1), uid: '' };
  }
  const [, cron = '', minute = ''] = /^(.+)-(\d{8,9})$/.exec(name) ?? [];
  const isOfCronJob = kind === 'Job' && cron !== '' && Math.abs(Number(minute) * 60_000 - createdAt) < farthestMs;
  return isOfCronJob ? { apiVersion: 'batch/v1', kind: 'CronJob', name: cron, uid: '' } : undefined;
}

function guessByLabel({ labels }: PodObject, { label, kind, apiVersion }: (typeof namingLabels)[number]): Owner | undefined {
  const name = labels[label] ?? '';
  return name === '' ? undefined : { apiVersion, kind, name, uid: '' };
}
