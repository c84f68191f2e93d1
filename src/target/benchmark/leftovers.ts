import type { Target } from '../target.ts';
import { isLive } from '../../protocol/agent.ts';
import { benchOwner } from './benchName.ts';

/** Ends and forgets the jobs of sweeps whose process has gone: killed, or with the machine. Answers with their names. */
export async function removeLeftovers(target: Target, signal: AbortSignal): Promise<readonly string[]> {
  const left = (await target.jobs(signal)).filter(({ identity }) => {
    const pid = benchOwner(identity);
    return pid !== undefined && !isRunning(pid);
  });
  for (const job of left) {
    if (isLive(job)) await target.stop(job.id);
    await target.remove(job.id);
  }
  return left.map(({ name }) => name);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
