import type { LoadFigures, LoadResult } from './loadResult.ts';

/** What of its figures alone a member has left beside the others: 1 is as much as alone; null where one of the two is not known. */
export interface BesideOthers {
  /** Share of its tokens each second that is left. */
  readonly tokensPerSecond: number | null;
  /** How many times as long it takes. */
  readonly ttftP50: number | null;
  readonly ttftP95: number | null;
  readonly itlP50: number | null;
}

/** Several loads, each alone and then all at once; as it is kept. Documented in docs/benchmark.md. */
export interface MixResult {
  readonly schema: 'gpu-fractions.mix/1';
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** It was ended while all were running; the figures are those until then. */
  readonly isCancelled?: boolean;
  readonly members: readonly {
    readonly name: string;
    readonly alone: LoadResult;
    readonly together: LoadResult;
    readonly besideOthers: BesideOthers;
  }[];
  /** Of all members at once. */
  readonly together: { readonly tokensPerSecond: number | null; readonly requestsPerSecond: number | null };
  readonly clientLimited: boolean;
}

export function compareMember(alone: LoadFigures, together: LoadFigures): BesideOthers {
  return {
    tokensPerSecond: ratio(together.tokensPerSecond, alone.tokensPerSecond),
    ttftP50: ratio(together.ttftMs.p50, alone.ttftMs.p50),
    ttftP95: ratio(together.ttftMs.p95, alone.ttftMs.p95),
    itlP50: ratio(together.itlMs.p50, alone.itlMs.p50),
  };
}

/** Sum of a rate of all; null where nobody has one. */
export function sumRates(rates: readonly (number | null)[]): number | null {
  const known = rates.filter((rate) => rate !== null);
  return known.length === 0 ? null : known.reduce((sum, rate) => sum + rate, 0);
}

function ratio(value: number | null, base: number | null): number | null {
  return value === null || base === null || base === 0 ? null : value / base;
}
