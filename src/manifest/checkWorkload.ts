import type { RequestResult } from './dialects/dialects.ts';
import type { Finding, TextPosition, TextRange } from './finding.ts';
import { checkApiServer } from './rules/apiServer/checkApiServer.ts';
import { checkAnnotationValues } from './rules/annotationValues.ts';
import { checkLabelKeys } from './rules/labelKeys.ts';
import { checkStrayRequests } from './rules/strayRequests.ts';
import { checkBesideFraction } from './rules/besideFraction.ts';
import { checkContainerNameVersion } from './rules/containerNameVersion.ts';
import { checkEngine } from './rules/engine/checkEngine.ts';
import { checkAdmission } from './rules/kaiAdmission.ts';
import { checkDecimals } from './rules/keptDecimals.ts';
import { checkLegacyWorkload } from './rules/legacyWorkload.ts';
import { checkLimit } from './rules/limits.ts';
import { checkMemoryUnit } from './rules/memoryUnit.ts';
import { checkNodeFit } from './rules/nodeFit.ts';
import { checkQueueLabel } from './rules/noQueue.ts';
import { checkOtherScheduler } from './rules/otherScheduler.ts';
import { checkDialectVersion } from './rules/dialectVersion.ts';
import { checkHami } from './rules/checkHami.ts';
import { checkKnativeScheduler } from './rules/knativeScheduler.ts';
import { checkMig } from './rules/checkMig.ts';
import { checkReplicas } from './rules/replicas.ts';
import { checkNvFractions } from './rules/checkNvFractions.ts';
import { checkPriorityValues } from './rules/priorityValues.ts';
import { checkQueue } from './rules/queueFacts.ts';
import { checkRestartPolicy } from './rules/restartPolicy.ts';
import type { Rule, RuleInput } from './rules/rule.ts';
import { checkSchedulerName } from './rules/schedulerName.ts';
import { checkLimitVariableVersion, checkSharingMode } from './rules/sharingMode.ts';
import { checkTargetContainer } from './rules/targetContainer.ts';
import { checkUnknownKeys } from './rules/unknownKeys.ts';
import { checkUnquotedValues } from './rules/unquotedValue.ts';

const rules: readonly Rule[] = [
  checkUnquotedValues,
  checkAdmission,
  checkLimit,
  checkNvFractions,
  checkHami,
  checkMig,
  checkReplicas,
  checkDialectVersion,
  checkSchedulerName,
  checkOtherScheduler,
  checkKnativeScheduler,
  checkTargetContainer,
  checkContainerNameVersion,
  checkMemoryUnit,
  checkDecimals,
  checkBesideFraction,
  checkLimitVariableVersion,
  checkSharingMode,
  checkNodeFit,
  checkLabelKeys,
  checkAnnotationValues,
  checkStrayRequests,
  checkQueueLabel,
  checkQueue,
  checkPriorityValues,
  checkRestartPolicy,
  checkLegacyWorkload,
  checkUnknownKeys,
  checkApiServer,
];

/** What is wrong by these, is wrong in quotes too. */
const valueRules: ReadonlySet<string> = new Set([
  'fraction-value',
  'memory-value',
  'devices-value',
  'limit-value',
  'nv-memory-value',
  'nv-memory-unit',
]);

/** What the rules say about one workload, of which it is known what it asks for. */
export function checkWorkload(input: RuleInput, result: RequestResult): readonly Finding[] {
  const findings = [...rules.flatMap((rule) => rule(input)), ...checkEngine(input, result)];
  return findings.filter(
    (finding) =>
      !isCuredByAnother(finding, findings) && !isToldByAdmission(finding, findings) && !isToldByLength(finding, findings),
  );
}

/** A key that is too long for a container's name is no other key that is wrong. */
function isToldByLength({ rule, range }: Finding, findings: readonly Finding[]): boolean {
  return rule === 'metadata-key' && findings.some((other) => other.rule === 'nv-key-length' && isSameRange(other.range, range));
}

/** The same finding with the words of who refuses says more. */
function isToldByAdmission(finding: Finding, findings: readonly Finding[]): boolean {
  const { rule, range, admissionText } = finding;
  return (
    admissionText === undefined &&
    findings.some((other) => other.rule === rule && other.admissionText !== undefined && isSameRange(other.range, range))
  );
}

/** Quotes alone would leave the value wrong, and a limit moved to a sidecar would limit nothing: the other finding says what cures both. */
function isCuredByAnother({ rule, range }: Finding, findings: readonly Finding[]): boolean {
  // A variable that nobody reads limits nothing, whatever it says.
  if (rule.startsWith('limit-') && rule !== 'limit-variable-ignored') {
    if (findings.some((other) => other.rule === 'limit-variable-ignored' && isSameRange(other.range, range))) return true;
  }
  if (rule === 'limit-container') return findings.some((other) => other.rule === 'target-container' && other.fixes.length > 0);
  return (
    rule === 'unquoted-value' &&
    findings.some((other) => valueRules.has(other.rule) && other.severity === 'error' && isSameRange(other.range, range))
  );
}

function isSameRange(left: TextRange, right: TextRange): boolean {
  return isSamePosition(left.start, right.start) && isSamePosition(left.end, right.end);
}

function isSamePosition(left: TextPosition, right: TextPosition): boolean {
  return left.line === right.line && left.character === right.character;
}
