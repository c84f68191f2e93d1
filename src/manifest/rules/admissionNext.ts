import { hasQuantityUnit } from '../../gpu/kubernetesQuantity.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { parseGoFloat, parseGoUint } from '../goNumbers.ts';
import { kaiScheduler, type AdmissionPod } from './admission.ts';
import {
  containerOfPortionKey,
  isComputeMode,
  isMemory,
  limitKeyOf,
  milliOfMiB,
  portionKeyOf,
  readMemory,
  readNvKeys,
  readNvMemory,
  requestKeyOf,
  type NvKeys,
} from './nvFractions.ts';
import type { RuleId } from './ruleTable.ts';

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

/** The rule that is broken and KAI's own text for it. */
export interface NextRefusal {
  readonly rule: RuleId;
  readonly message: string;
}

type Check = (reading: Reading) => NextRefusal | undefined;

const nameKey = 'gpu-fraction-container-name';
const severalContainers = "currently, kai doesn't support multiple containers with fractional GPU requests";
const fractionText = 'gpu-fraction annotation value must be a positive number smaller than 1.0';
const memoryText = 'gpu-memory annotation value must be a positive integer greater than 0';

/**
 * What KAI says against a pod from 0.18 on, by its source of September and October 2026 (main); unverified, for nobody has recorded it.
 * In mutating order first, then in validating order; undefined where it takes the pod.
 */
export function refuseNext(pod: AdmissionPod, { mode = 'NonMemoryEnforced' }: NextFacts = {}): NextRefusal | undefined {
  if (pod.spec.schedulerName !== kaiScheduler) return undefined;
  const annotations = new Map(Object.entries(pod.metadata?.annotations ?? {}));
  const nv = readNvKeys(annotations);
  const target = readNvMemory(nv)?.container ?? annotations.get(nameKey) ?? pod.spec.containers[0]?.name ?? '';
  // An empty text counts as absent.
  const fraction = annotations.get('gpu-fraction') || undefined;
  const memory = annotations.get('gpu-memory') || undefined;
  const reading: Reading = { pod, mode, annotations, fraction, memory, nv, target };
  const checks = isFractional(reading) ? [...mutating, ...validating] : validating;
  for (const check of checks) {
    const refusal = check(reading);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refuse(rule: RuleId, message: string): NextRefusal {
  return { rule, message };
}

function isFractional({ fraction, memory, nv }: Reading): boolean {
  return fraction !== undefined || memory !== undefined || nv.known.some(isMemory);
}

const mutating: readonly Check[] = [
  (reading) => {
    const why = refuseTarget(reading);
    return why && { ...why, message: `failed to get fraction container ref: ${why.message}` };
  },
  ({ mode, memory }) => {
    if (mode !== 'NvFractions' || memory === undefined || parseGoUint(memory) !== undefined) return undefined;
    const why = /^[0-9]+$/.test(memory) ? 'value out of range' : 'invalid syntax';
    const text = `strconv.ParseUint: parsing ${JSON.stringify(memory)}: ${why}`;
    return refuse('memory-value', `failed to parse gpu memory annotation value: ${text}`);
  },
  ({ mode, memory, annotations, target }) => {
    const there = annotations.get(requestKeyOf(target));
    const count = memory === undefined ? undefined : parseGoUint(memory);
    if (mode !== 'NvFractions' || there === undefined || count === undefined) return undefined;
    if (readMemory(there) === milliOfMiB(count)) return undefined;
    return refuse('nv-and-fraction', `gpu-memory annotation conflicts with ${requestKeyOf(target)} annotation`);
  },
  ({ mode, annotations, target }) => {
    const [short, there] = [annotations.get('gpu-memory.limit'), annotations.get(limitKeyOf(target))];
    if (mode !== 'NvFractions' || short === undefined || there === undefined) return undefined;
    if (readMemory(short) === readMemory(there)) return undefined;
    return refuse('nv-and-fraction', `gpu-memory.limit annotation conflicts with ${limitKeyOf(target)} annotation`);
  },
  ({ mode, annotations, target }) => {
    const key = portionKeyOf(target);
    const [short, there] = [annotations.get('gpu-fraction.limit'), annotations.get(key)];
    if (mode !== 'NvFractions' || short === undefined || there === undefined || short === there) return undefined;
    return refuse('nv-and-fraction', `gpu-fraction.limit annotation conflicts with ${key} annotation`);
  },
];

function refuseTarget({ pod, annotations, nv, target }: Reading): NextRefusal | undefined {
  if (nv.unknown !== undefined) return refuse('nv-key', `invalid NvFractions annotation key: ${nv.unknown}`);
  const named = new Set(nv.known.filter(isMemory).map(({ container }) => container));
  if (named.size > 1) return refuse('nv-containers', severalContainers);
  const wanted = annotations.get(nameKey);
  if (wanted !== undefined && wanted !== target) {
    return refuse('nv-container', `${nameKey} annotation value ${wanted} does not match container name ${target}`);
  }
  if (hasContainer(pod, target)) return undefined;
  const rule = named.size > 0 ? 'nv-container' : 'fraction-container';
  return refuse(rule, `container with name ${target} not found for fraction request`);
}

const validating: readonly Check[] = [
  (reading) => {
    const { name = '', namespace = '' } = reading.pod.metadata ?? {};
    const text = `attempting to create a pod ${namespace}/${name} with gpu sharing request, while GPU sharing is disabled`;
    return reading.mode === 'Disabled' && isFractional(reading) ? refuse('sharing-disabled', text) : undefined;
  },
  ({ annotations, fraction }) => {
    const limit = annotations.get('gpu-fraction.limit');
    return limit === undefined ? undefined : refusePortion('gpu-fraction.limit', limit, fraction, `. Got ${limit}`);
  },
  refuseMemoryLimit,
  refusePortionKey,
  ({ annotations }) => {
    const count = annotations.get('gpu-fraction-num-devices');
    const isCount = count === undefined || (/^[+]?[0-9]+$/.test(count) && BigInt(count) > 0n && BigInt(count) < 2n ** 63n);
    const text = 'fraction count annotation value must be a positive integer greater than 0';
    return isCount ? undefined : refuse('devices-value', text);
  },
  ({ nv }) => (nv.unknown === undefined ? undefined : refuse('nv-key', `invalid NvFractions annotation key: ${nv.unknown}`)),
  ({ nv }) => {
    const wrong = nv.known.find(({ suffix, value }) => suffix === '.gpu-compute.mode' && !isComputeMode(value));
    return wrong && refuse('nv-compute-mode', `invalid NvFractions compute mode: ${wrong.value}`);
  },
  ({ nv }) => {
    const wrong = nv.known.find((each) => isMemory(each) && readMemory(each.value) === undefined);
    const text = 'annotation value must be a valid Kubernetes memory quantity greater than 0';
    return wrong && refuse('nv-memory-value', `${wrong.key} ${text}`);
  },
  ({ nv, fraction }) =>
    nv.known.some(isMemory) || fraction === undefined || isShare(fraction) ? undefined : refuse('fraction-value', fractionText),
  ({ nv, fraction, memory }) =>
    nv.known.some(isMemory) || fraction !== undefined || memory === undefined || isCount(memory)
      ? undefined
      : refuse('memory-value', memoryText),
  (reading) => {
    const text = 'cannot request multiple fractional devices without specifying fraction details (portion or memory)';
    const isAlone = reading.annotations.has('gpu-fraction-num-devices') && !isFractional(reading);
    return isAlone ? refuse('devices-without-fraction', text) : undefined;
  },
  ({ nv, pod }) => {
    const lost = nv.known.find(({ container }) => !hasContainer(pod, container));
    const text = 'not found in pod spec, but a fractional annotation referencing it was found';
    return lost && refuse('nv-container', `container ${lost.container} ${text}`);
  },
  ({ nv }) => {
    const memory = readNvMemory(nv);
    const [request, limit] = [readMemory(memory?.request?.value ?? ''), readMemory(memory?.limit?.value ?? '')];
    if (request === undefined || limit === undefined || request <= limit) return undefined;
    const text = `invalid fraction request for container ${memory?.container}: request is greater than limit`;
    return refuse('limit-below-request', text);
  },
  (reading) => {
    const limitsGpu = allContainers(reading.pod).some(({ resources }) =>
      Object.hasOwn(resources?.limits ?? {}, wholeGpuResource),
    );
    const text = 'cannot have both GPU fraction request and whole GPU resource request/limit';
    return limitsGpu && isFractional(reading) ? refuse('fraction-and-whole-gpu', text) : undefined;
  },
  ({ nv, fraction, memory, annotations }) => {
    const mixes = fraction !== undefined || (memory !== undefined && !annotations.has('gpu-memory.limit'));
    const text = 'cannot combine nvidia.com/container. limit annotation with gpu-fraction or gpu-memory annotation';
    return readNvMemory(nv)?.limit !== undefined && mixes ? refuse('nv-and-fraction', text) : undefined;
  },
  ({ fraction, memory }) =>
    fraction !== undefined && memory !== undefined
      ? refuse('fraction-and-memory', 'cannot request both gpu-fraction and GPU memory request')
      : undefined,
  ({ nv, memory }) => {
    const request = readNvMemory(nv)?.request?.value;
    const count = memory === undefined ? undefined : parseGoUint(memory);
    if (request === undefined || count === undefined || readMemory(request) === milliOfMiB(count)) return undefined;
    const text = `NvFractions memory request (${request}) does not match gpu-memory annotation value (${memory} MiB)`;
    return refuse('nv-and-fraction', text);
  },
];

/** A limit as a share of the device, beside `gpu-fraction`. */
function refusePortion(key: string, limit: string, fraction: string | undefined, got: string): NextRefusal | undefined {
  if (fraction === undefined) return refuseAlone(key, 'gpu-fraction');
  if (!isShare(fraction)) return refuse('fraction-value', fractionText);
  if (/\.\d{6,}/.test(limit)) {
    return refuse('limit-value', `${key} annotation value must have at most 5 digits after the decimal point`);
  }
  if (!isShare(limit)) return refuse('limit-value', `${key} annotation value must be a positive number smaller than 1.0${got}`);
  const [cap = 0, request = 1] = [parseGoFloat(limit), parseGoFloat(fraction)];
  if (cap > request) return undefined;
  const text = `${key} annotation value (${limit}) must be greater than gpu-fraction annotation value (${fraction})`;
  return refuse(cap === request ? 'limit-equals-request' : 'limit-below-request', text);
}

/** Beside the other request the limit has the wrong unit; beside none it is alone. */
function refuseAlone(key: string, partner: string): NextRefusal {
  return refuse('limit-without-request', `${key} annotation can only be used together with the ${partner} annotation`);
}

function refuseMemoryLimit({ annotations, memory }: Reading): NextRefusal | undefined {
  const limit = annotations.get('gpu-memory.limit');
  if (limit === undefined) return undefined;
  if (memory === undefined) return refuseAlone('gpu-memory.limit', 'gpu-memory');
  if (!isCount(memory)) return refuse('memory-value', memoryText);
  const milli = hasQuantityUnit(limit) ? readMemory(limit) : undefined;
  if (milli === undefined) {
    return refuse('limit-value', 'gpu-memory.limit annotation value must be a positive Kubernetes memory quantity with a unit');
  }
  if (milli >= milliOfMiB(BigInt(memory))) return undefined;
  const text = `gpu-memory.limit annotation value (${limit}) must not be smaller than gpu-memory annotation value (${memory} MiB)`;
  return refuse('limit-below-request', text);
}

function refusePortionKey({ annotations, fraction, pod }: Reading): NextRefusal | undefined {
  for (const [key, limit] of annotations) {
    const container = containerOfPortionKey(key);
    if (container === undefined) continue;
    if (fraction === undefined) return refuseAlone(key, 'gpu-fraction');
    const wanted = annotations.get(nameKey);
    if (wanted !== undefined && wanted !== container) {
      const text = `${nameKey} annotation value ${wanted} does not match container name ${container} in ${key} annotation`;
      return refuse('nv-container', text);
    }
    if (wanted === undefined && container !== pod.spec.containers[0]?.name) {
      const text = `${key} annotation container name ${container} does not match the gpu-fraction target container`;
      return refuse('nv-container', text);
    }
    const why = refusePortion(key, limit, fraction, '');
    if (why !== undefined) return why;
  }
  return undefined;
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
