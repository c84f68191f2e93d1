import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { findJob } from '../findJob.ts';
import type { Command } from '../main.ts';
import { UsageError } from '../usage.ts';

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
  for (let offset = 0; !signal.aborted;) {
    const chunk = await target.logs(id, offset, 64 * 1024);
    const isRead = console.write(chunk.text);
    const isAtEnd = chunk.nextOffset === offset;
    offset = chunk.nextOffset;
    if (!isRead || (isAtEnd && (!values.follow || chunk.ended))) {
      break;
    }
    if (isAtEnd) {
      await delay(500, undefined, { signal }).catch(() => undefined);
    }
  }
  return 0;
};
