import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterApi } from '../cluster/api/clusterApi.ts';
import { ClusterError } from '../cluster/api/clusterError.ts';
import type { ApplyResult } from '../cluster/deploy/applyObjects.ts';
import { undoApply } from '../cluster/deploy/undoApply.ts';

/** A server that cannot be reached for some seconds must not leave a GPU taken. */
const pausesMs = [1000, 3000, 10_000];

/**
 * Deletes what was applied for a copy called `name`, also a copy of which no answer told whether it was made: nobody else has that name.
 * Tries again for some seconds; answers with what is left, each with the reason. Never rejects.
 */
export async function takeBack(
  api: ClusterApi,
  name: string,
  applied: readonly ApplyResult[],
  pauses: readonly number[] = pausesMs,
): Promise<readonly string[]> {
  let left = await takeBackOnce(api, name, applied);
  for (const pauseMs of pauses) {
    if (left.length === 0) break;
    await delay(pauseMs);
    left = await takeBackOnce(
      api,
      name,
      left.map(({ result }) => result),
    );
  }
  return left.map(({ result, why }) => `${result.planned.title}: ${why}`);
}

interface Left {
  readonly result: ApplyResult;
  readonly why: string;
}

async function takeBackOnce(api: ClusterApi, name: string, applied: readonly ApplyResult[]): Promise<readonly Left[]> {
  const left: Left[] = [];
  for (const result of applied.toReversed()) {
    const { planned, outcome } = result;
    const why = outcome.kind === 'unknown' && planned.ref.name === name ? await remove(api, result) : await undo(api, result);
    if (why !== undefined) left.push({ result, why });
  }
  return left.toReversed();
}

async function undo(api: ClusterApi, result: ApplyResult): Promise<string | undefined> {
  const [undone] = await undoApply(api, [result]);
  return undone?.outcome.kind === 'notRestored' ? undone.outcome.message : undefined;
}

async function remove(api: ClusterApi, { planned }: ApplyResult): Promise<string | undefined> {
  try {
    await api.delete(planned.ref, { propagation: 'background' });
    return undefined;
  } catch (error) {
    return ClusterError.is(error, 'notFound') ? undefined : error instanceof Error ? error.message : String(error);
  }
}
