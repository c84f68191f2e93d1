import * as z from 'zod/mini';
import { trafficBounds, type Bounds } from './trafficBounds.ts';

function within({ least, most }: Bounds): z.ZodMiniType<number> {
  return z.int().check(z.gte(least), z.lte(most));
}

/** Options of a run of traffic, from the panel or from a client of the agent. */
export const trafficOptionsSchema = z.object({
  users: within(trafficBounds.users),
  promptTokens: within(trafficBounds.promptTokens),
  maxTokens: within(trafficBounds.maxTokens),
  seed: z.exactOptional(z.int()),
});
