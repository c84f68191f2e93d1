import { planSweep } from '../../load/sweep/planSweep.ts';
import type { SweepModel, SweepPlan, SweepStep } from '../../load/sweep/sweepPlan.ts';
import type { Price } from '../deploy/cluster/prices.ts';
import type { LoadOrder } from './loadChoices.ts';
import { plainLoad, withinTtft } from './loadTask.ts';

/** What the user has chosen to compare. */
export interface Comparison extends Pick<LoadOrder, 'promptTokens' | 'answerTokens' | 'seconds' | 'sloTtftMs'> {
  readonly model: SweepModel;
  readonly deviceUuid?: string | undefined;
  readonly fractions: readonly number[];
  readonly modes: readonly SweepStep['mode'][];
  readonly mostUsers: number;
  /** Of an hour of the whole GPU. */
  readonly price?: Price | undefined;
}

/** No more users are tried of one slice, unless told. */
export const mostUsersOfSlice = 256;

/** The sweep that measures it. Throws SweepError where it cannot be. */
export function planComparison(comparison: Comparison): SweepPlan {
  const { model, deviceUuid, fractions, modes, mostUsers, price, sloTtftMs } = comparison;
  return planSweep({
    model,
    fractions,
    modes,
    slo: withinTtft(sloTtftMs),
    load: { ...plainLoad(comparison), slo: { ttftMs: sloTtftMs } },
    mostUsers,
    ...(deviceUuid !== undefined && { deviceUuid }),
    ...(price !== undefined && { price: { perGpuHour: price.amount, currency: `${price.before}${price.after}`.trim() } }),
  });
}

/** Whether a fraction leaves room for a neighbour of its size. */
export function hasNeighbours(share: number): boolean {
  return share <= 0.5;
}
