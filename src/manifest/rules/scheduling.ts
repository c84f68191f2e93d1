import { findAsking } from '../askedAmount.ts';
import type { ClusterFacts } from '../clusterFacts.ts';
import { isAtLeast } from '../version.ts';
import type { Entry } from '../workload.ts';
import { kaiScheduler } from './admission.ts';
import { findNvEntries, isMemory } from './nvFractions.ts';
import type { RuleInput } from './rule.ts';

export const runaiScheduler = 'runai-scheduler';

/** The first annotation with which the pods ask for a part of a GPU, as KAI or Run:ai read it. */
export function findFractionAnnotation(input: RuleInput): Entry | undefined {
  return findAsking(input) ?? findNvEntries(input).known.find(isMemory)?.entry;
}

/** The scheduler that reads fractions there; undefined where that is not known (Run:ai from 3.0 on). */
export function schedulerOf({ schedulerName, kai, runai }: ClusterFacts): string | undefined {
  if (schedulerName !== undefined) return schedulerName;
  if (runai !== undefined && runai !== null)
    return isAtLeast(runai, { major: 3, minor: 0, patch: 0 }) ? undefined : runaiScheduler;
  return kai !== undefined && kai !== null && runai === null ? kaiScheduler : undefined;
}

/** Whether KAI schedules the pods, and names what it reads itself. */
export function isKaiScheduled({ item, cluster }: RuleInput): boolean {
  const name = item.workload.template.schedulerName?.value;
  return name === kaiScheduler || (name !== undefined && name === cluster.schedulerName && name !== runaiScheduler);
}
