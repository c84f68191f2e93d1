import type { FoundWorkload } from '../../../manifest/requests.ts';
import type { WorkloadPod } from '../clusterView.ts';
import type { PodGroupObject } from '../objects/kai.ts';
import { present } from '../objects/fields.ts';
import type { PodObject } from '../objects/pod.ts';
import { idOfOwner, type ChainLink, type OwnerFinder } from './ownerChain.ts';

/** What belongs to a pod, beside its owners. */
interface Belongings {
  readonly ask: FoundWorkload | undefined;
  readonly places: WorkloadPod['places'];
  readonly podGroup: PodGroupObject | undefined;
}

/** A pod of a workload with what belongs to it. */
export interface Member {
  /** Of the workload: `<kind>/<namespace>/<name>` of the topmost owner. */
  readonly id: string;
  readonly pod: PodObject;
  readonly chain: readonly ChainLink[];
  readonly places: WorkloadPod['places'];
  readonly ask?: FoundWorkload;
  readonly podGroup?: PodGroupObject;
}

const members = new WeakMap<PodObject, { readonly key: unknown; readonly member: Member }>();

/** The same value again, as long as the pod has the same belongings and owners. */
export function readMember(pod: PodObject, finder: OwnerFinder, belongings: Belongings): Member {
  const key = finder.keyOf(pod);
  const before = members.get(pod);
  const isKept = before !== undefined && hasSame(before.member, belongings);
  if (isKept && before.key === key) return before.member;
  const chain = finder.chainOf(pod);
  const member = isKept && isSameChain(before.member.chain, chain) ? before.member : describe(pod, chain, belongings);
  members.set(pod, { key, member });
  return member;
}

function describe(pod: PodObject, chain: readonly ChainLink[], { ask, places, podGroup }: Belongings): Member {
  const { kind, name } = chain.at(-1)?.owner ?? { kind: 'Pod', name: pod.name };
  return { id: idOfOwner(kind, pod.namespace, name), pod, chain, places, ...present({ ask, podGroup }) };
}

function hasSame(member: Member, { ask, places, podGroup }: Belongings): boolean {
  return member.ask === ask && member.places === places && member.podGroup === podGroup;
}

function isSameChain(left: readonly ChainLink[], right: readonly ChainLink[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ owner, object }, index) => {
      const other = right[index];
      return other?.object === object && other?.owner.kind === owner.kind && other.owner.name === owner.name;
    })
  );
}
