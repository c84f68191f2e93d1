import type { ClusterFacts } from '../../../manifest/clusterFacts.ts';
import { classNamed, isPreemptibleValue } from '../../../manifest/rules/priority.ts';
import type { PodGroupObject } from '../objects/kai.ts';

/** Whether KAI may evict a group for others; undefined where its class is not known. */
export function isPreemptible({ preemptibility, priorityClassName }: PodGroupObject, facts: ClusterFacts): boolean | undefined {
  if (preemptibility === 'preemptible') return true;
  if (preemptibility === 'non-preemptible') return false;
  const found = priorityClassName === undefined ? undefined : classNamed(facts, priorityClassName);
  return found && isPreemptibleValue(found.value);
}
