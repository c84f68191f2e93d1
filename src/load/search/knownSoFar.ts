import type { LoadResult } from '../measure/loadResult.ts';
import type { Capacity, Probe } from './capacity.ts';

/** What is known of a search that has not ended; the n-th result is that of the n-th probe. */
export function knownSoFar(probes: readonly Probe[], results: readonly LoadResult[]): Capacity {
  const users = Math.max(0, ...probes.filter(({ isWithinSlo }) => isWithinSlo).map((probe) => probe.users));
  const above = probes.filter((probe) => !probe.isWithinSlo && probe.users > users).map((probe) => probe.users);
  const best = probes.findIndex((probe) => probe.isWithinSlo && probe.users === users);
  return {
    users,
    tooMany: above.length === 0 ? null : Math.min(...above),
    clientLimited: probes.some(({ figures }) => figures.clientLimited),
    probes: [...probes],
    result: results[best] ?? null,
  };
}
