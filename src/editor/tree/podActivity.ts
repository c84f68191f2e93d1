import type { Sample } from '../../inference/sample.ts';
import type { Job } from '../../protocol/agent.ts';
import type { PodActivity } from './cluster/clusterLook.ts';
import { rateOf } from './rate.ts';

/** What a pod of a watched job does, for the end of its row; `sample` is of that pod alone where it is known. */
export function podActivity(
  told: { readonly job: Job; readonly sample: Sample } | undefined,
  now: number,
): PodActivity | undefined {
  if (told === undefined) {
    return undefined;
  }
  const { text, spoken, kind } = rateOf({ ...told.job, latest: told.sample }, now);
  return { text, spoken, isFlowing: kind === 'flowing' };
}
