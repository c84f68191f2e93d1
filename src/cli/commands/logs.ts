import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { findJob } from '../findJob.ts';
import { JobOutput } from '../jobOutput.ts';
import type { Command } from '../main.ts';
import { UsageError } from '../usage.ts';

const followEveryMs = 500;

/** Prints the log of a job; `--follow` goes on until the job ends or Ctrl-C. */
export const logs: Command = async (args, { console, agent, signal }) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { follow: { type: 'boolean', short: 'f' } },
  });
  if (positionals.length !== 1 || positionals[0] === undefined) {
    throw new UsageError(l10n.t('logs: name one job. See gpu-fractions ps.'));
  }
  const target = await agent();
  const { id } = findJob(await target.jobs(), positionals[0]);
  const output = new JobOutput(target, id, console.write);
  await (values.follow ? output.follow(followEveryMs, signal) : output.copy());
  return 0;
};
