import { mib } from '../../../gpu/quantity.ts';
import type { ClusterFacts, NodeFacts } from '../../clusterFacts.ts';
import { pod, type RulePage } from './rulePage.ts';

const node: NodeFacts = { name: 'gpu-1', gpus: 8, memoryMiB: mib(81_559), sharing: 'hami', resources: {} };
const cluster = (changes: Partial<NodeFacts>): ClusterFacts => ({ nodes: [{ ...node, ...changes }] });
const limits = (...lines: readonly string[]): readonly string[] => [
  'resources:',
  '  limits:',
  ...lines.map((line) => `    ${line}`),
];
const of = (...lines: readonly string[]): string => pod({ scheduler: false, container: limits(...lines) });
const hami = (...lines: readonly string[]): string => of('nvidia.com/gpu: 1', ...lines);
const memory = 'nvidia.com/gpumem: 8192';

/** What HAMi refuses or ignores of limits that it reads (v2.10). */
export const hamiPages = {
  'hami-scheduler': {
    title: "HAMi's limits under another scheduler",
    severity: 'warning',
    meaning: 'The pod has limits that only HAMi reads, and another schedulerName.',
    why: 'HAMi lets the pods of other schedulers through untouched: no scheduler finds a node for the limits, or nobody divides the GPU.',
    cure: 'Write schedulerName: hami-scheduler, or leave it out: HAMi sets it.',
    example: pod({ container: limits('nvidia.com/gpu: 1', memory) }),
    cured: hami(memory),
  },
  'hami-privileged': {
    title: 'A privileged container asks HAMi for a part of a GPU',
    severity: 'error',
    meaning: 'The container has securityContext.privileged: true.',
    why: 'A privileged container sees every GPU of the node, so nothing could hold it to a part. HAMi refuses the pod.',
    cure: 'Remove privileged, or ask for whole GPUs without HAMi.',
    example: pod({
      scheduler: false,
      container: ['securityContext:', '  privileged: true', ...limits('nvidia.com/gpu: 1', memory)],
    }),
    cured: hami(memory),
  },
  'hami-percentage': {
    title: 'gpumem-percentage above 100',
    severity: 'error',
    when: 'a warning where the pod has another scheduler, so that HAMi does not judge it',
    meaning: 'The percentage of memory is not between 0 and 100.',
    why: 'It is a part of one GPU. HAMi refuses the pod.',
    cure: 'Write a whole number up to 100. For more than one GPU raise nvidia.com/gpu.',
    example: hami('nvidia.com/gpumem-percentage: 150'),
    cured: hami('nvidia.com/gpumem-percentage: 100'),
  },
  'hami-memory-unit': {
    title: 'gpumem has a unit',
    severity: 'error',
    meaning: 'The value of gpumem ends in a unit such as Gi.',
    why: 'HAMi counts MiB. Kubernetes reads 8Gi as 8589934592, which would be that many MiB: no GPU has them, and the pod stays Pending.',
    cure: 'Write the number of MiB: 8 GiB is 8192.',
    example: hami('nvidia.com/gpumem: 8Gi'),
    cured: hami(memory),
  },
  'hami-memory-twice': {
    title: 'gpumem beside gpumem-percentage',
    severity: 'warning',
    meaning: 'The container says its memory in MiB and as a percentage.',
    why: 'HAMi takes one of them only.',
    cure: 'Remove one of the two.',
    example: hami(memory, 'nvidia.com/gpumem-percentage: 50'),
    cured: hami(memory),
  },
  'hami-cores': {
    title: 'gpucores above 100',
    severity: 'warning',
    meaning: 'The percentage of cores is more than 100.',
    why: 'It is a part of one GPU, and HAMi takes more for 100.',
    cure: 'Write a number up to 100.',
    example: hami(memory, 'nvidia.com/gpucores: 200'),
    cured: hami(memory, 'nvidia.com/gpucores: 100'),
  },
  'hami-cores-alone': {
    title: 'gpucores without memory',
    severity: 'hint',
    meaning: 'The container asks for a part of the cores and says nothing of memory.',
    why: 'Without gpumem or gpumem-percentage it gets all memory of the GPU, so no other task fits on it.',
    cure: 'Add nvidia.com/gpumem.',
    example: hami('nvidia.com/gpucores: 30'),
    cured: hami(memory, 'nvidia.com/gpucores: 30'),
  },
  'hami-count': {
    title: 'gpumem without nvidia.com/gpu',
    severity: 'hint',
    meaning: 'The container has limits of HAMi and does not say of how many GPUs.',
    why: 'HAMi takes it for one. Other readers of the manifest see no GPU in it.',
    cure: 'Add nvidia.com/gpu: 1.',
    example: of(memory),
    cured: hami(memory),
  },
  'hami-annotation': {
    title: 'HAMi does not know the value',
    severity: 'warning',
    meaning: 'An annotation of HAMi has a value that it does not know.',
    why: 'HAMi ignores it, with a line in its log.',
    cure: 'Write one of the values that the message names.',
    example: pod({
      scheduler: false,
      annotations: ['hami.io/gpu-scheduler-policy: pack'],
      container: limits('nvidia.com/gpu: 1', memory),
    }),
    cured: pod({
      scheduler: false,
      annotations: ['hami.io/gpu-scheduler-policy: binpack'],
      container: limits('nvidia.com/gpu: 1', memory),
    }),
  },
  'hami-too-large': {
    title: "More memory than any of HAMi's GPUs has",
    severity: 'warning',
    meaning: 'gpumem is above the memory of every GPU that HAMi hands out in this cluster.',
    why: 'It is the memory of one GPU, of each where there are several. The pod stays Pending.',
    cure: 'Ask for less, or spread it over more GPUs.',
    example: hami('nvidia.com/gpumem: 90000'),
    cured: hami('nvidia.com/gpumem: 80000'),
    cluster: cluster({}),
  },
} as const satisfies Readonly<Record<string, RulePage>>;

/** MIG devices and replicas of shared GPUs, which the device plugin of NVIDIA offers. */
export const piecePages = {
  'mig-name': {
    title: 'MIG devices are not named so',
    severity: 'error',
    meaning: 'A resource starts with nvidia.com/mig and is not spelled as the device plugin does it.',
    why: 'No node offers a resource of that name, and the pod stays Pending.',
    cure: 'Write nvidia.com/mig-<slices>g.<memory>gb in lower case; profiles with media engines end with .me.',
    example: of('nvidia.com/mig-1g.10GB: 1'),
    cured: of('nvidia.com/mig-1g.10gb: 1'),
  },
  'mig-profile': {
    title: 'No known product has the MIG profile',
    severity: 'warning',
    meaning: 'The name is spelled right, but none of the products that are known here has such a profile.',
    why: 'Slices and memory go together: an H100 with 80 GB has 1g.10gb and 3g.40gb, not 2g.10gb.',
    cure: 'Write one of the profiles that the message names; `nvidia-smi mig -lgip` lists those of a GPU.',
    example: of('nvidia.com/mig-1g.11gb: 1'),
    cured: of('nvidia.com/mig-1g.10gb: 1'),
  },
  'mig-not-offered': {
    title: 'No node offers the MIG profile',
    severity: 'warning',
    meaning: 'The nodes of the cluster are known, and none has MIG devices of this profile.',
    why: 'The pod stays Pending until the operator of the cluster divides a GPU so.',
    cure: 'Take one of the profiles that the message names.',
    example: of('nvidia.com/mig-1g.10gb: 1'),
    cured: of('nvidia.com/mig-3g.40gb: 1'),
    cluster: cluster({ sharing: 'mig', resources: { 'nvidia.com/mig-3g.40gb': 16 } }),
  },
  'replicas-count': {
    title: 'More than one replica of a shared GPU',
    severity: 'warning',
    meaning: 'A container asks for several replicas under which the device plugin offers a GPU.',
    why: 'They give no larger part of a GPU, and may be of the same one. Where the device plugin is set to failRequestsGreaterThanOne the pod fails with UnexpectedAdmissionError.',
    cure: 'Ask for 1.',
    example: of('nvidia.com/gpu.shared: 2'),
    cured: of('nvidia.com/gpu.shared: 1'),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
