import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { describeRequest } from '../../gpu/describePlacement.ts';
import { liveStates, type Job } from '../../protocol/agent.ts';
import type { Command } from '../main.ts';
import { table } from '../table.ts';

/** Jobs, live ones first, finished ones with the reason. */
export const ps: Command = async (args, { console, agent }) => {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
  const jobs = await (await agent()).jobs();
  if (values.json) {
    console.out(JSON.stringify({ jobs }));
    return 0;
  }
  const ordered = jobs.toSorted((left, right) => Number(liveStates.has(right.state)) - Number(liveStates.has(left.state)));
  table(['JOB', 'STATE', 'REQUEST', 'ENGINE', 'TOK/S', 'ENDPOINT', 'ID'], ordered.map(row)).forEach(console.out);
  ordered.filter(({ exit }) => exit !== undefined).forEach(({ name, exit }) => console.out(`${name}: ${exit?.message}`));
  return 0;
};

function row({ name, state, request, engine, latest, endpoint, id, simulated }: Job): string[] {
  return [
    name,
    state,
    describeRequest(request) + (simulated ? `, ${l10n.t('simulated')}` : ''),
    engineText(engine),
    state === 'running' && typeof latest?.tokensPerSecond === 'number' ? latest.tokensPerSecond.toFixed(0) : '–',
    state === 'running' ? (endpoint ?? '–') : '–',
    id,
  ];
}

function engineText(engine: Job['engine']): string {
  if (engine === null) {
    return l10n.t('own command');
  }
  return engine.insteadOf === undefined ? engine.label : l10n.t('{0} (instead of {1})', engine.label, engine.insteadOf);
}
