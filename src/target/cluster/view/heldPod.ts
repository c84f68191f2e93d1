import type { BindRequestObject } from '../objects/kai.ts';
import type { PodObject } from '../objects/pod.ts';
import { readPodAsk } from './podAsk.ts';
import { milliOfPod, toNumber } from './podResources.ts';
import { remembering, rememberingInputs } from './remembering.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';

/** A pod that has a node, or is on its way to one, and has not ended. */
export interface HeldPod {
  readonly pod: PodObject;
  /** `<namespace>/<name>`. */
  readonly id: string;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** KAI's groups in which it has a GPU each. */
  readonly groups: readonly string[];
  /** What KAI decided for it, while that is told. */
  readonly bind?: BindRequestObject;
  readonly ask?: FoundWorkload;
}

const groupLabel = 'runai-gpu-group';
const reservationNamespaces: ReadonlySet<string> = new Set(['kai-resource-reservation', 'runai-reservation']);

export function idOfPod({ namespace, name }: Pick<PodObject, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

export function hasEnded({ phase }: PodObject): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** The groups that its labels name: `runai-gpu-group` on one GPU, `runai-gpu-group/<group>` on several. */
export const readGroups: (pod: PodObject) => readonly string[] = remembering(({ labels }) => [
  ...new Set(
    Object.entries(labels)
      .filter(([key, group]) => group !== '' && (key === groupLabel || key.startsWith(`${groupLabel}/`)))
      .map(([, group]) => group),
  ),
]);

/** A pod of KAI's own, which keeps a GPU for a group: never a workload, and its GPU is the group's. */
export const isReservation: (pod: PodObject) => boolean = remembering(
  (pod) =>
    (reservationNamespaces.has(pod.namespace) || pod.labels['app'] === 'kai-resource-reservation') && readGroups(pod).length > 0,
);

const remember = rememberingInputs<PodObject, HeldPod>();

export function readHeldPod(pod: PodObject, bind: BindRequestObject | undefined): HeldPod {
  return remember(pod, [bind], () => {
    const ask = readPodAsk(pod);
    const labelled = readGroups(pod);
    return {
      pod,
      id: idOfPod(pod),
      cpuMilli: toNumber(milliOfPod(pod, 'cpu')),
      memoryBytes: toNumber(milliOfPod(pod, 'memory')) / 1000,
      // the binder writes the labels a moment after the scheduler has chosen
      groups: labelled.length > 0 ? labelled : [...new Set(bind?.groups)],
      ...(bind !== undefined && { bind }),
      ...(ask !== undefined && { ask }),
    };
  });
}
