import * as l10n from '@vscode/l10n';
import { valueRange } from '../../edits.ts';
import type { Finding } from '../../finding.ts';
import { isTemplated } from '../../isTemplated.ts';
import { findMutation, sharedConfigMapKey, type MutablePod, type Mutation } from '../../mutation.ts';
import { isAtLeast } from '../../version.ts';
import { isJudgedByKai, toAdmissionPod } from '../admissionPod.ts';
import { nvFractionsSince } from '../nvFractions.ts';
import { annotationText, findAnnotation, type RuleInput } from '../rule.ts';
import { againstSubdomain } from './names.ts';
import { invalidValue, toFinding } from './refusal.ts';

/** Stands for the characters that KAI draws for every pod. */
const drawn = 'x'.repeat(7);

/**
 * KAI's mutating webhook names a ConfigMap after the pod, before the API server has made a name of `generateName`, or after an annotation
 * of the pod: with neither, or with one that is no name, the API server refuses what KAI added. Seen in the code of v0.17; later ones are
 * not judged.
 */
export function checkSharedConfigMap(input: RuleInput): readonly Finding[] {
  const { item, cluster } = input;
  if (cluster.kai !== undefined && cluster.kai !== null && isAtLeast(cluster.kai, nvFractionsSince)) return [];
  const annotation = findAnnotation(input, sharedConfigMapKey);
  if (item.paths.template !== '' || !isJudgedByKai(input)) return [];
  if (annotation === undefined ? item.hasGeneratedName !== true : isTemplated(annotationText(input, annotation))) return [];
  const pod = toAdmissionPod(input);
  const named: MutablePod = { ...pod, metadata: { ...pod.metadata, ...(annotation === undefined && { name: '' }) } };
  const mutation = findMutation(named, drawn);
  if (mutation === undefined) return [];
  const paths = [
    [mutation.configMap, variablePaths(input, mutation)] as const,
    [mutation.directConfigMap, [sourcePath(input, mutation)]] as const,
  ];
  const said = paths.flatMap(([name, fields]) =>
    fields.flatMap((field) =>
      againstSubdomain(name).map((why) => `${field}: ${invalidValue(name.replace(`-${drawn}-`, '-…-'), why)}`),
    ),
  );
  const [first] = said;
  if (first === undefined) return [];
  const message =
    annotation === undefined
      ? l10n.t(
          'generateName: KAI names a ConfigMap after the pod before it has a name, and the API server refuses the pod. Write metadata.name, or let a Job or Deployment make the pod.',
        )
      : l10n.t(
          '{0} {1}: KAI gives a ConfigMap this name, and the API server refuses the pod. Remove the annotation: KAI writes it.',
          sharedConfigMapKey,
          JSON.stringify(annotationText(input, annotation)),
        );
  const range = annotation === undefined ? item.workload.name.range : valueRange(annotation);
  const [fieldPath = '', ...rest] = first.split(': ');
  const finding = toFinding({ rule: 'shared-config-map', fieldPath, said: [rest.join(': ')], message, range });
  return [{ ...finding, admissionText: said.join(', ') }];
}

function containerPath({ item }: RuleInput, { container: { list, index } }: Mutation): string {
  return `${item.paths.podSpec}.${list}[${index}]`;
}

/** Behind the variables that the container has, without those that KAI replaces. */
function variablePaths(input: RuleInput, mutation: Mutation): readonly string[] {
  const { list, index } = mutation.container;
  const own = input.item.workload.template[list][index]?.place.variables ?? [];
  const kept = own.filter(({ name }) => !mutation.variables.includes(name.value)).length;
  return mutation.variables.map(
    (_name, at) => `${containerPath(input, mutation)}.env[${kept + at}].valueFrom.configMapKeyRef.name`,
  );
}

function sourcePath(input: RuleInput, mutation: Mutation): string {
  const { list, index } = mutation.container;
  const before = input.item.workload.template[list][index]?.place.variableSources ?? 0;
  return `${containerPath(input, mutation)}.envFrom[${before}].configMapRef.name`;
}
