import type { ModelShape } from '../inference/models/modelShape.ts';
import { unknownCluster, type ClusterFacts } from './clusterFacts.ts';
import type { Severity } from './finding.ts';
import type { RuleId } from './rules/ruleTable.ts';

/** What a user wants a rule to count as. */
export type RuleSeverities = Readonly<Partial<Record<RuleId, Severity | 'off'>>>;

/** Models by their names in manifests. */
export type ModelShapes = ReadonlyMap<string, ModelShape>;

/** What a check may know beside the text. */
export interface CheckOptions {
  readonly cluster: ClusterFacts;
  readonly severities: RuleSeverities;
  /** Shapes of the models that manifests name (`namedModels`), as far as somebody found them; absent: nobody looked. */
  readonly models?: ModelShapes;
}

/** Nothing but the text. */
export const textAlone: CheckOptions = { cluster: unknownCluster, severities: {} };
