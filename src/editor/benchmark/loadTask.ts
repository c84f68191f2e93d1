import type { LoadResult } from '../../load/measure/loadResult.ts';
import type { Arrivals, LoadPlan } from '../../load/plan/loadPlan.ts';
import { readLoadPlan } from '../../load/plan/loadPlanSchema.ts';
import type { CapacitySlo } from '../../load/search/capacity.ts';
import type { CapacityResult } from '../../load/search/capacityResult.ts';
import type { BenchmarkChoices } from '../ids.ts';
import { mostUsers, type LoadOrder } from './loadChoices.ts';

/** What is measured of a server: one load, or the most users within an SLO. */
export interface LoadTask {
  readonly load: Omit<LoadPlan, 'endpoint' | 'arrivals'>;
  readonly what:
    | { readonly kind: 'run'; readonly arrivals: Arrivals }
    | { readonly kind: 'search'; readonly slo: CapacitySlo; readonly mostUsers: number };
}

/** The task that a user has ordered. */
export function toTask(order: LoadOrder): LoadTask {
  const { load, sloTtftMs } = order;
  return {
    load: { ...plainLoad(order), slo: { ttftMs: sloTtftMs } },
    what:
      load.kind === 'findUsers'
        ? { kind: 'search', slo: withinTtft(sloTtftMs), mostUsers }
        : { kind: 'run', arrivals: arrivalsOf(load) },
  };
}

/** Throws with the field, its value and the cure where a task cannot be run. */
export function checkTask({ load, what }: LoadTask): void {
  // the server is filled in when it is reached
  const endpoint = { url: 'http://127.0.0.1', api: 'chat', model: 'any', headers: {}, body: {} };
  const arrivals = what.kind === 'run' ? what.arrivals : { kind: 'closed', users: 1 };
  const read = readLoadPlan({ ...load, endpoint, arrivals });
  if (read.kind === 'problem') {
    throw new Error(read.problem);
  }
}

/** The task that a result came from. */
export function taskOf(result: LoadResult | CapacityResult): LoadTask {
  if (result.schema === 'gpu-fractions.capacity/1') {
    const { endpoint: _endpoint, ...searched } = result.plan;
    return { load: searched, what: { kind: 'search', slo: result.slo, mostUsers: result.mostUsers } };
  }
  const { endpoint: _endpoint, arrivals, ...load } = result.plan;
  return { load, what: { kind: 'run', arrivals } };
}

/** First token of 95 % of all requests in this time, and fewer than one in a hundred fails. */
export function withinTtft(ttftMs: number): CapacitySlo {
  return { ttftMs, quantile: 'p95', errorShare: 0.01 };
}

/** What every run has in common, whoever is loaded and by how many. */
export function plainLoad({
  promptTokens,
  answerTokens,
  seconds,
}: Pick<LoadOrder, 'promptTokens' | 'answerTokens' | 'seconds'>): LoadTask['load'] {
  return {
    prompts: { kind: 'synthetic', lengths: { kind: 'fixed', tokens: promptTokens } },
    answer: { kind: 'fixed', tokens: answerTokens },
    // answers that end by themselves would make runs differ
    ignoresEndOfText: true,
    extent: { warmUpSeconds: Math.min(5, seconds / 4), seconds },
    seed: 1,
    silenceSeconds: 120,
  };
}

function arrivalsOf(load: Exclude<BenchmarkChoices['load'], { kind: 'findUsers' }>): Arrivals {
  switch (load.kind) {
    case 'users':
      return { kind: 'closed', users: load.users };
    case 'rate':
      return { kind: 'open', perSecond: load.perSecond, spacing: 'poisson' };
    case 'replay':
      return { kind: 'replay', file: load.file, speed: 1, volume: 1 };
  }
}
