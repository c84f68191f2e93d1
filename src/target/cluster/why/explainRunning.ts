import * as l10n from '@vscode/l10n';
import { describeRequest } from '../../../gpu/describePlacement.ts';
import { known, type ClusterObjects } from '../clusterObjects.ts';
import type { ClusterView, WorkloadView } from '../clusterView.ts';
import { isReservation, readGroups } from '../view/heldPod.ts';
import type { PodObject } from '../objects/pod.ts';

/** One GPU that a pod has. */
export interface HeldGpu {
  /** KAI's group, where it is shared. */
  readonly group?: string;
  readonly uuid?: string;
  readonly index?: number;
}

/** Where a pod runs and what it has. */
export interface RunningPod {
  readonly pod: string;
  readonly node: string;
  readonly gpus: readonly HeldGpu[];
  readonly container?: string;
  /** `runs on trace-b, GPU group 541371d5 (index 0): half of one GPU, container "main"` */
  readonly text: string;
}

/** Where the pods of a workload run, on which GPU and in which container; none of those that have no node yet. */
export function explainRunning(workload: WorkloadView, objects: ClusterObjects, view: ClusterView): readonly RunningPod[] {
  return workload.pods.flatMap(({ pod }) => {
    const { nodeName: node } = pod;
    if (node === undefined || pod.phase === 'Succeeded' || pod.phase === 'Failed') return [];
    const gpus = findGpus(workload, pod, objects, view);
    const container = findContainer(workload, pod);
    const where = gpus.length === 0 ? node : `${node}, ${gpus.map(describeGpu).join(', ')}`;
    const what = workload.request === undefined ? workload.requestText : describeRequest(workload.request);
    const parts = [what, ...(container === undefined ? [] : [l10n.t('container "{0}"', container)])].filter(
      (part) => part !== '',
    );
    const text = l10n.t('runs on {0}: {1}', where, parts.join(', '));
    return [{ pod: pod.name, node, gpus, text, ...(container !== undefined && { container }) }];
  });
}

/** As the view has placed it; before that by the groups that its labels name. */
function findGpus({ pods }: WorkloadView, pod: PodObject, objects: ClusterObjects, { nodes }: ClusterView): readonly HeldGpu[] {
  const places = pods.find((one) => one.pod === pod)?.places ?? [];
  const placed = places.flatMap(({ node, gpu: id }) => {
    const gpu = nodes.find(({ name }) => name === node)?.gpus.find((one) => one.id === id);
    return gpu === undefined ? [] : [gpu];
  });
  if (placed.length > 0) {
    return placed.map(({ group, uuid, index }) => ({
      ...(group !== undefined && { group }),
      ...(uuid !== undefined && { uuid }),
      ...(index !== undefined && { index }),
    }));
  }
  return readGroups(pod).map((group) => ({ group, ...readReservation(group, objects) }));
}

/** KAI's reservation pod of the group says which GPU it got: a UUID, or an index up to very old releases. */
function readReservation(group: string, objects: ClusterObjects): Pick<HeldGpu, 'uuid' | 'index'> {
  const reservation = known(objects.pods).find((pod) => isReservation(pod) && readGroups(pod).includes(group));
  const said = reservation?.annotations['run.ai/reserve_for_gpu_index'];
  if (said === undefined || said === '') return {};
  return /^\d+$/.test(said) ? { index: Number(said) } : { uuid: said };
}

function describeGpu({ group, uuid, index }: HeldGpu): string {
  const name = index !== undefined ? l10n.t('index {0}', index) : uuid;
  if (group === undefined) return name === undefined ? l10n.t('a GPU that no API names') : l10n.t('GPU {0}', name);
  return name === undefined ? l10n.t('GPU group {0}', group) : l10n.t('GPU group {0} ({1})', group, name);
}

function findContainer({ pods, request }: WorkloadView, pod: PodObject): string | undefined {
  const held = pods.find((one) => one.pod === pod)?.places.find(({ slice }) => slice.container !== undefined)?.slice.container;
  return held ?? request?.container;
}
