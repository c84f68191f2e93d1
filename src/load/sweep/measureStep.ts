import * as l10n from '@vscode/l10n';
import { displayProduct } from '../../gpu/product.ts';
import type { LoadResult } from '../measure/loadResult.ts';
import type { LoadPlan } from '../plan/loadPlan.ts';
import type { LoadProgress } from '../run/loadProgress.ts';
import type { Probe } from '../search/capacity.ts';
import { findUsers } from '../search/findUsers.ts';
import { countAgainst } from '../traffic/countAgainst.ts';
import type { GroundSlice } from './sweepGround.ts';
import type { SweepPlan, SweepStep } from './sweepPlan.ts';
import type { MeasuredStep } from './sweepResult.ts';

/** Runs one load to its end. */
export type RunLoad = (
  plan: LoadPlan,
  options: {
    readonly signal: AbortSignal;
    readonly onProgress?: (progress: LoadProgress) => void;
    readonly readPower?: () => Promise<number | null>;
  },
) => Promise<LoadResult>;

export interface StepListener {
  readonly probing: (users: number, load?: LoadProgress) => void;
  readonly probed: (probe: Probe) => void;
}

export interface StepRun {
  readonly runLoad: RunLoad;
  /** The number that is tried first. */
  readonly startUsers: number;
  readonly signal: AbortSignal;
  readonly listener: StepListener;
}

/** Seeds of members that serve the same model differ by so much, so that they never get the same prompts. */
const seedsOfMember = 1_000_003;

/**
 * Finds the users of the first slice, while all others are loaded by as many. Rejects when the signal aborts, when a slice ends
 * meanwhile, and when a neighbour answers nothing, since the first would not be measured beside it then.
 */
export async function measureStep(
  step: SweepStep,
  slices: readonly [GroundSlice, ...GroundSlice[]],
  plan: SweepPlan,
  { runLoad, startUsers, signal, listener }: StepRun,
): Promise<Pick<MeasuredStep, 'capacity' | 'tokensPerSecondOfAll' | 'neighbours'>> {
  const besides = new Map<LoadResult, readonly LoadResult[]>();
  let runs = 0;
  const capacity = await findUsers({
    slo: plan.slo,
    mostUsers: plan.mostUsers,
    startUsers,
    signal,
    onProbe: listener.probed,
    run: async (users) => {
      listener.probing(users);
      // other prompts each time: what a prefix cache still knows of the last probe would be no work
      const seed = plan.load.seed + runs++;
      const [own, ...others] = await loadAll(slices, { users, seed, plan, runLoad, signal, listener });
      signal.throwIfAborted();
      refuseEnded(slices, users);
      refuseIdle(slices, others);
      const [{ product, simulated }] = slices;
      const ranOn = `${displayProduct(product)} · ${step.name}`;
      const result = { ...own, ranOn, simulated, clientLimited: [own, ...others].some(({ clientLimited }) => clientLimited) };
      besides.set(result, others);
      return result;
    },
  });
  const others = (capacity.result && besides.get(capacity.result)) ?? [];
  return {
    capacity,
    tokensPerSecondOfAll: capacity.result && sum([capacity.result, ...others].map(({ tokensPerSecond }) => tokensPerSecond)),
    neighbours: others.flatMap(({ requests, errors, tokensPerSecond, ttftMs, itlMs }, index) => {
      const member = step.members[index + 1];
      return member === undefined ? [] : [{ member, figures: { requests, errors, tokensPerSecond, ttftMs, itlMs } }];
    }),
  };
}

interface Loading {
  readonly users: number;
  readonly seed: number;
  readonly plan: SweepPlan;
  readonly runLoad: RunLoad;
  readonly signal: AbortSignal;
  readonly listener: StepListener;
}

/** Loads all slices at once. When one run fails the others are ended, and awaited, before it is told. */
async function loadAll(
  slices: readonly [GroundSlice, ...GroundSlice[]],
  { users, seed, plan, runLoad, signal, listener }: Loading,
): Promise<readonly [LoadResult, ...LoadResult[]]> {
  const stop = new AbortController();
  const all = AbortSignal.any([signal, stop.signal]);
  const before = await slices[0].countTokens();
  const runs = slices.map(async (slice, index) => {
    const { endpoint } = slice;
    const load: LoadPlan = {
      ...plan.load,
      endpoint,
      arrivals: { kind: 'closed', users },
      seed: seed + index * seedsOfMember,
    };
    try {
      const own = {
        onProgress: (progress: LoadProgress) => listener.probing(users, progress),
        ...(slice.readPower && { readPower: () => slice.readPower?.() ?? Promise.resolve(null) }),
      };
      return await runLoad(load, { signal: all, ...(index === 0 && own) });
    } catch (error) {
      stop.abort();
      throw error;
    }
  });
  await Promise.allSettled(runs);
  const [own, ...others] = await Promise.all(runs);
  if (own === undefined) throw new Error('a step has a first slice');
  const run = { finished: Promise.resolve(), figures: () => own.wholeRun };
  const engineTokens = await countAgainst(run, before, () => slices[0].countTokens());
  return [engineTokens === null ? own : { ...own, engineTokens }, ...others];
}

function refuseEnded(slices: readonly GroundSlice[], users: number): void {
  for (const slice of slices) {
    const why = slice.whyEnded?.();
    if (why !== undefined)
      throw new Error(l10n.t('{0} ended under load (users of each slice: {1}): {2}', slice.name, users, why));
  }
}

function refuseIdle([, ...neighbours]: readonly GroundSlice[], results: readonly LoadResult[]): void {
  results.forEach(({ requests, errors, failures }, index) => {
    if (requests > errors) return;
    const why = failures[0]?.reason ?? l10n.t('no request ended');
    throw new Error(
      l10n.t('the neighbour {0} answered nothing, so nothing was measured beside it: {1}', neighbours[index]?.name ?? '', why),
    );
  });
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((total, value) => (total === null || value === null ? null : total + value), 0);
}
