import * as l10n from '@vscode/l10n';
import type { ClusterFacts } from '../clusterFacts.ts';
import { valueRange } from '../edits.ts';
import type { Finding } from '../finding.ts';
import { findFractionContainer } from '../fractionContainer.ts';
import { formatVersion, isAtLeast } from '../version.ts';
import { findAnnotation, type RuleInput } from './rule.ts';

/** Since these versions gpu-fraction-container-name is read. */
const kaiFrom = { major: 0, minor: 10, patch: 0 };
const runaiFrom = { major: 2, minor: 24, patch: 0 };

/** Whether the cluster reads gpu-fraction-container-name; undefined where that is not known. */
export function readsContainerName({ kai, runai }: ClusterFacts): boolean | undefined {
  // Run:ai brings its own scheduler: where it is there its version counts.
  if (runai) return isAtLeast(runai, runaiFrom);
  return runai === null && kai ? isAtLeast(kai, kaiFrom) : undefined;
}

/** Older versions pass over the name in silence and give the GPU to the first container. */
export function checkContainerNameVersion(input: RuleInput): readonly Finding[] {
  const { cluster, item } = input;
  const named = findAnnotation(input, 'gpu-fraction-container-name');
  if (named === undefined || readsContainerName(cluster) !== false) return [];
  const holder = findFractionContainer(item.workload.template);
  const [first] = item.workload.template.containers;
  if (holder === undefined || first === undefined || (holder === first && item.workload.template.injectedFirst.length === 0))
    return [];
  const [product, version, since] = cluster.runai
    ? ['Run:ai', cluster.runai, runaiFrom]
    : ['KAI', cluster.kai ?? kaiFrom, kaiFrom];
  const message = l10n.t(
    'gpu-fraction-container-name: {0} {1} passes over it and gives the GPU to "{2}". Put "{3}" first, or update to {4}.',
    product,
    formatVersion(version),
    item.workload.template.injectedFirst[0] ?? first.name,
    holder.name,
    formatVersion(since),
  );
  return [{ rule: 'container-name-ignored', severity: 'warning', message, range: valueRange(named), fixes: [] }];
}
