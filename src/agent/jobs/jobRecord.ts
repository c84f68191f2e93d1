import * as z from 'zod/mini';
import { mib, share } from '../../gpu/quantity.ts';
import { enforcements, type Slice } from '../../gpu/slice.ts';
import { launchOptionsSchema, recordedSpecSchema, type RecordedSpec } from '../../protocol/agentSchemas.ts';
import { liveStates, type EngineInfo, type Job, type JobExit, type JobState, type LaunchOptions } from '../../protocol/agent.ts';
import type { ProcessIdentity } from '../processIdentity.ts';

/** The engine of an inference job. */
export interface Serving {
  readonly engine: EngineInfo;
  /** As the user wrote it. */
  readonly model: string;
  /** Name that clients of its endpoint use for the model. */
  readonly servedName: string;
  readonly port: number;
}

/** All that must survive the agent: the journal keeps the newest record of each job. */
export interface JobRecord {
  readonly id: string;
  readonly name: string;
  readonly spec: RecordedSpec;
  readonly options: LaunchOptions;
  readonly state: JobState;
  /** Null: the user's own command line runs. */
  readonly serving: Serving | null;
  /** What it was granted; held while it is live. */
  readonly slices: readonly Slice[];
  readonly product: string;
  readonly simulated: boolean;
  readonly createdAt: number;
  readonly readyAt?: number;
  readonly endedAt?: number;
  readonly exit?: JobExit;
  readonly notes: readonly string[];
  /** The wrapper of its process group; absent before the spawn. */
  readonly process?: ProcessIdentity;
  /** Bytes of log that were cut off at the front. */
  readonly logStart: number;
}

const memoryMiB = z.pipe(z.number(), z.transform(mib));
const slice = z.object({
  deviceUuid: z.string(),
  holder: z.string(),
  share: z.pipe(z.number(), z.transform(share)),
  requestMiB: memoryMiB,
  limitMiB: memoryMiB,
  enforcement: z.enum(enforcements),
  usedMiB: z.exactOptional(memoryMiB),
});

const serving = z.object({
  engine: z.object({ id: z.string(), label: z.string(), insteadOf: z.exactOptional(z.string()) }),
  model: z.string(),
  servedName: z.string(),
  port: z.number(),
});

const record = z.object({
  id: z.string().check(z.regex(/^[\w-]{1,64}$/)),
  name: z.string(),
  spec: recordedSpecSchema,
  options: launchOptionsSchema,
  state: z.enum(['preparing', 'starting', 'running', 'stopping', 'stopped', 'failed', 'OOMKilled', 'lost']),
  serving: z.nullable(serving),
  slices: z.array(slice),
  product: z.string(),
  simulated: z.boolean(),
  createdAt: z.number(),
  readyAt: z.exactOptional(z.number()),
  endedAt: z.exactOptional(z.number()),
  exit: z.exactOptional(z.object({ code: z.nullable(z.number()), signal: z.nullable(z.string()), message: z.string() })),
  notes: z.array(z.string()),
  process: z.exactOptional(z.object({ pid: z.number(), startTime: z.number(), bootId: z.string() })),
  logStart: z.number(),
});

/** Reads a record back from the journal; undefined when it is not one. */
export function readJobRecord(value: unknown): JobRecord | undefined {
  const parsed = record.safeParse(withServing(value));
  return parsed.success ? parsed.data : undefined;
}

/** Journals of protocol 1 knew inference jobs only and kept what serves beside the rest. */
function withServing(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || 'serving' in value) {
    return value;
  }
  const { engine, model, servedName, port, ...rest } = value as Partial<Serving>;
  return { ...rest, serving: { engine, model, servedName, port } };
}

/** Changes that are not worth a line in the journal: what the job does and uses now. */
export type JobDetails = Pick<Job, 'progress' | 'traffic' | 'latest'>;

/** The job as clients see it; `held` are its slices in the ledger. */
export function toJob(job: JobRecord, held: readonly Slice[], details: JobDetails): Job {
  const { id, name, spec, state, serving, product, simulated, createdAt, readyAt, endedAt, exit, notes } = job;
  return {
    id,
    name,
    identity: spec.identity,
    state,
    engine: serving?.engine ?? null,
    model: serving?.model ?? '',
    slices: held,
    request: spec.request,
    product,
    simulated,
    createdAt,
    notes,
    ...(!liveStates.has(state) && { lastSlices: job.slices }),
    ...(serving !== null && { port: serving.port }),
    ...(serving !== null && state === 'running' && { endpoint: `http://127.0.0.1:${serving.port}` }),
    ...(readyAt !== undefined && { readyAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(exit !== undefined && { exit }),
    ...(spec.source === 'command' && { argv: spec.argv }),
    ...(spec.source === 'manifest' && spec.manifestPath !== undefined && { manifestPath: spec.manifestPath }),
    ...details,
  };
}
