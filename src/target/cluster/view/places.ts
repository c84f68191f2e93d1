import type { NodeView, SliceView, WorkloadPod } from '../clusterView.ts';
import type { PodObject } from '../objects/pod.ts';
import { remembering } from './remembering.ts';

type Places = WorkloadPod['places'];

/** Finds where the slices of a pod are; undefined where it has none. */
export type PlaceFinder = (pod: PodObject) => Places | undefined;

/** `nodeOf` names the nodes of pods that do not name one yet. Of a pod that has what it had, the same value again, though its node changed. */
export function createPlaceFinder(nodes: readonly NodeView[], nodeOf: ReadonlyMap<PodObject, string>): PlaceFinder {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return (pod) => {
    const node = byName.get(pod.nodeName ?? nodeOf.get(pod) ?? '');
    return node && placesOf(node).get(pod);
  };
}

const placesOf = remembering(({ name, gpus }: NodeView): ReadonlyMap<PodObject, Places> => {
  const all = gpus.flatMap((gpu) => gpu.slices.map((slice) => ({ node: name, gpu: gpu.id, slice })));
  return new Map([...Map.groupBy(all, ({ slice }) => slice.pod)].map(([pod, places]) => [pod, keep(pod, places)]));
});

const last = new WeakMap<PodObject, Places>();

function keep(pod: PodObject, places: Places): Places {
  const before = last.get(pod);
  const isSame =
    before?.length === places.length &&
    places.every(({ node, gpu, slice }, index) => {
      const other = before[index];
      return other?.node === node && other.gpu === gpu && isSameSlice(other.slice, slice);
    });
  if (before !== undefined && isSame) return before;
  last.set(pod, places);
  return places;
}

function isSameSlice(left: SliceView, right: SliceView): boolean {
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]) as Set<keyof SliceView>;
  return [...keys].every((key) => left[key] === right[key]);
}
