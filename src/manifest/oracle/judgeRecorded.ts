import { stringify } from 'yaml';
import { decideAdmission, fieldPathsOf, readFieldPaths, type AdmissionDecision } from '../admissionDecision.ts';
import { checkManifest } from '../checkManifest.ts';
import { findMutation, mutateAnnotations, mutateVariables, type MutablePod } from '../mutation.ts';
import type { MutatedPod, RecordedPod, SentPod } from './recordedPod.ts';

/** What was expected and what we say instead. */
export interface Disagreement {
  readonly expected: string;
  readonly got: string;
}

/** Holds our verdict on a recorded pod to the cluster's; undefined where they agree. */
export function judgeRecorded(recorded: RecordedPod): Disagreement | undefined {
  const decision = decideAdmission(checkManifest(writeManifest(recorded.pod)));
  if (!recorded.accepted) return compareRefusal(recorded.message, decision);
  if (decision.kind === 'refused') return { expected: 'accepted', got: describe(decision) };
  const ours = mutate(recorded.pod, recorded.mutated);
  if (isSame(ours, recorded.mutated)) return undefined;
  return { expected: `mutated ${JSON.stringify(recorded.mutated)}`, got: `mutated ${JSON.stringify(ours)}` };
}

/** The manifest that a user would have had. */
export function writeManifest(pod: SentPod): string {
  return stringify({ apiVersion: 'v1', kind: 'Pod', ...pod }, { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0 });
}

function compareRefusal(message: string, decision: AdmissionDecision): Disagreement | undefined {
  if (decision.kind === 'refused' && saysTheSame(message, decision)) return undefined;
  return { expected: message, got: describe(decision) };
}

function saysTheSame(message: string, { by, findings }: Extract<AdmissionDecision, { kind: 'refused' }>): boolean {
  const [, ofApiServer] = /^Pod ".*?" is invalid: (.*)$/s.exec(message) ?? [];
  if (ofApiServer !== undefined) return by === 'validation' && isSame(fieldPathsOf(findings), readFieldPaths(ofApiServer));
  if (/^Pod in version ".*?" cannot be handled/.test(message)) return by === 'decoding';
  return (by === 'mutation' || by === 'kai') && findings.some(({ admissionText }) => admissionText === message);
}

function describe(decision: AdmissionDecision): string {
  if (decision.kind === 'accepted') return 'accepted';
  const texts = decision.findings.map(({ rule, message, admissionText = message }) => `${rule}: ${admissionText}`);
  return `refused in ${decision.by}: ${texts.join('; ')}`;
}

/** The parts of the pod that are recorded, as we say they are after KAI's webhook; the characters that it drew are taken from the recording. */
function mutate(pod: SentPod, { annotations: after }: MutatedPod): MutatedPod {
  const { metadata, spec } = pod;
  const random = /-([a-z0-9]{7})-shared-gpu$/.exec(after?.['runai/shared-gpu-configmap'] ?? '')?.[1] ?? 'xxxxxxx';
  const mutation = findMutation(pod as MutablePod, random);
  const annotations = mutateAnnotations(metadata.annotations ?? {}, mutation);
  const list = (name: 'initContainers' | 'containers'): MutatedPod['containers'] =>
    (spec[name] ?? []).map((container, index) => {
      const holds = mutation?.container.list === name && mutation.container.index === index;
      const { env, envFrom } = holds ? mutateVariables(container, mutation) : container;
      const mounts = container['volumeMounts'];
      return { name: container.name, env: orNull(env), envFrom: orNull(envFrom), volumeMounts: mounts ?? null };
    });
  return {
    annotations: Object.keys(annotations).length === 0 ? null : annotations,
    runtimeClassName: spec.runtimeClassName ?? null,
    containers: [...list('initContainers'), ...list('containers')],
  };
}

function orNull<T>(list: readonly T[] | null | undefined): readonly T[] | null {
  return list === undefined || list === null || list.length === 0 ? null : list;
}

/** Two values of JSON, whatever the order of their keys. */
function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left, sortKeys) === JSON.stringify(right, sortKeys);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
