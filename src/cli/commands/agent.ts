import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { liveStates } from '../../protocol/agent.ts';
import { agentFiles, openExisting } from '../../target/agent/findOrStart.ts';
import type { Command } from '../main.ts';
import { UsageError } from '../usage.ts';

/** Starts, stops or describes the agent of this state directory. */
export const agent: Command = async (args, context) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { jobs: { type: 'boolean' }, 'if-idle': { type: 'boolean' }, json: { type: 'boolean' } },
  });
  const { console } = context;
  const [action = 'start', ...rest] = positionals;
  if (rest.length > 0 || !['start', 'stop', 'status'].includes(action)) {
    throw new UsageError(l10n.t('agent {0}: use start, stop or status.', positionals.join(' ')));
  }
  const files = agentFiles(process.env);
  const home = files.directory;
  const session = action === 'start' ? await (await context.agent()).session() : await openExisting(files, () => undefined);
  if (session === undefined) {
    console.out(values.json ? JSON.stringify({ running: false, home }) : l10n.t('no agent runs in {0}', home));
    return 0;
  }
  try {
    const liveJobs = (await session.request('jobs', null)).filter(({ state }) => liveStates.has(state)).length;
    if (action === 'stop' && !(values['if-idle'] === true && liveJobs > 0)) {
      await session.request('shutdown', { stopJobs: values.jobs === true });
      await session.closed;
      console.out(values.json ? JSON.stringify({ running: false, home }) : l10n.t('the agent has ended'));
    } else {
      const { agent: facts } = session;
      console.out(
        values.json
          ? JSON.stringify({ running: true, home, liveJobs, ...facts })
          : l10n.t('agent {0} runs in {1}, {2} live jobs', facts.pid, home, liveJobs),
      );
    }
    return 0;
  } finally {
    session.close();
  }
};
