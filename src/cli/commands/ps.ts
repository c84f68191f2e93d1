import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { describeRequest } from '../../gpu/describePlacement.ts';
import { liveStates, type Job } from '../../protocol/agent.ts';
import type { Command } from '../main.ts';
import { table } from '../table.ts';

const longestCommand = 40;

/** Jobs, live ones first, finished ones with the reason. */
export const ps: Command = async (args, { console, agent }) => {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
  const jobs = await (await agent()).jobs();
  if (values.json) {
    console.out(JSON.stringify({ jobs }));
    return 0;
  }
  const ordered = jobs.toSorted((left, right) => Number(liveStates.has(right.state)) - Number(liveStates.has(left.state)));
  table(['JOB', 'STATE', 'REQUEST', 'MEMORY', 'RUNS', 'TOK/S', 'ENDPOINT', 'ID'], ordered.map(row)).forEach(console.out);
  ordered.forEach(({ name, exit }) => exit && console.out(`${name}: ${exit.message.replaceAll('\n', '\n    ')}`));
  return 0;
};

function row(job: Job): string[] {
  const { name, state, request, endpoint, id, simulated } = job;
  return [
    name,
    state,
    describeRequest(request) + (simulated ? `, ${l10n.t('simulated')}` : ''),
    memoryText(job),
    whatRuns(job),
    tokensText(job),
    state === 'running' ? (endpoint ?? '–') : '–',
    id,
  ];
}

function memoryText({ slices }: Job): string {
  const used = slices.flatMap(({ usedMiB }) => usedMiB ?? []);
  const limit = slices.reduce((sum, { limitMiB }) => sum + limitMiB, 0);
  return used.length === 0 ? '–' : `${gib(used.reduce((sum, part) => sum + part, 0))} / ${gib(limit)} GiB`;
}

function gib(memoryMiB: number): string {
  return (memoryMiB / 1024).toFixed(1);
}

function whatRuns({ engine, argv = [] }: Job): string {
  if (engine === null) {
    const text = argv.join(' ').replaceAll(/\s+/g, ' ');
    return text.length > longestCommand ? `${text.slice(0, longestCommand - 1)}…` : text;
  }
  return engine.insteadOf === undefined ? engine.label : l10n.t('{0} (instead of {1})', engine.label, engine.insteadOf);
}

function tokensText({ engine, state, latest }: Job): string {
  if (engine === null) {
    return l10n.t('no token source');
  }
  return state === 'running' && typeof latest?.tokensPerSecond === 'number' ? latest.tokensPerSecond.toFixed(0) : '–';
}
