import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { LoadPlan } from '../../load/plan/loadPlan.ts';
import { countAgainst } from '../../load/traffic/countAgainst.ts';
import { readEngineTokens } from '../readEngineTokens.ts';

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
