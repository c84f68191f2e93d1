import { createHash } from 'node:crypto';

/** A node that exists as an object only. What a person sees of it looks real; a label and an annotation say that it is simulated. */
export interface SimulatedNode {
  readonly name: string;
  /** Absent on a node without a GPU. */
  readonly gpus?: SimulatedGpus;
  readonly cpu?: string;
  readonly memory?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly object[];
}

export interface SimulatedGpus {
  readonly product: Product;
  readonly count: number;
  readonly sharing: Sharing;
}

/** How a node's operator hands its GPUs out. */
export type Sharing =
  /** Whole ones by the device plugin; KAI shares them where it runs. */
  | { readonly kind: 'whole' }
  | { readonly kind: 'timeSlicing'; readonly replicas: number }
  /** Strategy `mixed`: of each profile so many devices on the whole node. */
  | { readonly kind: 'mig'; readonly devices: Readonly<Partial<Record<MigProfile, number>>> }
  /** Each card taken by so many pods at most. */
  | { readonly kind: 'hami'; readonly split: number }
  /** Dynamic Resource Allocation: every device is shared by bytes. */
  | { readonly kind: 'dra' };

/** What drivers and GPU Feature Discovery tell of a product; memory in MiB, `name` as the driver spells it. */
export const products = {
  'NVIDIA-H100-80GB-HBM3': { name: 'NVIDIA H100 80GB HBM3', memoryMiB: 81_559, family: 'hopper', compute: [9, 0] },
  'NVIDIA-A100-SXM4-80GB': { name: 'NVIDIA A100-SXM4-80GB', memoryMiB: 81_920, family: 'ampere', compute: [8, 0] },
  'NVIDIA-L40S': { name: 'NVIDIA L40S', memoryMiB: 46_068, family: 'ada-lovelace', compute: [8, 9] },
  'NVIDIA-A10': { name: 'NVIDIA A10', memoryMiB: 23_028, family: 'ampere', compute: [8, 6] },
  'Tesla-T4': { name: 'Tesla T4', memoryMiB: 15_360, family: 'turing', compute: [7, 5] },
} as const satisfies Record<string, { name: string; memoryMiB: number; family: string; compute: readonly [number, number] }>;

export type Product = keyof typeof products;

/** Memory of the MIG devices of an A100 with 80 GB, in MiB. */
export const migMemoryMiB = { '1g.10gb': 9_728, '2g.20gb': 19_968, '3g.40gb': 40_192, '7g.80gb': 81_152 } as const;

export type MigProfile = keyof typeof migMemoryMiB;

/** The rig's nodes; a test may add its own by `Rig.addNodes`. */
export const nodes: readonly SimulatedNode[] = [
  { name: 'h100-1', gpus: { product: 'NVIDIA-H100-80GB-HBM3', count: 8, sharing: { kind: 'whole' } } },
  { name: 'h100-2', gpus: { product: 'NVIDIA-H100-80GB-HBM3', count: 8, sharing: { kind: 'whole' } } },
  { name: 'a100-1', gpus: { product: 'NVIDIA-A100-SXM4-80GB', count: 8, sharing: { kind: 'whole' } } },
  { name: 'l40s-1', gpus: { product: 'NVIDIA-L40S', count: 4, sharing: { kind: 'whole' } } },
  { name: 'l40s-2', gpus: { product: 'NVIDIA-L40S', count: 4, sharing: { kind: 'whole' } } },
  { name: 't4-1', gpus: { product: 'Tesla-T4', count: 4, sharing: { kind: 'timeSlicing', replicas: 4 } } },
  {
    name: 'a100-mig-1',
    gpus: {
      product: 'NVIDIA-A100-SXM4-80GB',
      count: 4,
      sharing: { kind: 'mig', devices: { '1g.10gb': 8, '2g.20gb': 4, '3g.40gb': 4 } },
    },
  },
  { name: 'a10-hami-1', gpus: { product: 'NVIDIA-A10', count: 4, sharing: { kind: 'hami', split: 10 } } },
  { name: 'h100-dra-1', gpus: { product: 'NVIDIA-H100-80GB-HBM3', count: 4, sharing: { kind: 'dra' } } },
  { name: 'cpu-1', cpu: '64', memory: '256Gi' },
];

/** The UUID of a GPU of a node, always the same one. */
export function gpuUuid(node: string, index: number): string {
  const digits = createHash('sha256').update(`${node}/${index}`).digest('hex');
  return `GPU-${[digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20, 32)].join('-')}`;
}
