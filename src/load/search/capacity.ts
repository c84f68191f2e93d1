import type { LoadFigures, LoadResult } from '../measure/loadResult.ts';

/** What makes a number of users too many. */
export interface CapacitySlo {
  /** Largest TTFT at the quantile. */
  readonly ttftMs: number;
  /** 0.95 unless told. */
  readonly quantile: 'p50' | 'p90' | 'p95' | 'p99';
  /** The share of requests that fail stays below it; 0.01 unless told. */
  readonly errorShare: number;
}

/** First token of 95 % of all requests within a second, and fewer than one in a hundred fails. */
export const defaultCapacitySlo: CapacitySlo = { ttftMs: 1000, quantile: 'p95', errorShare: 0.01 };

/** One number of users that was tried. */
export interface Probe {
  readonly users: number;
  readonly isWithinSlo: boolean;
  /** Why it was too many, for a person. */
  readonly because?: string;
  readonly figures: Pick<LoadFigures, 'requests' | 'errors' | 'tokensPerSecond' | 'ttftMs' | 'itlMs' | 'clientLimited'>;
}

/**
 * The largest number of users that a server bears within an SLO. It lies between `users` and `tooMany`: exact where these are
 * neighbours, as they always are up to 64 users; above that they may be 2 % apart.
 */
export interface Capacity {
  /** 0: not even one. */
  readonly users: number;
  /** The smallest number that was too many; null: none was, so the server may bear more than `users`. */
  readonly tooMany: number | null;
  /** The client was the limit: the search stopped there, and the server may bear more. */
  readonly clientLimited: boolean;
  /** In the order in which they were tried; a number that failed, or at which the client was the limit, was tried twice. */
  readonly probes: readonly Probe[];
  /** At `users`; null at 0. */
  readonly result: LoadResult | null;
}
