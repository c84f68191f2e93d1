import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { Capacity, CapacitySlo, Probe } from '../../load/search/capacity.ts';
import type { CapacityResult } from '../../load/search/capacityResult.ts';
import { knownSoFar } from '../../load/search/knownSoFar.ts';
import { errorText } from '../errorText.ts';
import type { LoadTools, Measurement } from './measureServer.ts';
import { describeSearch } from './progressText.ts';

export interface Search extends Measurement {
  readonly slo: CapacitySlo;
  /** No more are tried. */
  readonly mostUsers: number;
}

/** Finds the most users. Keeps what is known after each probe; what was cancelled or has failed is kept as that, and rejects. */
export async function searchUsers({ runLoad, findUsers }: LoadTools, search: Search): Promise<void> {
  const { task, endpoint, place, readPower, slo, mostUsers, signal, say, now } = search;
  const power = readPower === undefined ? {} : { readPower };
  const plan = { ...task.load, endpoint };
  const probes: Probe[] = [];
  const results: LoadResult[] = [];
  const keep = keeper(search, plan);
  try {
    const capacity = await findUsers({
      slo,
      mostUsers,
      signal,
      run: async (users, runSignal) => {
        const tell = (): void => say(describeSearch(probes, users));
        tell();
        // other prompts each time: what a prefix cache still knows of the last probe would be no work
        const loaded = { ...plan, seed: plan.seed + results.length, arrivals: { kind: 'closed', users } } as const;
        const result = { ...(await runLoad(loaded, { signal: runSignal, onProgress: tell, ...power })), ...place };
        results.push(result);
        return result;
      },
      onProbe: (probe) => {
        probes.push(probe);
        void keep(knownSoFar(probes, results), { state: 'running' });
      },
    });
    await keep(capacity, { state: 'finished', endedAt: now() });
  } catch (error) {
    if (probes.length > 0) {
      const end = signal.aborted ? { state: 'cancelled' as const } : { state: 'failed' as const, reason: errorText(error) };
      await keep(knownSoFar(probes, results), { ...end, endedAt: now() });
    }
    throw error;
  }
}

/** One after the other, since each replaces the one before; the first that fails is told by all that follow. */
function keeper(
  { slo, mostUsers, place: { ranOn, simulated = false }, keep, now }: Search,
  plan: CapacityResult['plan'],
): (known: Capacity, end: Pick<CapacityResult, 'state' | 'endedAt' | 'reason'>) => Promise<void> {
  const asked = { schema: 'gpu-fractions.capacity/1', slo, plan, mostUsers, startedAt: now(), simulated } as const;
  const where = ranOn === undefined ? {} : { ranOn };
  let keeping: Promise<void> = Promise.resolve();
  return (known, end) => {
    keeping = keeping.then(() => keep({ ...asked, ...where, ...known, ...end }));
    // told by the last one, which is awaited
    keeping.catch(() => undefined);
    return keeping;
  };
}
