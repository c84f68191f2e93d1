import * as z from 'zod/mini';
import { mib, share } from '../gpu/quantity.ts';
import type { Amount } from '../gpu/request.ts';
import type { AgentRequests, CommandSpec, ContainerSpec, JobSpec } from './agent.ts';
import { trafficOptionsSchema } from './trafficSchema.ts';

const text = z.string().check(z.maxLength(100_000));
const name = z.string().check(z.minLength(1), z.maxLength(253));
const path = z.string().check(
  z.minLength(1),
  z.maxLength(4096),
  z.refine((value) => !value.includes('\0'), 'a path has no NUL'),
);
const port = z.int().check(z.gte(1), z.lte(65_535));
const shareOfDevice = z.pipe(z.number().check(z.gt(0), z.lte(1)), z.transform(share));
const memoryMiB = z.pipe(z.int().check(z.gte(1)), z.transform(mib));

const amount: z.ZodMiniType<Amount> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('share'), share: shareOfDevice }),
  z.object({ kind: z.literal('memory'), memoryMiB }),
]);

const fractionRequestSchema = z.object({
  devices: z.int().check(z.gte(1), z.lte(64)),
  request: amount,
  limit: z.exactOptional(amount),
  container: name,
});

const containerSpecSchema = z.object({
  source: z.literal('manifest'),
  identity: z.object({ kind: name, namespace: name, name }),
  image: z.string().check(z.maxLength(4096)),
  command: z.array(text),
  args: z.array(text),
  env: z.record(z.string(), text),
  ports: z.array(port),
  hostPaths: z.array(z.object({ mountPath: path, hostPath: path })),
  request: fractionRequestSchema,
  notHonoured: z.array(text),
  manifestPath: z.exactOptional(path),
});

const commandSpecSchema = z.object({
  source: z.literal('command'),
  identity: z.object({ kind: name, namespace: name, name }),
  argv: z.array(text).check(z.minLength(1)),
  cwd: path,
  env: z.record(z.string(), text),
  request: fractionRequestSchema,
});

const jobSpecSchema: z.ZodMiniType<JobSpec> = z.discriminatedUnion('source', [containerSpecSchema, commandSpecSchema]);

/** What the agent writes down of a spec: all but the environment of the user's shell, which may hold secrets. */
export type RecordedSpec = ContainerSpec | Omit<CommandSpec, 'env'>;

const recordedSpec = z.discriminatedUnion('source', [containerSpecSchema, z.omit(commandSpecSchema, { env: true })]);

/** Journals of protocol 1 knew manifests only and did not say so. */
export const recordedSpecSchema: z.ZodMiniType<RecordedSpec> = z.pipe(
  z.transform((spec: unknown) =>
    typeof spec === 'object' && spec !== null && !('source' in spec) ? { ...spec, source: 'manifest' } : spec,
  ),
  recordedSpec,
);

export const launchOptionsSchema = z.object({
  engine: z.exactOptional(name),
  model: z.exactOptional(path),
  deviceUuid: z.exactOptional(name),
  onExisting: z.exactOptional(z.enum(['refuse', 'replace', 'copy'])),
});

const nothing = z.pipe(
  z.unknown(),
  z.transform(() => null),
);
const ofJob = z.object({ jobId: name });
const ofEngine = z.object({ engine: name });
const launch = z.object({ spec: jobSpecSchema, options: launchOptionsSchema });

/** What the agent accepts from a client; one entry a request, a forgotten one does not compile. */
export const requestSchemas: { readonly [Method in keyof AgentRequests]: z.ZodMiniType<AgentRequests[Method][0]> } = {
  hello: z.object({ token: z.string(), protocolVersion: z.number(), buildId: z.string(), clientPid: z.number() }),
  inventory: nothing,
  look: z.object({ isLooking: z.boolean() }),
  engines: nothing,
  installEngine: ofEngine,
  cancelInstall: ofEngine,
  plan: launch,
  deploy: launch,
  jobs: nothing,
  stop: ofJob,
  restart: ofJob,
  remove: ofJob,
  logs: z.object({ jobId: name, offset: z.int().check(z.gte(0)), maxBytes: z.int().check(z.gte(1)) }),
  history: ofJob,
  startTraffic: z.object({ jobId: name, options: trafficOptionsSchema }),
  stopTraffic: ofJob,
  countTokens: ofJob,
  events: nothing,
  watch: z.object({ samples: z.boolean() }),
  shutdown: z.object({ stopJobs: z.boolean() }),
};
