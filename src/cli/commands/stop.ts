import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { liveStates } from '../../protocol/agent.ts';
import { findJob } from '../findJob.ts';
import type { Command } from '../main.ts';
import { UsageError } from '../usage.ts';

/** Stops jobs by name or id and waits until their processes have ended. */
export const stop: Command = async (args, { console, agent }) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { all: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  if ((values.all === true) === positionals.length > 0) {
    throw new UsageError(l10n.t('stop: name jobs, or use --all. See gpu-fractions ps.'));
  }
  const target = await agent();
  const jobs = await target.jobs();
  const chosen = values.all ? jobs.filter(({ state }) => liveStates.has(state)) : positionals.map((text) => findJob(jobs, text));
  const stopped = await Promise.all(chosen.map(({ id }) => target.stop(id)));
  if (values.json) {
    console.out(JSON.stringify({ jobs: stopped }));
  } else {
    stopped.forEach(({ name, state }) => console.out(`${name}: ${state}`));
  }
  return 0;
};
