import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { Capacity, CapacitySlo, Probe } from '../../load/search/capacity.ts';
import type { CapacityResult } from '../../load/search/capacityResult.ts';
import { knownSoFar } from '../../load/search/knownSoFar.ts';
import { errorText } from '../errorText.ts';
import type { LoadTools, Measurement } from './measureServer.ts';
import { describeSearch } from './progressText.ts';
import { ResultKeeper } from './resultKeeper.ts';

export interface Search extends Measurement {
  readonly slo: CapacitySlo;
  /** No more are tried. */
  readonly mostUsers: number;
}

/** Finds the most users. Keeps what is known after each probe; what was cancelled or has failed is kept as that, and rejects. */
export async function searchUsers({ runLoad, findUsers }: LoadTools, search: Search): Promise<void> {
  const { task, endpoint, place, readPower, slo, mostUsers, signal, say, now } = search;
  const { ranOn, simulated = false } = place;
  const power = readPower === undefined ? {} : { readPower };
  const plan = { ...task.load, endpoint };
  const probes: Probe[] = [];
  const results: LoadResult[] = [];
  const where = { simulated, ...(ranOn !== undefined && { ranOn }) };
  const asked = { schema: 'gpu-fractions.capacity/1', slo, plan, mostUsers, startedAt: now(), ...where } as const;
  const keeper = new ResultKeeper(search.keep);
  const keep = (known: Capacity, end: Pick<CapacityResult, 'state' | 'endedAt' | 'reason'>): void =>
    keeper.keep({ ...asked, ...known, ...end });
  // measuring on would be in vain where nothing can be kept
  const going = AbortSignal.any([signal, keeper.failed]);
  try {
    const capacity = await findUsers({
      slo,
      mostUsers,
      signal: going,
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
        keep(knownSoFar(probes, results), { state: 'running' });
      },
    });
    keep(capacity, { state: 'finished', endedAt: now() });
    await keeper.kept();
  } catch (error) {
    if (probes.length > 0) {
      const end = signal.aborted ? { state: 'cancelled' as const } : { state: 'failed' as const, reason: errorText(error) };
      keep(knownSoFar(probes, results), { ...end, endedAt: now() });
      await keeper.kept();
    }
    throw error;
  }
}
