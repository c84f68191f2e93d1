import * as l10n from '@vscode/l10n';
import { UsageError } from '../usage.ts';
import type { BenchFlags, LoadFlags } from './benchFlags.ts';

type Flag = keyof LoadFlags;

/** Of each line only one can be meant. */
const exclusive: readonly (readonly Flag[])[] = [
  ['url', 'job'],
  ['users', 'rate', 'replay'],
  ['dataset', 'prompt-tokens'],
  ['dataset', 'shared-prefix'],
  ['replay', 'dataset'],
  ['replay', 'prompt-tokens'],
  ['replay', 'max-tokens'],
  ['replay', 'shared-prefix'],
  ['key', 'key-env'],
];

/** The first says nothing without the second. */
const dependent: readonly (readonly [Flag, Flag])[] = [
  ['spacing', 'rate'],
  ['speed', 'replay'],
  ['volume', 'replay'],
];

/** Throws a UsageError where flags of one run contradict each other. */
export function checkFlags(flags: LoadFlags): void {
  for (const group of exclusive) refuseTogether(flags, group);
  for (const [flag, other] of dependent) refuseAlone(flags, flag, other);
}

/** Throws a UsageError where what is asked for beside one run has no meaning. */
export function checkSearchFlags(flags: BenchFlags): void {
  refuseTogether(flags, ['find-users', 'repeats']);
  for (const flag of ['quantile', 'most-users'] as const) refuseAlone(flags, flag, 'find-users');
}

function refuseTogether<Flag extends string>(flags: Partial<Record<Flag, unknown>>, group: readonly Flag[]): void {
  const [first, second] = group.filter((flag) => flags[flag] !== undefined);
  if (first !== undefined && second !== undefined) {
    throw new UsageError(l10n.t('--{0} and --{1}: only one of them can be. Leave one out.', first, second));
  }
}

function refuseAlone<Flag extends string>(flags: Partial<Record<Flag, unknown>>, flag: Flag, other: Flag): void {
  if (flags[flag] !== undefined && flags[other] === undefined) {
    throw new UsageError(l10n.t('--{0} is for --{1}. Give that too, or leave it out.', flag, other));
  }
}
