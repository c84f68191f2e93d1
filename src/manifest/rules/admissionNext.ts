import { hasQuantityUnit } from '../../gpu/kubernetesQuantity.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { parseGoFloat, parseGoUint } from '../goNumbers.ts';
import { kaiScheduler, type AdmissionPod } from './admission.ts';
import {
  isMemory,
  limitKeyOf,
  milliOfMiB,
  readMemory,
  readNvKeys,
  readNvMemory,
  requestKeyOf,
  type NvKeys,
} from './nvFractions.ts';

/** Facts of a cluster with KAI 0.18 or later. */
export interface NextFacts {
  /** `global.gpuSharingMode`; KAI's default unless known otherwise. */
  readonly mode?: 'Disabled' | 'NonMemoryEnforced' | 'HamiCore' | 'NvFractions';
}

interface Reading {
  readonly pod: AdmissionPod;
  readonly mode: NonNullable<NextFacts['mode']>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly fraction: string | undefined;
  readonly memory: string | undefined;
  readonly nv: NvKeys;
  /** The container that gets the fraction. */
  readonly target: string;
}

/** Answers KAI's own text where the rule is broken. */
type Check = (reading: Reading) => string | undefined;

const named = 'gpu-fraction-container-name';
const severalContainers = "currently, kai doesn't support multiple containers with fractional GPU requests";
const fractionText = 'gpu-fraction annotation value must be a positive number smaller than 1.0';
const memoryText = 'gpu-memory annotation value must be a positive integer greater than 0';

/**
 * What KAI says against a pod from 0.18 on, by its source of September and October 2026 (main); unverified, for nobody has recorded it.
 * In mutating order first, then in validating order; undefined where it takes the pod.
 */
export function refuseNext(pod: AdmissionPod, { mode = 'NonMemoryEnforced' }: NextFacts = {}): string | undefined {
  if (pod.spec.schedulerName !== kaiScheduler) return undefined;
  const annotations = new Map(Object.entries(pod.metadata?.annotations ?? {}));
  const nv = readNvKeys(annotations);
  const target = readNvMemory(nv)?.container ?? annotations.get(named) ?? pod.spec.containers[0]?.name ?? '';
  // An empty text counts as absent.
  const fraction = annotations.get('gpu-fraction') || undefined;
  const memory = annotations.get('gpu-memory') || undefined;
  const reading: Reading = { pod, mode, annotations, fraction, memory, nv, target };
  const checks = isFractional(reading) ? [...mutating, ...validating] : validating;
  for (const check of checks) {
    const text = check(reading);
    if (text !== undefined) return text;
  }
  return undefined;
}

function isFractional({ fraction, memory, nv }: Reading): boolean {
  return fraction !== undefined || memory !== undefined || nv.known.some(isMemory);
}

const mutating: readonly Check[] = [
  (reading) => {
    const why = refuseTarget(reading);
    return why && `failed to get fraction container ref: ${why}`;
  },
  ({ mode, memory }) =>
    mode === 'NvFractions' && memory !== undefined && parseGoUint(memory) === undefined
      ? `failed to parse gpu memory annotation value: strconv.ParseUint: parsing ${JSON.stringify(memory)}: ${/^[0-9]+$/.test(memory) ? 'value out of range' : 'invalid syntax'}`
      : undefined,
  ({ mode, memory, annotations, target }) => {
    const there = annotations.get(requestKeyOf(target));
    const count = memory === undefined ? undefined : parseGoUint(memory);
    const conflicts =
      mode === 'NvFractions' && there !== undefined && count !== undefined && readMemory(there) !== milliOfMiB(count);
    return conflicts ? `gpu-memory annotation conflicts with ${requestKeyOf(target)} annotation` : undefined;
  },
  ({ mode, annotations, target }) => {
    const [short, there] = [annotations.get('gpu-memory.limit'), annotations.get(limitKeyOf(target))];
    const conflicts =
      mode === 'NvFractions' && short !== undefined && there !== undefined && readMemory(short) !== readMemory(there);
    return conflicts ? `gpu-memory.limit annotation conflicts with ${limitKeyOf(target)} annotation` : undefined;
  },
  ({ mode, annotations, target }) => {
    const key = portionKeyOf(target);
    const [short, there] = [annotations.get('gpu-fraction.limit'), annotations.get(key)];
    const conflicts = mode === 'NvFractions' && short !== undefined && there !== undefined && short !== there;
    return conflicts ? `gpu-fraction.limit annotation conflicts with ${key} annotation` : undefined;
  },
];

function refuseTarget({ pod, annotations, nv, target }: Reading): string | undefined {
  if (nv.unknown !== undefined) return `invalid NvFractions annotation key: ${nv.unknown}`;
  if (new Set(nv.known.filter(isMemory).map(({ container }) => container)).size > 1) return severalContainers;
  const wanted = annotations.get(named);
  if (wanted !== undefined && wanted !== target)
    return `${named} annotation value ${wanted} does not match container name ${target}`;
  return hasContainer(pod, target) ? undefined : `container with name ${target} not found for fraction request`;
}

const validating: readonly Check[] = [
  (reading) =>
    reading.mode === 'Disabled' && isFractional(reading)
      ? `attempting to create a pod ${reading.pod.metadata?.namespace ?? ''}/${reading.pod.metadata?.name ?? ''} with gpu sharing request, while GPU sharing is disabled`
      : undefined,
  ({ annotations, fraction }) => {
    const limit = annotations.get('gpu-fraction.limit');
    return limit === undefined ? undefined : refusePortion('gpu-fraction.limit', limit, fraction, `. Got ${limit}`);
  },
  refuseMemoryLimit,
  refusePortionKey,
  ({ annotations }) => {
    const count = annotations.get('gpu-fraction-num-devices');
    const isCount = count === undefined || (/^[+]?[0-9]+$/.test(count) && BigInt(count) > 0n && BigInt(count) < 2n ** 63n);
    return isCount ? undefined : 'fraction count annotation value must be a positive integer greater than 0';
  },
  ({ nv }) => (nv.unknown === undefined ? undefined : `invalid NvFractions annotation key: ${nv.unknown}`),
  ({ nv }) => {
    const wrong = nv.known.find(
      ({ suffix, value }) => suffix === '.gpu-compute.mode' && !['time-slicing', 'sm-sharing'].includes(value),
    );
    return wrong && `invalid NvFractions compute mode: ${wrong.value}`;
  },
  ({ nv }) => {
    const wrong = nv.known.find((each) => isMemory(each) && readMemory(each.value) === undefined);
    return wrong && `${wrong.key} annotation value must be a valid Kubernetes memory quantity greater than 0`;
  },
  ({ nv, fraction }) => (nv.known.some(isMemory) || fraction === undefined || isShare(fraction) ? undefined : fractionText),
  ({ nv, fraction, memory }) =>
    nv.known.some(isMemory) || fraction !== undefined || memory === undefined || isCount(memory) ? undefined : memoryText,
  (reading) =>
    reading.annotations.has('gpu-fraction-num-devices') && !isFractional(reading)
      ? 'cannot request multiple fractional devices without specifying fraction details (portion or memory)'
      : undefined,
  ({ nv, pod }) => {
    const lost = nv.known.find(({ container }) => !hasContainer(pod, container));
    return lost && `container ${lost.container} not found in pod spec, but a fractional annotation referencing it was found`;
  },
  ({ nv }) => {
    const memory = readNvMemory(nv);
    const [request, limit] = [readMemory(memory?.request?.value ?? ''), readMemory(memory?.limit?.value ?? '')];
    const isAbove = request !== undefined && limit !== undefined && request > limit;
    return isAbove ? `invalid fraction request for container ${memory?.container}: request is greater than limit` : undefined;
  },
  (reading) => {
    const limitsGpu = allContainers(reading.pod).some(({ resources }) =>
      Object.hasOwn(resources?.limits ?? {}, wholeGpuResource),
    );
    return limitsGpu && isFractional(reading)
      ? 'cannot have both GPU fraction request and whole GPU resource request/limit'
      : undefined;
  },
  ({ nv, fraction, memory, annotations }) => {
    const mixes = fraction !== undefined || (memory !== undefined && !annotations.has('gpu-memory.limit'));
    return readNvMemory(nv)?.limit !== undefined && mixes
      ? 'cannot combine nvidia.com/container. limit annotation with gpu-fraction or gpu-memory annotation'
      : undefined;
  },
  ({ fraction, memory }) =>
    fraction !== undefined && memory !== undefined ? 'cannot request both gpu-fraction and GPU memory request' : undefined,
  ({ nv, memory }) => {
    const request = readNvMemory(nv)?.request?.value;
    const count = memory === undefined ? undefined : parseGoUint(memory);
    return request === undefined || count === undefined || readMemory(request) === milliOfMiB(count)
      ? undefined
      : `NvFractions memory request (${request}) does not match gpu-memory annotation value (${memory} MiB)`;
  },
];

/** A limit as a share of the device, beside `gpu-fraction`. */
function refusePortion(key: string, limit: string, fraction: string | undefined, got: string): string | undefined {
  if (fraction === undefined) return `${key} annotation can only be used together with the gpu-fraction annotation`;
  if (!isShare(fraction)) return fractionText;
  if (/\.\d{6,}/.test(limit)) return `${key} annotation value must have at most 5 digits after the decimal point`;
  if (!isShare(limit)) return `${key} annotation value must be a positive number smaller than 1.0${got}`;
  return (parseGoFloat(limit) ?? 0) > (parseGoFloat(fraction) ?? 1)
    ? undefined
    : `${key} annotation value (${limit}) must be greater than gpu-fraction annotation value (${fraction})`;
}

function refuseMemoryLimit({ annotations, memory }: Reading): string | undefined {
  const limit = annotations.get('gpu-memory.limit');
  if (limit === undefined) return undefined;
  if (memory === undefined) return 'gpu-memory.limit annotation can only be used together with the gpu-memory annotation';
  if (!isCount(memory)) return memoryText;
  const milli = hasQuantityUnit(limit) ? readMemory(limit) : undefined;
  if (milli === undefined) return 'gpu-memory.limit annotation value must be a positive Kubernetes memory quantity with a unit';
  return milli >= milliOfMiB(BigInt(memory))
    ? undefined
    : `gpu-memory.limit annotation value (${limit}) must not be smaller than gpu-memory annotation value (${memory} MiB)`;
}

function refusePortionKey({ annotations, fraction, pod }: Reading): string | undefined {
  for (const [key, limit] of annotations) {
    const container = /^kai\.scheduler\/container\.(.+)\.gpu-memory\.portion\.limit$/.exec(key)?.[1];
    if (container === undefined) continue;
    if (fraction === undefined) return `${key} annotation can only be used together with the gpu-fraction annotation`;
    const wanted = annotations.get(named);
    if (wanted !== undefined && wanted !== container) {
      return `${named} annotation value ${wanted} does not match container name ${container} in ${key} annotation`;
    }
    if (wanted === undefined && container !== pod.spec.containers[0]?.name) {
      return `${key} annotation container name ${container} does not match the gpu-fraction target container`;
    }
    const why = refusePortion(key, limit, fraction, '');
    if (why !== undefined) return why;
  }
  return undefined;
}

function portionKeyOf(container: string): string {
  return `kai.scheduler/container.${container}.gpu-memory.portion.limit`;
}

function isShare(text: string): boolean {
  const value = parseGoFloat(text);
  // NaN is neither below nor above, and passes as it does in Go.
  return value !== undefined && !(value <= 0 || value >= 1);
}

function isCount(text: string): boolean {
  return (parseGoUint(text) ?? 0n) > 0n;
}

function allContainers({ spec }: AdmissionPod): AdmissionPod['spec']['containers'] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

function hasContainer(pod: AdmissionPod, name: string): boolean {
  return allContainers(pod).some((container) => container.name === name);
}
