import { unknownCluster, type ClusterFacts } from './clusterFacts.ts';
import type { Severity } from './finding.ts';
import type { RuleId } from './rules/ruleTable.ts';

/** What a user wants a rule to count as. */
export type RuleSeverities = Readonly<Partial<Record<RuleId, Severity | 'off'>>>;

/** What a check may know beside the text. */
export interface CheckOptions {
  readonly cluster: ClusterFacts;
  readonly severities: RuleSeverities;
}

/** Nothing but the text. */
export const textAlone: CheckOptions = { cluster: unknownCluster, severities: {} };
