import * as l10n from '@vscode/l10n';
import type { ClusterFacts } from '../clusterFacts.ts';
import { entryRange, valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { isAtLeast } from '../version.ts';
import { findLimitVariable, limitVariable } from './limitVariable.ts';
import { findAnnotation, type RuleInput } from './rule.ts';
import { findFractionAnnotation, isKaiScheduled } from './scheduling.ts';

/** What the cluster makes of a fraction: who holds the pods to it, and whether an autoscaler sees it. */
export function checkSharingMode(input: RuleInput): readonly Finding[] {
  const asking = findFractionAnnotation(input);
  if (asking === undefined || !isKaiScheduled(input)) return [];
  const { cluster } = input;
  const range = entryRange(asking);
  const key = asking.key.value;
  const findings: Finding[] = [];
  if (isUnenforced(cluster) && findAnnotation(input, 'mps') === undefined) {
    const message = l10n.t(
      '{0}: nothing on the cluster holds the pods to it: a container may use more GPU memory than it asked for. Bound the engine by its own flag.',
      key,
    );
    findings.push({ rule: 'not-enforced', severity: 'hint', message, range, fixes: [] });
  }
  if (cluster.autoscaler === 'plain') {
    const message = l10n.t(
      '{0}: the cluster autoscaler does not see annotations and adds no node for it. Enable the node-scale-adjuster of KAI (global.clusterAutoscaling).',
      key,
    );
    findings.push({ rule: 'autoscaler-blind', severity: 'hint', message, range, fixes: [] });
  }
  return findings;
}

/** No memory is held before 0.17 without an add-on, nor in the mode that says so (KAI, docs of the sharing modes). */
function isUnenforced({ sharing, kai, runai }: ClusterFacts): boolean {
  if (sharing !== undefined) return sharing === 'NonMemoryEnforced';
  return runai === null && kai !== undefined && kai !== null && !isAtLeast(kai, { major: 0, minor: 17, patch: 0 });
}

/** Only Run:ai up to 2.26 reads the limit from a variable. */
export function checkLimitVariableVersion(input: RuleInput): readonly Finding[] {
  const { kai, runai } = input.cluster;
  const variable = findLimitVariable(input);
  const isRead = runai === undefined || (runai !== null && !isAtLeast(runai, { major: 3, minor: 0, patch: 0 }));
  if (variable === undefined || isRead || (runai === null && !kai)) return [];
  const message = runai
    ? l10n.t(
        '{0}: Run:ai 3.0 reads the limit from annotations only, so the request is the limit. Use nvidia.com/container.<name>.gpu-memory.limit.',
        limitVariable,
      )
    : l10n.t(
        '{0}: KAI never reads it, so it limits nothing here. Use gpu-fraction.limit or gpu-memory.limit where KAI reads them.',
        limitVariable,
      );
  return [{ rule: 'limit-variable-ignored', severity: 'warning', message, range: valueRange(variable), fixes: [] }];
}
