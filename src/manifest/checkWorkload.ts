import type { Finding } from './finding.ts';
import { checkAdmission } from './rules/kaiAdmission.ts';
import { checkLimit } from './rules/limits.ts';
import { checkRestartPolicy } from './rules/restartPolicy.ts';
import type { Rule, RuleInput } from './rules/rule.ts';
import { checkSchedulerName } from './rules/schedulerName.ts';
import { checkMisplacedKeys, checkUnknownKeys } from './rules/unknownKeys.ts';
import { checkUnquotedValues } from './rules/unquotedValue.ts';
import { checkWholeGpu } from './rules/wholeGpu.ts';

const rules: readonly Rule[] = [
  checkUnquotedValues,
  checkAdmission,
  checkLimit,
  checkSchedulerName,
  checkRestartPolicy,
  checkUnknownKeys,
  checkMisplacedKeys,
  checkWholeGpu,
];

/** What the rules say about one workload. */
export function checkWorkload(input: RuleInput): readonly Finding[] {
  return rules.flatMap((rule) => rule(input));
}
