import { isKubernetesQuantity } from '../../gpu/kubernetesQuantity.ts';
import { wholeGpuResource } from '../fractionContainer.ts';
import { parseGoFloat, parseGoUint } from '../goNumbers.ts';

export const kaiScheduler = 'kai-scheduler';

interface AdmissionContainer {
  readonly name: string;
  readonly resources?: { readonly limits?: Readonly<Record<string, unknown>> | null } | null;
}

/** As much of a Pod as KAI's admission looks at, in the shape of the API. */
export interface AdmissionPod {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>> | null;
  };
  readonly spec: {
    readonly schedulerName?: string;
    readonly containers: readonly AdmissionContainer[];
    readonly initContainers?: readonly AdmissionContainer[] | null;
  };
}

/** Facts of a cluster that the verdict needs; unknown ones count as KAI's documented working state. */
export interface AdmissionFacts {
  /** KAI's `admission.gpuSharing`; on unless known otherwise. */
  readonly gpuSharing?: boolean;
}

const admissionRules = [
  'fraction-container',
  'sharing-disabled',
  'mps-without-fraction',
  'fraction-and-whole-gpu',
  'fraction-and-memory',
  'devices-without-fraction',
  'memory-value',
  'fraction-value',
  'devices-value',
] as const;

export type AdmissionRule = (typeof admissionRules)[number];

export function isAdmissionRule(rule: string): rule is AdmissionRule {
  return admissionRules.some((each) => each === rule);
}

export type Verdict =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly rule: AdmissionRule; readonly message: string };

interface Facts {
  readonly pod: AdmissionPod;
  readonly gpuSharing: boolean;
  readonly annotations: ReadonlyMap<string, string>;
  readonly fraction: string | undefined;
  readonly memory: string | undefined;
  readonly devices: string | undefined;
  readonly isFractional: boolean;
  readonly limitsWholeGpu: boolean;
}

/** Answers KAI's own text where the rule is broken. */
type Check = (facts: Facts) => string | undefined;

/** The rules of KAI v0.17.0 in its order (pkg/admission/webhook/v1alpha2, pkg/binder/plugins/gpusharing/gpu-request). The first broken one decides. */
const checks: readonly (readonly [AdmissionRule, Check])[] = [
  ['fraction-container', checkContainer],
  [
    'sharing-disabled',
    ({ isFractional, gpuSharing, pod }) =>
      isFractional && !gpuSharing
        ? `attempting to create a pod ${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''} with gpu sharing request, while GPU sharing is disabled`
        : undefined,
  ],
  [
    'mps-without-fraction',
    ({ annotations, isFractional }) =>
      annotations.get('mps') === 'true' && !isFractional ? 'MPS is only supported with GPU fraction request' : undefined,
  ],
  [
    'fraction-and-whole-gpu',
    ({ fraction, limitsWholeGpu }) =>
      fraction !== undefined && limitsWholeGpu
        ? 'cannot have both GPU fraction request and whole GPU resource request/limit'
        : undefined,
  ],
  [
    'fraction-and-memory',
    ({ fraction, memory, limitsWholeGpu }) =>
      memory !== undefined && (fraction !== undefined || limitsWholeGpu) ? 'cannot request both GPU and GPU memory' : undefined,
  ],
  [
    'devices-without-fraction',
    ({ devices, isFractional }) =>
      devices !== undefined && !isFractional
        ? 'cannot request multiple fractional devices without specifying fraction portion or gpu-memory'
        : undefined,
  ],
  [
    'memory-value',
    ({ memory }) =>
      memory !== undefined && !isPositiveUint(memory)
        ? 'gpu-memory annotation value must be a positive integer greater than 0'
        : undefined,
  ],
  ['fraction-value', ({ fraction }) => (fraction === undefined ? undefined : checkFraction(fraction))],
  [
    'devices-value',
    ({ devices }) =>
      devices !== undefined && !isPositiveUint(devices)
        ? 'fraction count annotation value must be a positive integer greater than 0'
        : undefined,
  ],
];

/** KAI's verdict on a pod that the API server would take. A pod of another scheduler is none of its business. */
export function admit(pod: AdmissionPod, { gpuSharing = true }: AdmissionFacts = {}): Verdict {
  if (pod.spec.schedulerName !== kaiScheduler) return { accepted: true };
  const annotations = new Map(Object.entries(pod.metadata?.annotations ?? {}));
  const fraction = annotations.get('gpu-fraction');
  const memory = annotations.get('gpu-memory');
  const facts: Facts = {
    pod,
    gpuSharing,
    annotations,
    fraction,
    memory,
    devices: annotations.get('gpu-fraction-num-devices'),
    isFractional: fraction !== undefined || memory !== undefined,
    limitsWholeGpu: allContainers(pod).some(({ resources }) => Object.hasOwn(resources?.limits ?? {}, wholeGpuResource)),
  };
  for (const [rule, check] of checks) {
    const message = check(facts);
    if (message !== undefined) return { accepted: false, rule, message };
  }
  return { accepted: true };
}

function allContainers({ spec }: AdmissionPod): readonly AdmissionContainer[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

function checkContainer({ annotations, isFractional, pod }: Facts): string | undefined {
  const wanted = annotations.get('gpu-fraction-container-name');
  // A pod without containers is left to the API server.
  if (
    !isFractional ||
    wanted === undefined ||
    pod.spec.containers.length === 0 ||
    allContainers(pod).some(({ name }) => name === wanted)
  )
    return undefined;
  return `failed to get fraction container ref: container with name ${wanted} not found for fraction request`;
}

function checkFraction(text: string): string | undefined {
  const value = parseGoFloat(text);
  // NaN is neither below nor above, and passes here as it does in Go.
  if (value === undefined || value <= 0 || value >= 1)
    return 'gpu-fraction annotation value must be a positive number smaller than 1.0';
  if (isKubernetesQuantity(text)) return undefined;
  return `gpu-fraction annotation value must be a float written with a decimal point or a scientific notation .given value: ${text}`;
}

function isPositiveUint(text: string): boolean {
  return (parseGoUint(text) ?? 0n) > 0n;
}
