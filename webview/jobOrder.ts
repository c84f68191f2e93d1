import { isLive, type Job } from '../src/protocol/agent.ts';

/** Live jobs, newest first; then those that ended, the last to end first. */
export function orderJobs(jobs: Iterable<Job>): { readonly live: readonly Job[]; readonly ended: readonly Job[] } {
  const all = [...jobs].sort((a, b) => b.createdAt - a.createdAt || a.id.localeCompare(b.id));
  return {
    live: all.filter(isLive),
    ended: all.filter((job) => !isLive(job)).sort((a, b) => (b.endedAt ?? b.createdAt) - (a.endedAt ?? a.createdAt)),
  };
}
