import { liveStates, type Job } from '../src/protocol/agent.ts';

/** Whether a job holds its slice. */
export function isLive(job: Pick<Job, 'state'>): boolean {
  return liveStates.has(job.state);
}

/** Live jobs, newest first; then those that ended, the last to end first. */
export function orderJobs(jobs: Iterable<Job>): { readonly live: readonly Job[]; readonly ended: readonly Job[] } {
  const all = [...jobs].sort((a, b) => b.createdAt - a.createdAt || a.id.localeCompare(b.id));
  return {
    live: all.filter(isLive),
    ended: all.filter((job) => !isLive(job)).sort((a, b) => (b.endedAt ?? b.createdAt) - (a.endedAt ?? a.createdAt)),
  };
}
