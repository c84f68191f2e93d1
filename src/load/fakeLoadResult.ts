import type { LoadResult, Percentiles } from './measure/loadResult.ts';
import type { LoadPlan } from './plan/loadPlan.ts';

/** A plan against an address where nobody listens. */
export function fakeLoadPlan(users: number): LoadPlan {
  return {
    endpoint: { url: 'http://127.0.0.1:1', api: 'chat', model: 'tiny', headers: {}, body: {} },
    arrivals: { kind: 'closed', users },
    prompts: { kind: 'synthetic', lengths: { kind: 'fixed', tokens: 32 } },
    answer: { kind: 'fixed', tokens: 16 },
    ignoresEndOfText: true,
    extent: { warmUpSeconds: 1, seconds: 5 },
    seed: 1,
    silenceSeconds: 60,
  };
}

/** Percentiles that are all one figure. */
export function fakePercentiles(ms: number | null, count = ms === null ? 0 : 100): Percentiles {
  return { p50: ms, p90: ms, p95: ms, p99: ms, mean: ms, max: ms, count };
}

/** A result as of a run by so many users, with the figures that a test names. */
export function fakeLoadResult(users: number, figures: Partial<LoadResult> = {}): LoadResult {
  return {
    schema: 'gpu-fractions.load/1',
    plan: fakeLoadPlan(users),
    startedAt: 0,
    requests: 100,
    errors: 0,
    cancelled: 0,
    tokens: 1600,
    promptTokens: 3200,
    tokensFrom: 'usage',
    tokensPerSecond: 10 * users,
    requestsPerSecond: users,
    ttftMs: fakePercentiles(100),
    itlMs: fakePercentiles(10),
    chunkGapMs: fakePercentiles(10),
    tpotMs: fakePercentiles(10),
    endToEndMs: fakePercentiles(260),
    goodput: null,
    steady: { fromSeconds: 1, toSeconds: 6 },
    wholeRun: { tokens: 2000, seconds: 7, tokensPerSecond: 285 },
    failures: [],
    clientLimited: false,
    client: { threads: 1, busiest: 0.1, readDelayP95Ms: 1, sendDelayMs: fakePercentiles(0.1) },
    timeline: [],
    ...figures,
  };
}
