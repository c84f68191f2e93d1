import * as l10n from '@vscode/l10n';
import type { Job } from '../protocol/agent.ts';
import { UsageError } from './usage.ts';

/** The job of this id or name; of several with one name the latest. */
export function findJob(jobs: readonly Job[], text: string): Job {
  const matches = jobs.filter(({ id, name }) => id === text || name === text);
  const found = matches.toSorted((a, b) => b.createdAt - a.createdAt)[0];
  if (found === undefined) {
    const names = jobs.map(({ name }) => name).join(', ');
    throw new UsageError(
      names === ''
        ? l10n.t('no job {0}: there are no jobs.', JSON.stringify(text))
        : l10n.t('no job {0}. Jobs: {1}.', JSON.stringify(text), names),
    );
  }
  return found;
}
