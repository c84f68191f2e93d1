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
  if (action !== 'start') {
    const session = await openExisting(files, () => undefined);
    if (session === undefined) {
      console.out(
        values.json ? JSON.stringify({ running: false, home: files.directory }) : l10n.t('no agent runs in {0}', files.directory),
      );
      return 0;
    }
    session.close();
  }
  const target = await context.agent();
  const live = (await target.jobs()).filter(({ state }) => liveStates.has(state)).length;
  if (action === 'stop' && !(values['if-idle'] === true && live > 0)) {
    await target.shutdown(values.jobs === true);
    console.out(values.json ? JSON.stringify({ running: false, home: files.directory }) : l10n.t('the agent has ended'));
    return 0;
  }
  const { agent: facts } = await target.session();
  console.out(
    values.json
      ? JSON.stringify({ running: true, home: target.home, liveJobs: live, ...facts })
      : l10n.t('agent {0} runs in {1}, {2} live jobs', facts.pid, target.home, live),
  );
  return 0;
};
