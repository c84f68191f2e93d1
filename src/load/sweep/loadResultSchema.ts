import * as z from 'zod/mini';
import type { LoadFigures, LoadResult, Percentiles } from '../measure/loadResult.ts';
import { loadPlanSchema } from '../plan/loadPlanSchema.ts';

const count = z.number().check(z.gte(0));
const figure = z.nullable(z.number());

export const percentilesSchema: z.ZodMiniType<Percentiles> = z.object({
  p50: figure,
  p90: figure,
  p95: figure,
  p99: figure,
  mean: figure,
  max: figure,
  count,
});

/** Epoch milliseconds of a date; others could not be shown. */
export const instant = z.number().check(z.gte(0), z.lte(8.64e15));

const failure = z.enum(['refused', 'connection', 'timeout', 'status', 'stream', 'empty', 'truncated']);

const figures = {
  requests: count,
  errors: count,
  cancelled: count,
  tokens: count,
  promptTokens: count,
  tokensFrom: z.enum(['usage', 'chunks', 'both']),
  tokensPerSecond: figure,
  requestsPerSecond: figure,
  ttftMs: percentilesSchema,
  itlMs: percentilesSchema,
  chunkGapMs: percentilesSchema,
  tpotMs: percentilesSchema,
  endToEndMs: percentilesSchema,
  goodput: z.nullable(z.object({ requestsPerSecond: figure, share: figure })),
  steady: z.object({ fromSeconds: z.number(), toSeconds: z.number() }),
  wholeRun: z.object({ tokens: count, seconds: z.number(), tokensPerSecond: figure }),
  failures: z.array(z.object({ failure, reason: z.string(), count })),
  clientLimited: z.boolean(),
  client: z.object({
    threads: count,
    busiest: z.number(),
    readDelayP95Ms: count,
    sendDelayMs: percentilesSchema,
    limitedBy: z.exactOptional(z.string()),
  }),
  timeline: z.array(z.number()),
};

const figuresSchema: z.ZodMiniType<LoadFigures> = z.object(figures);
const interval = z.object({ mean: z.number(), low: z.number(), high: z.number() });

/** A run as it was kept. Fields that are not known here are left out. */
export const loadResultSchema: z.ZodMiniType<LoadResult> = z.object({
  ...figures,
  schema: z.literal('gpu-fractions.load/1'),
  plan: loadPlanSchema,
  startedAt: instant,
  isCancelled: z.exactOptional(z.boolean()),
  engineTokens: z.exactOptional(z.nullable(z.number())),
  energy: z.exactOptional(z.object({ joules: z.number(), meanWatts: z.number(), tokensPerJoule: figure, source: z.string() })),
  ranOn: z.exactOptional(z.string()),
  simulated: z.exactOptional(z.boolean()),
  repeats: z.exactOptional(
    z.object({
      tokensPerSecond: interval,
      ttftP50Ms: z.nullable(interval),
      ttftP95Ms: z.nullable(interval),
      itlP50Ms: z.nullable(interval),
      runs: z.array(figuresSchema),
    }),
  ),
});
