import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { launchFlags } from '../launchOptions.ts';
import type { Command } from '../main.ts';
import { runManifest } from '../runManifest.ts';
import { runOwnCommand } from '../runOwnCommand.ts';
import { UsageError } from '../usage.ts';

const options = { ...launchFlags, detach: { type: 'boolean', short: 'd' }, json: { type: 'boolean' } } as const;

/** Runs a manifest (`-f FILE`), or the command line after `--`, on a fraction of a GPU. */
export const run: Command = async (args, context) => {
  const end = args.indexOf('--');
  const own = end === -1 ? [...args] : args.slice(0, end);
  const argv = end === -1 ? undefined : args.slice(end + 1);
  refuseWords(own, args);
  const { values } = parseArgs({ args: own, options });
  if (argv !== undefined && values.file !== undefined) {
    throw new UsageError(
      l10n.t('run: -f FILE runs a manifest and "--" a command of your own; a manifest\'s command never runs. Use one of them.'),
    );
  }
  if (argv !== undefined) {
    return runOwnCommand(argv, values, context);
  }
  if (values.file === undefined) {
    throw new UsageError(
      l10n.t('run: say what to run: a manifest (-f FILE), or a command of your own (--fraction 0.3 -- python train.py).'),
    );
  }
  return runManifest(values, context);
};

/** The first word that is no option begins a command whose "--" was forgotten. */
function refuseWords(own: string[], all: readonly string[]): void {
  const { tokens } = parseArgs({ args: own, options, strict: false, tokens: true });
  const first = tokens.find(({ kind }) => kind === 'positional');
  if (first !== undefined) {
    const words = all.slice(first.index).filter((word) => word !== '--');
    throw new UsageError(
      l10n.t('run: a command of your own comes after "--": gpu-fractions run --fraction 0.3 -- {0}', words.join(' ')),
    );
  }
}
