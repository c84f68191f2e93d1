import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import { describeIssue } from '../plan/describeIssue.ts';
import { loadPlanSchema } from '../plan/loadPlanSchema.ts';
import type { Capacity, CapacitySlo, Probe } from '../search/capacity.ts';
import { instant, loadResultSchema, percentilesSchema } from './loadResultSchema.ts';
import type { SweepMember, SweepPlan, SweepStep } from './sweepPlan.ts';
import type { StepOutcome, SweepResult } from './sweepResult.ts';

const schemaName = 'gpu-fractions.sweep/1';

const member: z.ZodMiniType<SweepMember> = z.object({
  engine: z.string(),
  model: z.string(),
  manifestPath: z.exactOptional(z.string()),
  workload: z.exactOptional(z.string()),
  api: z.exactOptional(z.enum(['chat', 'completions', 'embeddings'])),
  share: z.number().check(z.gt(0), z.lte(1)),
});

const step: z.ZodMiniType<SweepStep> = z.object({
  name: z.string(),
  members: z.array(member).check(z.minLength(1)),
  mode: z.enum(['alone', 'contended']),
});

export const capacitySloSchema: z.ZodMiniType<CapacitySlo> = z.object({
  ttftMs: z.number().check(z.gt(0)),
  quantile: z.enum(['p50', 'p90', 'p95', 'p99']),
  errorShare: z.number().check(z.gte(0), z.lte(1)),
});

/** A load plan lacks what each probe fills in. It is read as a whole one, so that it is bound by the same rules. */
const filledIn = {
  endpoint: { url: 'http://127.0.0.1', api: 'chat', model: 'any', headers: {}, body: {} },
  arrivals: { kind: 'closed', users: 1 },
} as const;
const load: z.ZodMiniType<SweepPlan['load']> = z.pipe(
  z.transform((value: unknown) => (typeof value === 'object' && value !== null ? { ...value, ...filledIn } : value)),
  z.pipe(
    loadPlanSchema,
    z.transform(({ endpoint: _endpoint, arrivals: _arrivals, ...rest }) => rest),
  ),
);

const plan: z.ZodMiniType<SweepPlan> = z.object({
  steps: z.array(step),
  deviceUuid: z.exactOptional(z.string()),
  slo: capacitySloSchema,
  load,
  mostUsers: z.int().check(z.gte(1)),
  price: z.exactOptional(z.object({ perGpuHour: z.number().check(z.gt(0)), currency: z.string() })),
});

const count = z.number().check(z.gte(0));
const seen = {
  requests: count,
  errors: count,
  tokensPerSecond: z.nullable(z.number()),
  ttftMs: percentilesSchema,
  itlMs: percentilesSchema,
};

const probe: z.ZodMiniType<Probe> = z.object({
  users: z.int().check(z.gte(1)),
  isWithinSlo: z.boolean(),
  because: z.exactOptional(z.string()),
  figures: z.object({ ...seen, clientLimited: z.boolean() }),
});

export const capacityFields = {
  users: z.int().check(z.gte(0)),
  tooMany: z.nullable(z.int().check(z.gte(1))),
  clientLimited: z.boolean(),
  probes: z.array(probe),
  result: z.nullable(loadResultSchema),
} as const satisfies Record<keyof Capacity, unknown>;
const capacity: z.ZodMiniType<Capacity> = z.object(capacityFields);

const outcome: z.ZodMiniType<StepOutcome> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('measured'),
    step,
    capacity,
    tokensPerSecondOfAll: z.nullable(z.number()),
    neighbours: z.exactOptional(z.array(z.object({ member, figures: z.object(seen) }))),
    memoryMiB: count,
    enforcement: z.string(),
    seconds: count,
    notes: z.exactOptional(z.array(z.string())),
  }),
  z.object({ kind: z.literal('failed'), step, reason: z.string() }),
]);

const sweep: z.ZodMiniType<SweepResult> = z.object({
  schema: z.literal(schemaName),
  plan,
  startedAt: instant,
  endedAt: z.exactOptional(instant),
  state: z.enum(['running', 'finished', 'cancelled', 'failed']),
  ranOn: z.string(),
  deviceUuid: z.exactOptional(z.string()),
  simulated: z.boolean(),
  outcomes: z.array(outcome),
  underWay: z.exactOptional(z.object({ step, probes: z.array(probe) })),
});

/** Reads a sweep from the text of a file; a problem names the field, its value and the cure. What a program wrote beside it is left out. */
export function readSweepResult(text: string): Parsed<SweepResult> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return problem(
      l10n.t('not JSON: {0}. Name a file that a sweep wrote.', error instanceof Error ? error.message : String(error)),
    );
  }
  const { schema } = (typeof value === 'object' && value !== null ? value : {}) as { readonly schema?: unknown };
  if (schema !== schemaName) return problem(describeSchema(schema));
  const read = sweep.safeParse(value);
  if (read.success) return parsed(read.data);
  const [issue] = read.error.issues;
  return problem(issue === undefined ? read.error.message : describeIssue(issue, value));
}

function describeSchema(schema: unknown): string {
  const [, version] = /^gpu-fractions\.sweep\/(\d+)$/.exec(String(schema)) ?? [];
  if (version !== undefined) {
    return l10n.t(
      'schema "{0}": written by a newer version, this one reads {1}. Update GPU Fractions.',
      String(schema),
      schemaName,
    );
  }
  return schema === undefined
    ? l10n.t('schema is missing: not the result of a sweep. Name a file that a sweep wrote.')
    : l10n.t('schema {0}: not the result of a sweep ({1}). Name a file that a sweep wrote.', JSON.stringify(schema), schemaName);
}
