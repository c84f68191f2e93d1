import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { EngineOffer } from '../../protocol/agent.ts';
import type { Command } from '../main.ts';
import { printCalmly } from '../progress.ts';
import { table } from '../table.ts';
import { UsageError } from '../usage.ts';

const shownModels = 3;

/** Engines as far as this machine has them; `install NAME` fetches one that can be fetched. */
export const engines: Command = async (args, { console, agent, signal }) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' } },
  });
  const [action, name, ...rest] = positionals;
  if (rest.length > 0 || (action !== undefined && (action !== 'install' || name === undefined))) {
    throw new UsageError(
      l10n.t('engines {0}: use gpu-fractions engines, or gpu-fractions engines install embedded.', positionals.join(' ')),
    );
  }
  const target = await agent();
  const known = await target.engines(signal);
  if (name === undefined) {
    list(known, values.json === true, console.out);
    return 0;
  }
  const offer = known.find(({ id }) => id === name);
  if (offer?.state === 'installable') {
    console.err(l10n.t('{0}: fetches about {1} by npm; Ctrl-C gives it up', offer.label, offer.downloadSize ?? '–'));
  }
  // what is ready already is, and what cannot be installed is refused with what to do
  using progress = printCalmly(console.err);
  await target.installEngine(name, progress.say, signal);
  const installed = (await target.engines(signal)).find(({ id }) => id === name);
  console.out(values.json ? JSON.stringify({ engine: installed }) : l10n.t('{0}: ready: {1}', name, installed?.detail ?? '–'));
  return 0;
};

function list(offers: readonly EngineOffer[], isJson: boolean, print: (line: string) => void): void {
  if (isJson) {
    print(JSON.stringify({ engines: offers }));
    return;
  }
  const rows = offers.map(({ id, state, models, detail }) => [id, state, describeModels(models), detail]);
  table(['ENGINE', 'STATE', 'MODELS HERE', 'WHERE, OR WHAT TO DO'], rows).forEach(print);
}

function describeModels(models: readonly string[]): string {
  const more = models.length - shownModels;
  const names = models.slice(0, shownModels).map((model) => (/\.gguf$/i.test(model) ? basename(model) : model));
  return models.length === 0 ? '–' : names.join(', ') + (more > 0 ? ` ${l10n.t('and {0} more', more)}` : '');
}
