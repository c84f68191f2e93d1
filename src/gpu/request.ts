import type { MiB, Share } from './quantity.ts';

/** How much of each device: a share of its memory, or memory. */
export type Amount = { readonly kind: 'share'; readonly share: Share } | { readonly kind: 'memory'; readonly memoryMiB: MiB };

/** What a workload asks for: N devices x amount, in one container. A whole GPU is share 1. */
export interface FractionRequest {
  readonly devices: number;
  readonly request: Amount;
  /** Absent: the limit is the request. */
  readonly limit?: Amount;
  readonly container: string;
  /** How its processes share the GPU's cores with others; absent: as the cluster does it. */
  readonly compute?: Compute;
}

/** Whether it asks for GPUs that it shares with nobody. */
export function isWholeGpu({ request }: Pick<FractionRequest, 'request'>): boolean {
  return request.kind === 'share' && request.share >= 1;
}

/** A mode of NvFractions, or HAMi's share of the cores in percent. */
export type Compute =
  | { readonly kind: 'mode'; readonly mode: 'time-slicing' | 'sm-sharing' }
  | { readonly kind: 'cores'; readonly percent: number };
