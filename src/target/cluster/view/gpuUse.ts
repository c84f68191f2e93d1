import { decimalToNumber, parseDecimal } from '../../../gpu/decimal.ts';
import type { GpuUse } from '../../../gpu/clusterNode.ts';
import { mib, share } from '../../../gpu/quantity.ts';
import type { Amount, FractionRequest } from '../../../gpu/request.ts';
import type { FoundWorkload } from '../../../manifest/requests.ts';
import type { HeldPod } from './heldPod.ts';
import type { PodObject } from '../objects/pod.ts';
import { isKaiScheduler, type KaiTraits } from './kaiTraits.ts';
import { countOfPod } from './podResources.ts';

export const gpuResource = 'nvidia.com/gpu';
/** No node has more GPUs: a larger number is absurd, and would be drawn and tried one by one. */
export const mostGpus = 1024;

/** The request of a pod for a part of a GPU in the annotations of KAI; undefined where it makes none that can be read. */
export function findFraction(ask: FoundWorkload | undefined): FractionRequest | undefined {
  const result = ask?.result;
  const isFraction = result?.kind === 'request' && (result.dialect === 'kai' || result.dialect === 'nvFractions');
  return isFraction ? result.request : undefined;
}

/**
 * What a pod takes of the GPUs of its node, as KAI counts it. A fraction whose group nothing names keeps GPUs that nobody else can have,
 * for nothing tells which they are.
 */
export function readGpuUse(held: HeldPod, traits: KaiTraits): GpuUse {
  const { groups, pod } = held;
  const fraction = findFraction(held.ask);
  if (groups.length > 0) return { kind: 'shared', request: fraction?.request ?? readReceived(held), groups };
  const isReceived = pod.annotations['received-resource-type'] === 'Fraction';
  if (fraction !== undefined && (isReceived || isKaiScheduler(pod.schedulerName, traits))) {
    const uuids = readDevices(pod);
    return uuids.length > 0
      ? { kind: 'shared', request: fraction.request, groups: uuids }
      : { kind: 'shared', request: all, groups: unknownGroups(held, fraction.devices) };
  }
  const devices = countOfPod(pod, gpuResource);
  return devices === 0 ? { kind: 'none' } : { kind: 'whole', devices };
}

const all: Amount = { kind: 'share', share: share(1) };

/** What KAI or Run:ai say that it got; all of the GPU where they do not. */
function readReceived({ bind, pod: { annotations } }: HeldPod): Amount {
  const memoryMiB = Number(annotations['runai-allocated-gpu-memory']);
  if (Number.isSafeInteger(memoryMiB) && memoryMiB > 0) return { kind: 'memory', memoryMiB: mib(memoryMiB) };
  const portion = parseDecimal(bind?.portion ?? annotations['runai-allocated-gpus'] ?? '');
  const part = portion === undefined ? 1 : decimalToNumber(portion);
  return { kind: 'share', share: share(part > 0 && part <= 1 ? part : 1) };
}

/** The UUIDs that KAI's binder writes (NvFractions). */
function readDevices({ annotations }: PodObject): readonly string[] {
  const written = Object.entries(annotations).find(([key]) => /^nvidia\.com\/container\..*\.gpus\.devices$/.test(key))?.[1];
  return [...new Set((written ?? '').split(',').map((uuid) => uuid.trim()))].filter((uuid) => uuid !== '');
}

const unknownPrefix = 'unknown:';

function unknownGroups({ id }: HeldPod, devices: number): readonly string[] {
  return Array.from({ length: Math.min(devices, mostGpus) }, (_, index) => `${unknownPrefix}${id}#${index}`);
}

/** Whether nothing names the group, so that a name stands for it that it does not have. */
export function isUnknownGroup(group: string): boolean {
  return group.startsWith(unknownPrefix);
}
