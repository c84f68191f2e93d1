import * as z from 'zod/mini';
import { loadPlanSchema } from '../plan/loadPlanSchema.ts';
import { instant } from '../sweep/loadResultSchema.ts';
import { capacityFields, capacitySloSchema } from '../sweep/sweepResultSchema.ts';
import type { CapacityResult } from './capacityResult.ts';

/** A plan lacks the users, which each probe fills in. It is read as a whole one, so that it is bound by the same rules. */
const plan: z.ZodMiniType<CapacityResult['plan']> = z.pipe(
  z.transform((value: unknown) =>
    typeof value === 'object' && value !== null ? { ...value, arrivals: { kind: 'closed', users: 1 } } : value,
  ),
  z.pipe(
    loadPlanSchema,
    z.transform(({ arrivals: _arrivals, ...rest }) => rest),
  ),
);

/** A search as it was kept. Fields that are not known here are left out. */
export const capacityResultSchema: z.ZodMiniType<CapacityResult> = z.object({
  ...capacityFields,
  schema: z.literal('gpu-fractions.capacity/1'),
  slo: capacitySloSchema,
  plan,
  mostUsers: z.int().check(z.gte(1)),
  startedAt: instant,
  endedAt: z.exactOptional(instant),
  state: z.enum(['running', 'finished', 'cancelled', 'failed']),
  reason: z.exactOptional(z.string()),
  ranOn: z.exactOptional(z.string()),
  simulated: z.boolean(),
});
