import type { LoadPlan } from '../plan/loadPlan.ts';
import type { RequestFailure } from './requestRecord.ts';

/** Milliseconds at these shares of all observations; null where there were none. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly mean: number | null;
  readonly max: number | null;
  readonly count: number;
}

/** Whether the client kept up; where it did not, latencies are also its own. */
export interface ClientLoad {
  readonly threads: number;
  /** Share of the steady window in which the busiest thread computed, 0 to 1. */
  readonly busiest: number;
  /** How late the slowest thread came around to read what had arrived: in 95 of 100 cases less. */
  readonly readDelayP95Ms: number;
  /** How late requests were sent after they were due, by the client's own fault. */
  readonly sendDelayMs: Percentiles;
  /** Why it is the client that was the limit, for a person; absent: it was not. */
  readonly limitedBy?: string;
}

/** A mean over repeats with its 95 % confidence interval (Student's t). */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Electric energy of the device in the steady window. Of a shared card it is that of all who used it. */
export interface Energy {
  readonly joules: number;
  readonly meanWatts: number;
  readonly tokensPerJoule: number | null;
  /** What told the power: `nvidia-smi`. */
  readonly source: string;
}

/** The figures of one run; documented in docs/benchmark.md. Null: nothing to tell. */
export interface LoadFigures {
  /** Requests that ended, with an error or without, after the warm-up. */
  readonly requests: number;
  readonly errors: number;
  /** Requests that our own end cut off, after the grace of the drain or by a person; they are in neither of the two. */
  readonly cancelled: number;
  /** Tokens of the answers of those that went well; of embeddings: of the texts. */
  readonly tokens: number;
  readonly promptTokens: number;
  /** Who counted them: the server's usage figures, or chunks where it told none. */
  readonly tokensFrom: 'usage' | 'chunks' | 'both';
  /** Tokens that arrived in the steady window, each second. */
  readonly tokensPerSecond: number | null;
  readonly requestsPerSecond: number | null;
  /** From the time at which a request was due to its first output. */
  readonly ttftMs: Percentiles;
  /** Gaps between reads that had output, shared among the tokens of the later one. */
  readonly itlMs: Percentiles;
  /** The same gaps, not shared: between chunks as they came. */
  readonly chunkGapMs: Percentiles;
  /** Of each request: (last - first output) / (tokens - 1). */
  readonly tpotMs: Percentiles;
  readonly endToEndMs: Percentiles;
  /** Requests each second that kept the whole SLO, and their share; null where none was given. */
  readonly goodput: { readonly requestsPerSecond: number | null; readonly share: number | null } | null;
  /** In which the figures were taken: seconds after the start of the run. Warm-up and drain are outside. */
  readonly steady: { readonly fromSeconds: number; readonly toSeconds: number };
  /** With warm-up and drain: tokens by seconds from the first request to the last answer. */
  readonly wholeRun: { readonly tokens: number; readonly seconds: number; readonly tokensPerSecond: number | null };
  readonly failures: readonly { readonly failure: RequestFailure; readonly reason: string; readonly count: number }[];
  readonly clientLimited: boolean;
  readonly client: ClientLoad;
  /** Tokens of each second of the run. */
  readonly timeline: readonly number[];
}

/** One run of load, as it is kept. */
export interface LoadResult extends LoadFigures {
  readonly schema: 'gpu-fractions.load/1';
  /** Without headers' values. */
  readonly plan: LoadPlan;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** It was ended before its time; the figures are those until then. */
  readonly isCancelled?: boolean;
  /** The same in the same time by the engine's own counter; absent where nobody read it. */
  readonly engineTokens?: number | null;
  readonly energy?: Energy;
  /** Where it ran, for a person: "H100 80GB · 0.5"; absent: an address that nothing is known of. */
  readonly ranOn?: string;
  /** The device is simulated: the figures are those of this machine's CPU. */
  readonly simulated?: boolean;
  /** Present where the plan was run several times; the figures are those of the median run by tokens per second. */
  readonly repeats?: {
    readonly tokensPerSecond: Interval;
    readonly ttftP50Ms: Interval | null;
    readonly ttftP95Ms: Interval | null;
    readonly itlP50Ms: Interval | null;
    readonly runs: readonly LoadFigures[];
  };
}
