import * as l10n from '@vscode/l10n';
import { formatGiB } from '../../gpu/memory.ts';
import { mib } from '../../gpu/quantity.ts';
import type { PodRate } from '../../target/cluster/jobs/clusterJobs.ts';
import type { PodActivity } from './cluster/clusterLook.ts';
import { rateOf } from './rate.ts';

/** What a pod of a watched job does and uses, for the end of its row; `sample` is of that pod alone where it is known. */
export function podActivity(pod: string, told: PodRate | undefined, now: number): PodActivity | undefined {
  if (told === undefined) {
    return undefined;
  }
  const { job, sample } = told;
  const { text, spoken, kind } = rateOf({ ...job, latest: sample }, now);
  const used = job.slices.flatMap(({ holder, usedMiB }) => (holder === pod && usedMiB !== undefined ? [usedMiB] : []));
  const memory =
    used.length === 0 ? [] : [l10n.t('{0} used', formatGiB(mib(used.reduce((sum: number, value) => sum + value, 0))))];
  const rate = kind === 'unknown' ? undefined : sample?.tokensPerSecond;
  return {
    text: [text, ...memory].join(' · '),
    spoken: [spoken, ...memory].join(', '),
    isFlowing: kind === 'flowing',
    ...(typeof rate === 'number' && { tokensPerSecond: rate }),
  };
}
