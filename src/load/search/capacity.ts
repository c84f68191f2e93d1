import type { LoadFigures, LoadResult } from '../measure/loadResult.ts';

/** What makes a number of users too many. */
export interface CapacitySlo {
  /** Largest TTFT at the quantile. */
  readonly ttftMs: number;
  /** 0.95 unless told. */
  readonly quantile: 'p50' | 'p90' | 'p95' | 'p99';
  /** Requests that fail, of all, at most; 0.01 unless told. */
  readonly errorShare: number;
}

/** One number of users that was tried. */
export interface Probe {
  readonly users: number;
  readonly isWithinSlo: boolean;
  /** Why it was too many, for a person. */
  readonly because?: string;
  readonly figures: Pick<LoadFigures, 'requests' | 'errors' | 'tokensPerSecond' | 'ttftMs' | 'itlMs' | 'clientLimited'>;
}

/** The largest number of users that a server bears within an SLO. */
export interface Capacity {
  /** 0: not even one. */
  readonly users: number;
  /** The smallest number that was too many; null: none was, up to the most that were tried. */
  readonly tooMany: number | null;
  /** The client was the limit: the server may bear more. */
  readonly clientLimited: boolean;
  /** In the order in which they were tried. */
  readonly probes: readonly Probe[];
  /** At `users`; null at 0. */
  readonly result: LoadResult | null;
}
