import * as l10n from '@vscode/l10n';
import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { LoadPlan } from '../../load/plan/loadPlan.ts';
import { withoutSecrets } from '../../load/plan/withoutSecrets.ts';
import { runLoad } from '../../load/run/runLoad.ts';
import { defaultCapacitySlo, type Capacity, type CapacitySlo, type Probe } from '../../load/search/capacity.ts';
import type { CapacityResult } from '../../load/search/capacityResult.ts';
import { knownSoFar } from '../../load/search/knownSoFar.ts';
import { findUsers } from '../../load/search/findUsers.ts';
import { UsageError, wholeNumber } from '../usage.ts';
import type { BenchFlags } from './benchFlags.ts';
import { threadOption } from './benchOptions.ts';
import type { DefaultExtent } from './benchPlan.ts';
import type { BenchRun } from './benchTarget.ts';

/** Of each number of users that is tried. */
export const probeExtent: DefaultExtent = { seconds: 10, warmUpSeconds: 2 };

/** Fewer requests would not load so many users. */
const leastRequestsPerUser = 2;
const mostUsersByDefault = 1024;
const quantiles: readonly CapacitySlo['quantile'][] = ['p50', 'p90', 'p95', 'p99'];

export interface SearchWatch {
  readonly signal: AbortSignal;
  /** `slo`: what the number was to keep. */
  readonly onProbe: (probe: Probe, slo: CapacitySlo) => void;
}

/** Searches for the most users that a server bears; ended before its time it resolves with what is known until then. */
export async function searchUsers(
  { plan, place }: BenchRun,
  flags: BenchFlags,
  { signal, onProbe }: SearchWatch,
): Promise<CapacityResult> {
  const { arrivals, slo: promised } = plan;
  if (arrivals.kind !== 'closed') {
    throw new UsageError(
      l10n.t(
        '--find-users and --{0}: users are looked for who wait for their answers. Leave one out.',
        arrivals.kind === 'open' ? 'rate' : 'replay',
      ),
    );
  }
  const slo: CapacitySlo = {
    ...defaultCapacitySlo,
    ...(promised?.ttftMs !== undefined && { ttftMs: promised.ttftMs }),
    quantile: readQuantile(flags.quantile),
  };
  const mostUsers = wholeNumber('most-users', flags['most-users'], mostUsersByDefault);
  const probes: Probe[] = [];
  const results: LoadResult[] = [];
  const startedAt = Date.now();
  const { arrivals: _, ...kept } = withoutSecrets(plan);
  const asKept = (capacity: Capacity, state: 'finished' | 'cancelled'): CapacityResult => ({
    ...capacity,
    schema: 'gpu-fractions.capacity/1',
    state,
    slo,
    plan: kept,
    mostUsers,
    startedAt,
    endedAt: Date.now(),
    simulated: false,
    ...place,
  });
  try {
    const capacity = await findUsers({
      run: async (users) => {
        // other prompts each time: what a prefix cache still knows of the last number would be no work
        const loaded = { ...withUsers(plan, users), seed: plan.seed + results.length };
        const result = { ...(await runLoad(loaded, { signal, ...threadOption(flags) })), ...place };
        results.push(result);
        return result;
      },
      slo,
      mostUsers,
      startUsers: arrivals.users,
      signal,
      onProbe: (probe) => {
        probes.push(probe);
        onProbe(probe, slo);
      },
    });
    return asKept(capacity, 'finished');
  } catch (error) {
    if (!signal.aborted) throw error;
    return asKept(knownSoFar(probes, results), 'cancelled');
  }
}

function withUsers(plan: LoadPlan, users: number): LoadPlan {
  const { requests } = plan.extent;
  const extent =
    requests === undefined ? plan.extent : { ...plan.extent, requests: Math.max(requests, leastRequestsPerUser * users) };
  return { ...plan, arrivals: { kind: 'closed', users }, extent };
}

function readQuantile(text = 'p95'): CapacitySlo['quantile'] {
  const quantile = quantiles.find((name) => name === text);
  if (quantile !== undefined) return quantile;
  throw new UsageError(l10n.t('--quantile {0}: no such quantile. Use one of {1}.', JSON.stringify(text), quantiles.join(', ')));
}
