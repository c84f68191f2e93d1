import { parseArgs } from 'node:util';
import type { Command } from '../main.ts';
import { table } from '../table.ts';

/** What happened lately, oldest first. */
export const events: Command = async (args, { console, agent }) => {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
  const list = await (await agent()).events();
  if (values.json) {
    console.out(JSON.stringify({ events: list }));
    return 0;
  }
  const rows = list.map(({ t, kind, message }) => [new Date(t).toISOString(), kind, message]);
  table(['TIME', 'EVENT', 'WHAT'], rows).forEach(console.out);
  return 0;
};
