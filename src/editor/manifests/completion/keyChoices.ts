import * as l10n from '@vscode/l10n';
import { requestKeys, type RequestKey } from '../../../manifest/requestKeys.ts';
import { bareKey, quotedKey, type Choice } from './choice.ts';
import type { Slot } from './slot.ts';
import type { TextPlace } from './textPlace.ts';

/** The keys of a slot that are not there yet and go with what is there. */
export function keyChoices(slot: Slot, place: TextPlace): readonly Choice[] {
  return choicesOf(slot, place).filter(({ label }) => !place.otherKeys.includes(label));
}

function choicesOf(slot: Slot, place: TextPlace): readonly Choice[] {
  switch (slot) {
    case 'annotation':
      return [...annotations(place), ...nvFractions(place), ...hami()];
    case 'label':
      return labels();
    case 'resource':
      return resources();
    case 'variable':
    case 'schedulerName':
      return [];
  }
}

/** Of share and memory, which exclude each other, only what goes with what is there. */
function annotations({ otherKeys, containers }: TextPlace): readonly Choice[] {
  const excludedBy: Readonly<Partial<Record<RequestKey, RequestKey>>> = {
    'gpu-fraction': 'gpu-memory',
    'gpu-fraction.limit': 'gpu-memory',
    'gpu-memory': 'gpu-fraction',
    'gpu-memory.limit': 'gpu-fraction',
  };
  return requestKeys
    .filter((key) => !otherKeys.includes(excludedBy[key] ?? ''))
    .map((key) => quotedKey(key, ...annotationText(key, containers[0] ?? 'server')));
}

/** An example, and what the key says. */
function annotationText(key: RequestKey, container: string): readonly [string, string] {
  switch (key) {
    case 'gpu-fraction':
      return ['0.5', l10n.t('The share of one GPU that the pod asks for: above 0 and below 1. KAI, Run:ai.')];
    case 'gpu-memory':
      return [
        '8192',
        l10n.t('The memory of one GPU that the pod asks for, in MiB, as a whole number without unit. KAI, Run:ai.'),
      ];
    case 'gpu-fraction-num-devices':
      return ['2', l10n.t('How many GPUs of one node give that share or memory each. KAI, Run:ai.')];
    case 'gpu-fraction-container-name':
      return [container, l10n.t('The container that gets the GPU; without it the first one. KAI 0.10, Run:ai 2.24 and later.')];
    case 'gpu-fraction.limit':
      return ['0.9', l10n.t('The share up to which the process may grow: above gpu-fraction and below 1. KAI after 0.18.')];
    case 'gpu-memory.limit':
      return ['16Gi', l10n.t('The memory up to which the process may grow, with a unit: not below gpu-memory. KAI after 0.18.')];
  }
}

function nvFractions({ containers, otherKeys }: TextPlace): readonly Choice[] {
  const isOther = otherKeys.some((key) => requestKeys.some((own) => own === key));
  return isOther
    ? []
    : containers.flatMap((container) => {
        const key = (suffix: string): string => `nvidia.com/container.${container}.${suffix}`;
        return [
          quotedKey(
            key('gpu-memory.request'),
            '8Gi',
            l10n.t('The GPU memory that this container asks for, with a unit. KAI 0.18 with NvFractions, Run:ai 3.0 and later.'),
          ),
          quotedKey(
            key('gpu-memory.limit'),
            '16Gi',
            l10n.t('The memory up to which it may grow: a hard cap, not below the request.'),
          ),
          quotedKey(
            key('gpu-compute.mode'),
            'time-slicing',
            l10n.t('How the cores are shared with others on the GPU: time-slicing, or sm-sharing (MPS).'),
          ),
        ];
      });
}

function hami(): readonly Choice[] {
  return [
    quotedKey('nvidia.com/use-gputype', 'H100', l10n.t('HAMi: only GPUs of these types, separated by commas.')),
    quotedKey('nvidia.com/nouse-gputype', 'T4', l10n.t('HAMi: no GPUs of these types, separated by commas.')),
    quotedKey('nvidia.com/vgpu-mode', 'hami-core', l10n.t('HAMi: what holds the container to its part: hami-core, mig or mps.')),
  ];
}

function labels(): readonly Choice[] {
  return [
    bareKey('kai.scheduler/queue', 'team-a', l10n.t('The queue of KAI that the pod counts in. Without it: default-queue.')),
    bareKey('runai/queue', 'team-a', l10n.t('The queue (project) of Run:ai up to 2.26.')),
    bareKey(
      'kai.scheduler/preemptibility',
      'preemptible',
      l10n.t('Whether others may take the GPU back: preemptible or non-preemptible.'),
    ),
    bareKey('kai.scheduler/node-pool', 'h100', l10n.t('The node pool of KAI.')),
    bareKey('priorityClassName', 'inference', l10n.t('The priority class, as KAI reads it from a label.')),
  ];
}

function resources(): readonly Choice[] {
  const mig = (profile: string): Choice =>
    bareKey(`nvidia.com/mig-${profile}`, '1', l10n.t('A MIG device of this profile, on nodes with the strategy mixed.'));
  return [
    bareKey('nvidia.com/gpu', '1', l10n.t('Whole GPUs. With HAMi, virtual GPUs; on time-sliced nodes, replicas.')),
    bareKey('nvidia.com/gpumem', '8192', l10n.t('HAMi: memory of each GPU in MiB.')),
    bareKey('nvidia.com/gpumem-percentage', '50', l10n.t('HAMi: memory of each GPU in percent.')),
    bareKey('nvidia.com/gpucores', '50', l10n.t('HAMi: the cores of each GPU in percent.')),
    bareKey('nvidia.com/gpu.shared', '1', l10n.t('A replica of a time-sliced GPU, where the device plugin renames them.')),
    ...['1g.10gb', '2g.20gb', '3g.40gb', '7g.80gb'].map(mig),
  ];
}
