import { parseWholeQuantity } from '../../gpu/kubernetesQuantity.ts';
import { findOnlySharing } from '../clusterFacts.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { scalarText } from '../scalarText.ts';
import type { Container, Entry } from '../workload.ts';
import { listContainers, type RuleInput } from './rule.ts';

export const hamiScheduler = 'hami-scheduler';

/** Limits of a container that HAMi reads (v2.10, names of its chart): vGPUs, and of each of them memory and cores. */
export const hamiNames = {
  gpus: wholeGpuResource,
  memory: 'nvidia.com/gpumem',
  percentage: 'nvidia.com/gpumem-percentage',
  cores: 'nvidia.com/gpucores',
  priority: 'nvidia.com/priority',
} as const;

/** Those that nobody else reads. */
export const ownHamiNames: readonly string[] = [hamiNames.memory, hamiNames.percentage, hamiNames.cores, hamiNames.priority];

/** Annotations of a pod with the values that they may have; absent: any. */
export const hamiAnnotations: Readonly<Record<string, readonly string[] | undefined>> = {
  'nvidia.com/use-gputype': undefined,
  'nvidia.com/nouse-gputype': undefined,
  'nvidia.com/use-gpuuuid': undefined,
  'nvidia.com/nouse-gpuuuid': undefined,
  'nvidia.com/numa-bind': undefined,
  'nvidia.com/vgpu-mode': ['hami-core', 'mig', 'mps'],
  'hami.io/node-scheduler-policy': ['binpack', 'spread'],
  'hami.io/gpu-scheduler-policy': ['binpack', 'spread'],
};

/** Whether a workload speaks to HAMi: by a name that is HAMi's own, its scheduler, or a cluster whose GPUs are all HAMi's. */
export function isOfHami(input: RuleInput): boolean {
  const { annotations, schedulerName } = input.item.workload.template;
  const containers = listContainers(input);
  const hasOwnName = containers.some((container) => entriesOfHami(container).some(({ key }) => ownHamiNames.includes(key.value)));
  if (hasOwnName) return true;
  const asks = containers.some((container) => entriesOfHami(container).length > 0);
  const isMeant =
    schedulerName?.value === hamiScheduler ||
    annotations.some(({ key }) => Object.hasOwn(hamiAnnotations, key.value)) ||
    findOnlySharing(input.cluster) === 'hami';
  return asks && isMeant;
}

/** Limits and requests with a name that HAMi reads. */
export function entriesOfHami({ limits, requests }: Container): readonly Entry[] {
  const names: readonly string[] = Object.values(hamiNames);
  return [...limits, ...requests].filter(({ key }) => names.includes(key.value));
}

/** The limit of that name, else the request. */
export function findHamiEntry({ limits, requests }: Container, name: string): Entry | undefined {
  return [...limits, ...requests].find(({ key }) => key.value === name);
}

/** Its amount; undefined where it is none or no whole number. */
export function readHamiAmount(container: Container, name: string): number | undefined {
  const entry = findHamiEntry(container, name);
  return entry === undefined ? undefined : parseWholeQuantity(scalarText(entry.value.value));
}
