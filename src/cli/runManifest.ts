import * as l10n from '@vscode/l10n';
import { liveStates, type Job } from '../protocol/agent.ts';
import type { Target } from '../target/target.ts';
import { deploy } from './deploy.ts';
import { JobFollower } from '../target/jobFollower.ts';
import type { LaunchFlags } from './launchOptions.ts';
import type { Context } from './main.ts';
import { printProgress } from './progress.ts';

/** Deploys a manifest and waits until its jobs are ready; they run on. Ctrl-C while waiting stops what is not ready. */
export async function runManifest(
  flags: LaunchFlags & { readonly json?: boolean | undefined },
  { console, agent, signal }: Context,
): Promise<number> {
  const target = await agent();
  const jobs: Job[] = [];
  const deployed = await deploy(target, flags, { console, signal });
  try {
    for (const job of deployed) {
      using follower = new JobFollower(target, job, printProgress(console.err), () => undefined);
      jobs.push(await follower.until(({ state }) => state === 'running' || !liveStates.has(state), signal));
    }
  } catch (error) {
    await stopUnready(target, deployed);
    throw error;
  }
  if (flags.json) {
    console.out(JSON.stringify({ jobs }));
  } else {
    jobs.forEach(({ name, state, endpoint, exit }) =>
      console.out(
        state === 'running' ? l10n.t('{0}: ready: {1}', name, endpoint ?? '') : `${name}: ${state}: ${exit?.message ?? ''}`,
      ),
    );
  }
  return jobs.every(({ state }) => state === 'running') ? 0 : 1;
}

async function stopUnready(target: Target, deployed: readonly Job[]): Promise<void> {
  const ids = new Set(deployed.map(({ id }) => id));
  const unready = (await target.jobs()).filter(({ id, state }) => ids.has(id) && state !== 'running' && liveStates.has(state));
  await Promise.all(unready.map(({ id }) => target.stop(id)));
}
