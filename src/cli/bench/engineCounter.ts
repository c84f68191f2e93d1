import * as l10n from '@vscode/l10n';
import { UsageError } from '../usage.ts';
import type { BenchFlags } from './benchFlags.ts';

/** With which the counter has nothing to be compared with: they are several runs. */
const ofSeveralRuns = ['find-users', 'repeats', 'mix'] as const;

/** Whether the engine's own counter is read: of a job of ours always, of an address only when that is asked for. Throws a UsageError. */
export function readsEngineCounter(flags: BenchFlags): boolean {
  const several = ofSeveralRuns.find((flag) => flags[flag] !== undefined);
  if (flags['engine-counter'] === true && several !== undefined) {
    throw new UsageError(l10n.t('--{0} and --{1}: only one of them can be. Leave one out.', 'engine-counter', several));
  }
  return flags['engine-counter'] === true || (flags.job !== undefined && several === undefined);
}
