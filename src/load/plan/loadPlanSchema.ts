import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parsed, problem, type Parsed } from '../../gpu/parsed.ts';
import { describeIssue } from './describeIssue.ts';
import type { LoadPlan } from './loadPlan.ts';

const mostUsers = 100_000;
const mostPerSecond = 1_000_000;
const mostTokens = 10_000_000;
const mostVolume = 1000;

const says = {
  text: () => l10n.t('a text is needed'),
  url: () => l10n.t('the address of a server is needed, such as http://127.0.0.1:8001'),
  headers: () =>
    l10n.t('headers are needed whose names are letters, digits and dashes, and whose values are one line of Latin-1'),
  flag: () => l10n.t('true or false is needed'),
  fields: () => l10n.t('a JSON object is needed, such as {"temperature": 0}'),
  stream: () => l10n.t('the figures are taken from a stream. Leave "stream" out'),
  count: (most: number) => () => l10n.t('a whole number from 1 to {0} is needed', most),
  atLeastOne: (most: number) => () => l10n.t('a number from 1 to {0} is needed', most),
  positive: (most: number) => () => l10n.t('a number above 0 and up to {0} is needed', most),
  notNegative: () => l10n.t('a number of 0 or more is needed'),
  seed: () => l10n.t('a whole number of 0 or more is needed'),
  order: () => l10n.t('the least is above the most. Swap them'),
  prefix: () => l10n.t('longer than the prompts that it begins. Take fewer tokens, or longer prompts'),
  extent: () => l10n.t('nothing ends the run. Give seconds, requests, or both'),
  slo: () => l10n.t('nothing is promised. Give ttftMs, tpotMs or endToEndMs, or leave it out'),
};

const text = z.string({ error: says.text }).check(z.minLength(1, { error: says.text }));
const flag = z.boolean({ error: says.flag });

function count(most: number = Number.MAX_SAFE_INTEGER): z.ZodMiniType<number> {
  const error = says.count(most);
  return z.int({ error }).check(z.gte(1, { error }), z.lte(most, { error }));
}

function positive(most: number): z.ZodMiniType<number> {
  const error = says.positive(most);
  return z.number({ error }).check(z.gt(0, { error }), z.lte(most, { error }));
}

function atLeastOne(most: number): z.ZodMiniType<number> {
  const error = says.atLeastOne(most);
  return z.number({ error }).check(z.gte(1, { error }), z.lte(most, { error }));
}

const notNegative = z.number({ error: says.notNegative }).check(z.gte(0, { error: says.notNegative }));
const milliseconds = positive(1e9);
const seconds = positive(1e6);

const headers = z
  .record(z.string(), z.string({ error: says.headers }), { error: says.headers })
  .check(
    z.refine(
      (all) =>
        Object.entries(all).every(
          ([name, value]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value),
        ),
      { error: says.headers },
    ),
  );
const body = z
  .record(z.string(), z.unknown(), { error: says.fields })
  .check(z.refine(({ stream }) => stream === undefined || stream === true, { error: says.stream, path: ['stream'] }));

const endpoint = z.strictObject({
  url: z
    .string({ error: says.url })
    .check(z.refine((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''), { error: says.url })),
  api: z.enum(['chat', 'completions', 'embeddings']),
  model: text,
  headers,
  body,
});

const arrivals = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('closed'), users: count(mostUsers) }),
  z.strictObject({ kind: z.literal('open'), perSecond: positive(mostPerSecond), spacing: z.enum(['poisson', 'even']) }),
  z.strictObject({ kind: z.literal('replay'), file: text, speed: positive(1e6), volume: positive(mostVolume) }),
]);

const lengths = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), tokens: count(mostTokens) }),
  z
    .strictObject({ kind: z.literal('uniform'), least: count(mostTokens), most: count(mostTokens) })
    .check(z.refine(({ least, most }) => least <= most, { error: says.order, path: ['least'] })),
  z.strictObject({
    kind: z.literal('normal'),
    mean: atLeastOne(mostTokens),
    deviation: notNegative,
  }),
]);

/** The longest prompts that there will be; of a normal distribution the mean, since it has no end. */
function longest(of: z.infer<typeof lengths>): number {
  return of.kind === 'fixed' ? of.tokens : of.kind === 'uniform' ? of.most : of.mean;
}

const prompts = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('synthetic'),
      lengths,
      sharedPrefix: z.exactOptional(z.strictObject({ tokens: count(mostTokens), groups: count() })),
    })
    .check(
      z.refine((all) => (all.sharedPrefix?.tokens ?? 0) <= longest(all.lengths), {
        error: says.prefix,
        path: ['sharedPrefix', 'tokens'],
      }),
    ),
  z.strictObject({ kind: z.literal('dataset'), file: text }),
]);

const slo = z
  .strictObject({
    ttftMs: z.exactOptional(milliseconds),
    tpotMs: z.exactOptional(milliseconds),
    endToEndMs: z.exactOptional(milliseconds),
  })
  .check(z.refine((promised) => Object.keys(promised).length > 0, { error: says.slo }));

/** A plan from outside: a file, a message, a form. */
export const loadPlanSchema: z.ZodMiniType<LoadPlan> = z
  .strictObject({
    endpoint,
    arrivals,
    prompts,
    answer: lengths,
    ignoresEndOfText: flag,
    extent: z.strictObject({
      warmUpSeconds: notNegative,
      seconds: z.exactOptional(seconds),
      requests: z.exactOptional(count()),
    }),
    seed: z.int({ error: says.seed }).check(z.gte(0, { error: says.seed })),
    silenceSeconds: seconds,
    slo: z.exactOptional(slo),
  })
  .check(
    // a recording has an end of its own
    z.refine(
      ({ arrivals: { kind }, extent }) => kind === 'replay' || extent.seconds !== undefined || extent.requests !== undefined,
      { error: says.extent, path: ['extent'] },
    ),
  );

/** Reads a plan; a problem names the field, its value and the cure. `nameOf`: what a field is called where the user gave it. */
export function readLoadPlan(value: unknown, nameOf?: (path: string) => string): Parsed<LoadPlan> {
  const read = loadPlanSchema.safeParse(value);
  if (read.success) return parsed(read.data);
  const [issue] = read.error.issues;
  return problem(issue === undefined ? read.error.message : describeIssue(issue, value, nameOf));
}
