import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { liveStates, type Job } from '../../protocol/agent.ts';
import { deploy } from '../deploy.ts';
import { JobFollower } from '../jobFollower.ts';
import { launchFlags } from '../launchOptions.ts';
import type { Command } from '../main.ts';
import { printProgress } from '../progress.ts';

/** Deploys a manifest and waits until its jobs are ready; they run on. Ctrl-C while waiting stops what is not ready. */
export const run: Command = async (args, { console, agent, signal }) => {
  const { values } = parseArgs({ args: [...args], options: { ...launchFlags, json: { type: 'boolean' } } });
  const target = await agent();
  const jobs: Job[] = [];
  for (const job of await deploy(target, values, { console, signal })) {
    using follower = new JobFollower(target, job, printProgress(console.err), () => undefined);
    try {
      jobs.push(await follower.until(({ state }) => state === 'running' || !liveStates.has(state), signal));
    } catch (error) {
      await target.stop(job.id);
      throw error;
    }
  }
  if (values.json) {
    console.out(JSON.stringify({ jobs }));
  } else {
    jobs.forEach(({ name, state, endpoint, exit }) =>
      console.out(
        state === 'running' ? l10n.t('{0}: ready: {1}', name, endpoint ?? '') : `${name}: ${state}: ${exit?.message ?? ''}`,
      ),
    );
  }
  return jobs.every(({ state }) => state === 'running') ? 0 : 1;
};
