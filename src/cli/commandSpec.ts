import * as l10n from '@vscode/l10n';
import { share } from '../gpu/quantity.ts';
import type { CommandSpec } from '../protocol/agent.ts';
import { commandName } from './commandName.ts';
import { overrideRequest, type LaunchFlags } from './launchOptions.ts';
import { UsageError } from './usage.ts';

/** Variables that are ours and say nothing to what the user runs. */
const own: ReadonlySet<string> = new Set(['GPU_FRACTIONS_RELAUNCHED']);

/** The job that the words after `--` ask for, in this directory and environment. */
export function commandSpec(
  argv: readonly string[],
  flags: LaunchFlags,
  place: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly say: (text: string) => void },
): CommandSpec {
  if (argv.length === 0) {
    throw new UsageError(l10n.t('run: "--" ends the options; name the command after it: -- python train.py'));
  }
  for (const [flag, value] of [
    ['engine', flags.engine],
    ['model', flags.model],
  ] as const) {
    if (value !== undefined) {
      throw new UsageError(l10n.t('--{0} is for manifests: a command of your own runs as it is.', flag));
    }
  }
  if (flags.name?.trim() === '') {
    throw new UsageError(l10n.t('--name is empty. Leave it out, or write a name.'));
  }
  if (flags.fraction === undefined && flags.memory === undefined) {
    throw new UsageError(l10n.t('run: say how much of a GPU: --fraction 0.3 or --memory 8GiB.'));
  }
  const whole = { devices: 1, request: { kind: 'share', share: share(1) }, container: 'command' } as const;
  return {
    source: 'command',
    identity: { kind: 'Command', namespace: 'local', name: flags.name ?? commandName(argv) },
    argv,
    cwd: place.cwd,
    env: Object.fromEntries(
      Object.entries(place.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !own.has(entry[0])),
    ),
    request: overrideRequest(whole, flags, place.say),
  };
}
