import { describeNodeReason } from '../../../gpu/describeNodeReason.ts';
import { placeOnCluster, type GpuOption, type NodePlace, type PodRequest } from '../../../gpu/placeOnCluster.ts';
import type { GpuView, NodeView } from '../clusterView.ts';
import { present } from '../objects/fields.ts';
import type { FitPlace, NodeFit } from './fitResult.ts';

/** Where KAI, or for whole GPUs the device plugin, would place a pod, by the very function that is held to KAI's recordings. */
export function fitOnGpus(pod: PodRequest, nodes: readonly NodeView[]): NodeFit {
  const views = new Map(nodes.map((view) => [view.forPlacement, view]));
  const { places, refusals } = placeOnCluster(pod, [...views.keys()]);
  return {
    places: places.flatMap((place) => {
      const view = views.get(place.node);
      return view === undefined ? [] : [toFitPlace(place, view)];
    }),
    refusals: refusals.map(({ node, reasons }) => ({ node: node.name, reasons: reasons.map(describeNodeReason) })),
  };
}

function toFitPlace({ node, gpus, otherGpus, share, requestMiB }: NodePlace, view: NodeView): FitPlace {
  return {
    node: node.name,
    ...present({ product: view.product }),
    gpus: findGpus(gpus, view.gpus),
    share,
    requestMiB,
    fittingGpus: gpus.length + otherGpus.length,
  };
}

/** The rows of the GPUs: groups by their name, and of the free ones, which are all the same, the first. */
function findGpus(options: readonly GpuOption[], gpus: readonly GpuView[]): readonly GpuView[] {
  const free = gpus.filter(({ kind }) => kind === 'free').values();
  return options.flatMap((option) => {
    const found = option.kind === 'group' ? gpus.find(({ id }) => id === option.group.id) : free.next().value;
    return found ?? [];
  });
}
