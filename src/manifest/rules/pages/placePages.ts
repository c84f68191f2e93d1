import type { ClusterFacts } from '../../clusterFacts.ts';
import { mib } from '../../../gpu/quantity.ts';
import { pod, type RulePage } from './rulePage.ts';

const half = 'gpu-fraction: "0.5"';
const asks = (...annotations: readonly string[]): string => pod({ annotations });
const nodes = (facts: Partial<NonNullable<ClusterFacts['nodes']>[number]>): ClusterFacts => ({
  nodes: [{ name: 'a', product: 'NVIDIA-A100-SXM4-40GB', gpus: 4, sharing: 'kai', resources: {}, ...facts }],
});
const kai = (minor: number): ClusterFacts => ({ kai: { major: 0, minor, patch: 0 }, runai: null });

/** Rules about how much is asked for, and what a known cluster has for it. */
export const placePages = {
  'memory-unit': {
    title: 'gpu-memory was not meant in MiB',
    severity: 'warning',
    when: 'a hint on Run:ai 2.22, which counts megabytes of 10^6 bytes',
    meaning: 'As MiB the value is more than any GPU has, or less than CUDA itself takes.',
    why: 'gpu-memory counts MiB. KAI takes any whole number: bytes make the pod wait for ever, and GiB let it run out of memory at its start.',
    cure: 'Write MiB: 8 GiB is "8192".',
    example: asks('gpu-memory: "8589934592"'),
    cured: asks('gpu-memory: "8192"'),
  },
  'fraction-decimals': {
    title: 'More decimals than KAI keeps',
    severity: 'hint',
    meaning: 'gpu-fraction has more than two decimals.',
    why: 'KAI places the pod by the whole number, but records the share with two decimals: in the GPU_PORTION of the container, in its ConfigMap and its BindRequest. What reads those sees another share.',
    cure: 'Use two decimals.',
    example: asks('gpu-fraction: "0.333"'),
    cured: asks('gpu-fraction: "0.33"'),
  },
  'gpu-beside-fraction': {
    title: 'Another request for GPUs beside the fraction',
    severity: 'warning',
    meaning:
      'A container asks for a piece of MIG, has limits of HAMi, or requests nvidia.com/gpu without a limit, in a pod that asks for a fraction.',
    why: 'A node is shared in one way: none has both fractions and pieces of MIG, or fractions of KAI and of HAMi. A whole GPU in the requests alone is not what KAI refuses, but the pod would hold two.',
    cure: 'Remove one of the two.',
    example: pod({ annotations: [half], container: ['resources:', '  limits:', '    nvidia.com/mig-1g.10gb: 1'] }),
    cured: asks(half),
  },
  'node-fit': {
    title: 'No node could ever hold it',
    severity: 'warning',
    meaning:
      'The pod asks for more memory than the largest GPU counts, for more devices than a node has, or for nodes that do not exist.',
    why: 'All devices of a pod are on one node, and KAI counts the memory of a GPU rounded down to hundreds of MiB. What fits nowhere stays Pending.',
    cure: 'Ask for less, or for parts of several devices.',
    cluster: nodes({ memoryMiB: mib(40960) }),
    example: asks('gpu-memory: "40960"'),
    cured: asks('gpu-memory: "40900"'),
  },
  'no-memory-label': {
    title: 'gpu-memory where no node tells its memory',
    severity: 'warning',
    meaning: 'The pod asks for memory, and no node has the label nvidia.com/gpu.memory.',
    why: 'KAI turns memory into a share by that label. Without it gpu-fraction still schedules, and gpu-memory never does.',
    cure: 'Use gpu-fraction, or let GPU feature discovery label the nodes.',
    cluster: nodes({}),
    example: asks('gpu-memory: "8192"'),
    cured: asks(half),
  },
  'no-fraction-node': {
    title: 'No node takes fractions',
    severity: 'warning',
    meaning: 'All nodes that come into question hand their GPUs out by MIG, DRA or HAMi.',
    why: 'A node is shared in one way. KAI and Run:ai place no fractions on nodes of the others.',
    cure: 'Ask in the way of those nodes: a resource of MIG, a claim, or the resources of HAMi.',
    cluster: nodes({ sharing: 'mig', resources: { 'nvidia.com/mig-1g.5gb': 28 } }),
    example: asks(half),
    cured: pod({}),
  },
  'not-enforced': {
    title: 'Nothing holds the pods to their share',
    severity: 'hint',
    meaning: 'In the sharing mode of the cluster a fraction is a promise, not a limit.',
    why: 'In NonMemoryEnforced, and before KAI 0.17 without an add-on, containers see the whole GPU and may use more memory than they asked for. A neighbour then fails.',
    cure: 'Bound the engine itself, such as vLLM by --gpu-memory-utilization, or use the mode HamiCore or NvFractions.',
    cluster: { sharing: 'NonMemoryEnforced' },
    example: asks(half),
    cured: asks(half, 'mps: "true"'),
  },
  'autoscaler-blind': {
    title: 'The cluster autoscaler does not see fractions',
    severity: 'hint',
    meaning: 'Nodes are added by the cluster autoscaler, without the node-scale-adjuster of KAI.',
    why: 'The autoscaler reads resources, not annotations: for a fraction that does not fit it adds no node.',
    cure: 'Enable global.clusterAutoscaling of KAI.',
    cluster: { autoscaler: 'plain' },
    example: asks(half),
    cured: pod({}),
  },
  'limit-variable-ignored': {
    title: 'Nobody reads RUNAI_GPU_MEMORY_LIMIT here',
    severity: 'warning',
    meaning: 'The variable stands in a manifest for KAI, or for Run:ai 3.0.',
    why: 'Only Run:ai up to 2.26 reads it. KAI never did, and Run:ai 3.0 wants limits in annotations.',
    cure: 'Write the limit as an annotation that the version reads.',
    cluster: kai(17),
    example: pod({ annotations: [half], container: ['env:', '  - name: RUNAI_GPU_MEMORY_LIMIT', '    value: "0.9"'] }),
    cured: asks(half),
  },
} as const satisfies Readonly<Record<string, RulePage>>;
