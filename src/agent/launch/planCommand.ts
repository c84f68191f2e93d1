import { statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Placement } from '../../gpu/placement.ts';
import type { CommandSpec } from '../../protocol/agent.ts';
import { findExecutable, isExecutable } from './executables.ts';
import type { RunOutlook } from './planLaunch.ts';

/** How the user's own command line is run, once nothing speaks against it. */
export interface CommandRun {
  readonly kind: 'command';
  /** Full path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** That of the shell where it was typed. */
  readonly env: Readonly<Record<string, string>>;
}

/** Finds the program of a command line as a shell in its directory would. */
export function planCommand({ argv, cwd, env }: CommandSpec, placement: Placement): RunOutlook<CommandRun> {
  const [name = '', ...args] = argv;
  const notes = placement.kind === 'fits' && placement.devices.some(({ simulated }) => simulated) ? [simulatedNote()] : [];
  const program = isDirectory(cwd) ? findProgram(name, cwd, env['PATH']) : undefined;
  if (program === undefined) {
    return { facts: { notes, problems: [{ reason: 'commandMissing', message: explainMissing(name, cwd) }] } };
  }
  return { facts: { notes, problems: [] }, run: { kind: 'command', program, args, cwd, env } };
}

function findProgram(name: string, cwd: string, path = ''): string | undefined {
  if (name.includes('/')) {
    const file = resolve(cwd, name);
    return isExecutable(file) ? file : undefined;
  }
  const directories = path.split(delimiter).filter((directory) => directory !== '');
  return name === '' ? undefined : findExecutable(name, directories.map((directory) => resolve(cwd, directory)).join(delimiter));
}

/** What, why and the likeliest cure. */
function explainMissing(name: string, cwd: string): string {
  if (!isDirectory(cwd)) {
    return l10n.t('The directory {0}, where the command was typed, is not there any more. Run it in one that is.', cwd);
  }
  const file = resolve(cwd, name);
  const kind = statSync(file, { throwIfNoEntry: false });
  if (name.includes('/')) {
    return kind === undefined
      ? l10n.t('"{0}": there is no file {1}. Check the path.', name, file)
      : kind.isDirectory()
        ? l10n.t('"{0}" is a directory. Name a program in it.', name)
        : l10n.t('"{0}" cannot be run. Make it executable (chmod +x {1}), or name its interpreter before it.', name, file);
  }
  const missing = l10n.t('"{0}" is not on the PATH of the shell where it was typed.', name);
  if (/\s/.test(name)) {
    return `${missing} ${l10n.t('Program and arguments are words of their own: leave the quotes out, or use sh -c.')}`;
  }
  return kind?.isFile() === true
    ? `${missing} ${l10n.t('It is a file here: name its interpreter before it, or write ./{0} where it is executable.', name)}`
    : `${missing} ${l10n.t('Check the spelling, install it, or name it by its path; aliases and shell words need sh -c.')}`;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function simulatedNote(): string {
  return l10n.t('simulated: the command sees no CUDA device; the memory of its processes counts instead');
}
