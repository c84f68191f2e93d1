import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { liveStates, type Job, type TrafficStatus } from '../../protocol/agent.ts';
import { deploy } from '../deploy.ts';
import { JobFollower } from '../../target/jobFollower.ts';
import { launchFlags } from '../launchOptions.ts';
import { liveLine } from '../liveLine.ts';
import type { Command } from '../main.ts';
import { printProgress } from '../progress.ts';
import { summaryObject, summaryText } from '../summary.ts';
import { wholeNumber } from '../usage.ts';

/** Deploys a manifest, sends traffic for some seconds with a line a second, drains, sums up and stops the job. */
export const tryOut: Command = async (args, { console, agent, signal }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...launchFlags,
      seconds: { type: 'string' },
      users: { type: 'string' },
      'prompt-tokens': { type: 'string' },
      'max-tokens': { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const seconds = wholeNumber('seconds', values.seconds, 20);
  const traffic = {
    users: wholeNumber('users', values.users, 4),
    promptTokens: wholeNumber('prompt-tokens', values['prompt-tokens'], 32),
    maxTokens: wholeNumber('max-tokens', values['max-tokens'], 128),
  };
  const target = await agent();
  const [first] = await deploy(target, { ...values, copy: values.replace !== true }, { console, signal, only: 'one' });
  let shownFrom: number | undefined;
  using follower = new JobFollower(target, first, printProgress(console.err), (sample) => {
    if (shownFrom !== undefined) {
      console.out(
        values.json
          ? JSON.stringify({ type: 'sample', job: follower.job.name, ...sample })
          : liveLine(Math.round((sample.t - shownFrom) / 1000), sample, follower.job),
      );
    }
  });
  try {
    const ready = await follower.until(({ state }) => state === 'running' || !liveStates.has(state), signal);
    if (ready.state !== 'running') {
      console.err(endText(ready));
      return 1;
    }
    await target.startTraffic(first.id, traffic);
    shownFrom = Date.now();
    const running = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
    await follower.until(({ state }) => state !== 'running', running).catch(() => undefined);
    const figures = follower.job.state === 'running' ? await target.stopTraffic(first.id) : follower.job.traffic;
    shownFrom = undefined;
    return finish(follower.job, figures);
  } finally {
    if (liveStates.has(follower.job.state)) {
      await target.stop(first.id);
    }
  }

  function finish(job: Job, figures: TrafficStatus | undefined): number {
    if (job.state !== 'running') {
      console.err(endText(job));
    }
    if (figures === undefined) {
      return 1;
    }
    console.out(values.json ? JSON.stringify(summaryObject(job, figures)) : summaryText(job, figures));
    if (figures.lastError !== undefined) {
      console.err(l10n.t('last error: {0}', figures.lastError));
    }
    return job.state === 'running' && figures.errors === 0 && figures.tokens > 0 && !signal.aborted ? 0 : 1;
  }
};

function endText({ name, state, exit }: Job): string {
  return `${name}: ${state}${exit === undefined ? '' : `: ${exit.message}`}`;
}
