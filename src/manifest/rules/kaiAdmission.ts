import * as l10n from '@vscode/l10n';
import type { ClusterFacts } from '../clusterFacts.ts';
import { valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { isAtLeast } from '../version.ts';
import { admit, isAdmissionRule, type AdmissionRule } from './admission.ts';
import { refuseNext } from './admissionNext.ts';
import { isJudgedByKai, toAdmissionPod } from './admissionPod.ts';
import { explain, type Explanation } from './explainAdmission.ts';
import { checkLimit } from './limits.ts';
import { checkNvFractions } from './checkNvFractions.ts';
import { findNvEntries, nvFractionsSince, readNvMemory } from './nvFractions.ts';
import { annotationText, findAnnotation, type RuleInput } from './rule.ts';

const goesWithNvFractions: ReadonlySet<AdmissionRule> = new Set([
  'devices-without-fraction',
  'mps-without-fraction',
  'fraction-value',
]);
const judgedKeys = ['gpu-fraction', 'gpu-memory', 'gpu-fraction-num-devices', 'gpu-fraction-container-name', 'mps'];

/**
 * The first rule of KAI's admission that the workload breaks: an error where KAI will judge it, else a warning that the request cannot be read.
 * As KAI up to 0.17 does it, unless the cluster is known to have a later one.
 */
export function checkAdmission(input: RuleInput): readonly Finding[] {
  // Maps and lists have no text to judge.
  if (judgedKeys.some((key) => typeof (findAnnotation(input, key)?.value.value ?? '') === 'object')) return [];
  if (isNext(input.cluster)) return checkNext(input);
  const verdict = admit(toAdmissionPod(input), { gpuSharing: input.cluster.sharing !== 'Disabled' });
  if (verdict.accepted || (verdict.rule === 'sharing-disabled' && !isJudgedByKai(input))) return [];
  // Who writes NvFractions has a later KAI, where these go with it, and the share is not read.
  if (
    goesWithNvFractions.has(verdict.rule) &&
    input.cluster.kai === undefined &&
    readNvMemory(findNvEntries(input)) !== undefined
  )
    return [];
  return [toFinding(input, verdict.rule, explain(verdict.rule, input), verdict.message)];
}

function isNext({ kai }: ClusterFacts): boolean {
  return kai !== undefined && kai !== null && isAtLeast(kai, nvFractionsSince);
}

/** KAI from 0.18 on; unverified, see `refuseNext`. */
function checkNext(input: RuleInput): readonly Finding[] {
  const { sharing } = input.cluster;
  const refusal = refuseNext(toAdmissionPod(input), sharing === undefined ? {} : { mode: sharing });
  if (refusal === undefined) return checkEmptyValues(input);
  const { rule, message } = refusal;
  if (isAdmissionRule(rule)) {
    return rule === 'sharing-disabled' && !isJudgedByKai(input) ? [] : [toFinding(input, rule, explain(rule, input), message)];
  }
  // Rules of its own find these whatever the cluster is; here it is said that KAI refuses, and how.
  if (!isJudgedByKai(input)) return [];
  const own = [...checkNvFractions(input), ...checkLimit(input)].find((finding) => finding.rule === rule);
  const { name } = input.item.workload;
  return [
    own === undefined
      ? {
          rule,
          severity: 'error',
          message: l10n.t('KAI refuses this pod: {0}. Change what it names.', message),
          range: name.range,
          fixes: [],
          admissionText: message,
        }
      : { ...own, severity: 'error', admissionText: message },
  ];
}

/** KAI from 0.18 on takes an empty value for none. */
function checkEmptyValues(input: RuleInput): readonly Finding[] {
  return (
    [
      ['gpu-fraction', 'fraction-value'],
      ['gpu-memory', 'memory-value'],
    ] as const
  ).flatMap(([key, rule]): readonly Finding[] => {
    const entry = findAnnotation(input, key);
    if (entry === undefined || annotationText(input, entry) !== '') return [];
    const message = l10n.t('{0} "": KAI takes an empty value for none, so the pod runs without a GPU. Write a value.', key);
    return [{ rule, severity: 'warning', message, range: valueRange(entry), fixes: [] }];
  });
}

function toFinding(
  input: RuleInput,
  rule: AdmissionRule,
  { range, what, why, cure, refusal, fixes = [] }: Explanation,
  admissionText: string,
): Finding {
  const isJudged = isJudgedByKai(input);
  const reason = isJudged ? (refusal ?? l10n.t('KAI refuses this pod: {0}.', why)) : `${why}.`;
  const message = `${what}: ${reason} ${cure}`;
  return { rule, severity: isJudged ? 'error' : 'warning', message, range, fixes, ...(isJudged && { admissionText }) };
}
