import * as l10n from '@vscode/l10n';
import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { MixResult } from '../../load/measure/mixResult.ts';
import { runMix, type MixProgress } from '../../load/run/runMix.ts';
import type { Context } from '../main.ts';
import { UsageError } from '../usage.ts';
import { loadFlags, type BenchFlags, type LoadFlags } from './benchFlags.ts';
import { readBenchRun, type BenchRun } from './benchTarget.ts';
import { readMix } from './readMix.ts';

interface NamedRun extends BenchRun {
  readonly name: string;
}

/** What says nothing of a mix. */
const ofOneRun = ['find-users', 'quantile', 'most-users', 'repeats'] as const;

/** Reads the runs of a file, with whatever the command line says for all of them. Rejects with a UsageError that names the run. */
export async function readMixRuns(file: string, flags: BenchFlags, context: Context): Promise<readonly NamedRun[]> {
  for (const flag of ofOneRun) {
    if (flags[flag] !== undefined) throw new UsageError(l10n.t('--{0} and --mix: only one of them can be. Leave one out.', flag));
  }
  const forAll: LoadFlags = Object.fromEntries(Object.entries(flags).filter(([flag]) => Object.hasOwn(loadFlags, flag)));
  const runs: NamedRun[] = [];
  for (const { name, flags: own } of await readMix(file, forAll)) {
    try {
      runs.push({ name, ...(await readBenchRun(own, context)) });
    } catch (error) {
      throw error instanceof UsageError ? new UsageError(`--mix ${file}: ${name}: ${error.message}`) : error;
    }
  }
  return runs;
}

/** Runs each alone, then all at once. Rejects when it is aborted before all were running. */
export async function benchMix(
  runs: readonly NamedRun[],
  options: { readonly signal: AbortSignal; readonly threads?: number; readonly onProgress?: (progress: MixProgress) => void },
): Promise<MixResult> {
  const mix = await runMix(runs, options);
  const placed = (result: LoadResult, index: number): LoadResult => ({ ...result, ...runs[index]?.place });
  return {
    ...mix,
    members: mix.members.map(({ alone, together, ...rest }, index) => ({
      ...rest,
      alone: placed(alone, index),
      together: placed(together, index),
    })),
  };
}
