import type { RequestResult } from './dialects/dialects.ts';
import type { Finding } from './finding.ts';
import { isToldByAnother } from './toldByAnother.ts';
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

/** What the rules say about one workload, of which it is known what it asks for. */
export function checkWorkload(input: RuleInput, result: RequestResult): readonly Finding[] {
  const findings = [...rules.flatMap((rule) => rule(input, result)), ...checkEngine(input, result)];
  return findings.filter((finding) => !isToldByAnother(finding, findings));
}
