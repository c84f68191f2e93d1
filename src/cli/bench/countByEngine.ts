import * as l10n from '@vscode/l10n';
import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { LoadPlan } from '../../load/plan/loadPlan.ts';
import { countAgainst } from '../../load/traffic/countAgainst.ts';
import { readEngineTokens } from '../../target/readEngineTokens.ts';
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

/** A run with what the engine's own counter moved by in it, null where it tells none; embeddings have no tokens that it would count. */
export async function countByEngine(
  { endpoint: { url, api } }: LoadPlan,
  signal: AbortSignal,
  run: () => Promise<LoadResult>,
): Promise<LoadResult> {
  const count = async () => (await readEngineTokens(url, signal))?.tokens ?? null;
  const before = api === 'embeddings' ? null : await count();
  const result = await run();
  if (signal.aborted) return result;
  const counted = { finished: Promise.resolve(), figures: () => result.wholeRun };
  return { ...result, engineTokens: before === null ? null : await countAgainst(counted, before, count) };
}
