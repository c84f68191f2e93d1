import { isWholeGpu } from '../../../../src/gpu/request.ts';
import type { PodObject } from '../../../../src/target/cluster/objects/pod.ts';
import { membersOf, type GroupState, type KaiState } from './kaiState.ts';
import { demandOf } from './podDemand.ts';

/** Amounts of resources in billionths of their unit. */
export type Amounts = Readonly<Record<string, bigint>>;

const billion = 1_000_000_000;

export function addAmounts(all: readonly Amounts[]): Amounts {
  const sum: Record<string, bigint> = {};
  for (const [resource, amount] of all.flatMap((amounts) => Object.entries(amounts))) {
    sum[resource] = (sum[resource] ?? 0n) + amount;
  }
  return sum;
}

/** As the API writes them; undefined where there are none. */
export function writeAmounts(amounts: Amounts): Readonly<Record<string, string>> | undefined {
  const entries = Object.entries(amounts).map(([resource, amount]) => {
    return [resource, resource === 'memory' ? writeBinary(amount / BigInt(billion)) : writeDecimal(amount)] as const;
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function writeDecimal(billionths: bigint): string {
  if (billionths === 0n) return '0';
  const suffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T'];
  const steps = countFactors(billionths, 1000n, suffixes.length - 1);
  return `${billionths / 1000n ** BigInt(steps)}${suffixes[steps]}`;
}

function writeBinary(bytes: bigint): string {
  if (bytes === 0n) return '0';
  const suffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
  const steps = countFactors(bytes, 1024n, suffixes.length - 1);
  return `${bytes / 1024n ** BigInt(steps)}${suffixes[steps]}`;
}

function countFactors(value: bigint, base: bigint, most: number): number {
  let steps = 0;
  for (let rest = value; steps < most && rest % base === 0n; rest /= base) steps += 1;
  return steps;
}

/** What the pods of a group ask, and what of it they have. */
export function amountsOfGroup(group: GroupState, state: KaiState): { readonly requested: Amounts; readonly allocated: Amounts } {
  const pods = membersOf(group, state);
  const bound = pods.filter(({ nodeName }) => nodeName !== undefined);
  return {
    requested: addAmounts(pods.map((pod) => ({ ...computeOf(pod), ...askedGpus(pod) }))),
    allocated: addAmounts(bound.map((pod) => ({ ...computeOf(pod), ...heldGpus(pod, state) }))),
  };
}

function computeOf(pod: PodObject): Amounts {
  const { cpuMilli, memoryBytes } = demandOf(pod);
  return {
    ...(cpuMilli > 0 && { cpu: BigInt(cpuMilli) * 1_000_000n }),
    ...(memoryBytes > 0 && { memory: BigInt(Math.ceil(memoryBytes)) * BigInt(billion) }),
  };
}

function askedGpus(pod: PodObject): Amounts {
  const { devices, request } = demandOf(pod).gpu;
  if (devices === 0) return {};
  return request.kind === 'memory'
    ? { 'run.ai/gpu.memory': BigInt(request.memoryMiB * devices) * BigInt(billion) }
    : { 'nvidia.com/gpu': BigInt(Math.round(request.share * devices * billion)) };
}

/** Of a share of several devices KAI v0.17 counts one (recorded); memory is counted on the label, not on whole hundreds of MiB. */
function heldGpus(pod: PodObject, { nodes }: KaiState): Amounts {
  const { gpu } = demandOf(pod);
  if (gpu.devices === 0) return {};
  if (isWholeGpu(gpu)) return { 'nvidia.com/gpu': BigInt(gpu.devices * billion) };
  if (gpu.request.kind === 'share') return { 'nvidia.com/gpu': BigInt(Math.round(gpu.request.share * billion)) };
  const label = Number(nodes.find(({ name }) => name === pod.nodeName)?.labels['nvidia.com/gpu.memory']);
  return label > 0 ? { 'nvidia.com/gpu': BigInt(Math.ceil((gpu.request.memoryMiB / label) * billion)) } : {};
}
