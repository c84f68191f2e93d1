import type { Arrivals, Endpoint, Extent, LoadPlan, Prompts } from '../../load/plan/loadPlan.ts';
import { readLoadPlan } from '../../load/plan/loadPlanSchema.ts';
import { UsageError } from '../usage.ts';
import type { LoadFlags } from './benchFlags.ts';
import { checkFlags } from './checkFlags.ts';
import { readLengths, readSharedPrefix } from './readLengths.ts';

/** Where a plan's field comes from, the longest path that begins it; documented in docs/cli.md. */
const flagOf: readonly (readonly [path: string, flag: string])[] = [
  ['endpoint.url', '--url'],
  ['endpoint.api', '--api'],
  ['endpoint.model', '--model'],
  ['endpoint.headers', '--header'],
  ['endpoint.body', '--body'],
  ['arrivals.users', '--users'],
  ['arrivals.perSecond', '--rate'],
  ['arrivals.spacing', '--spacing'],
  ['arrivals.file', '--replay'],
  ['arrivals.speed', '--speed'],
  ['arrivals.volume', '--volume'],
  ['prompts.lengths', '--prompt-tokens'],
  ['prompts.sharedPrefix', '--shared-prefix'],
  ['prompts.file', '--dataset'],
  ['answer', '--max-tokens'],
  ['extent.warmUpSeconds', '--warm-up'],
  ['extent.seconds', '--seconds'],
  ['extent.requests', '--requests'],
  ['seed', '--seed'],
  ['silenceSeconds', '--silence'],
  ['slo.ttftMs', '--slo-ttft'],
  ['slo.tpotMs', '--slo-tpot'],
  ['slo.endToEndMs', '--slo-e2e'],
];

/** How long a run sends where nothing is said; the warm-up is at most a quarter of it. */
export interface DefaultExtent {
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

const runExtent: DefaultExtent = { seconds: 30, warmUpSeconds: 3 };

/** The plan that flags ask for. Throws a UsageError that names flag, value and cure. */
export function benchPlan(flags: LoadFlags, endpoint: Endpoint, extent: DefaultExtent = runExtent): LoadPlan {
  checkFlags(flags);
  const slo = definedOnly({
    ttftMs: toNumber(flags['slo-ttft']),
    tpotMs: toNumber(flags['slo-tpot']),
    endToEndMs: toNumber(flags['slo-e2e']),
  });
  const read = readLoadPlan(
    {
      endpoint,
      arrivals: arrivalsOf(flags),
      prompts: promptsOf(flags),
      answer: readLengths('max-tokens', flags['max-tokens'] ?? '128'),
      ignoresEndOfText: flags['ignore-eos'] ?? false,
      extent: extentOf(flags, extent),
      seed: toNumber(flags.seed) ?? 1,
      silenceSeconds: toNumber(flags.silence) ?? 120,
      ...(Object.keys(slo).length > 0 && { slo }),
    },
    (path) => flagOf.find(([start]) => path.startsWith(start))?.[1] ?? path,
  );
  if (read.kind === 'problem') throw new UsageError(read.problem);
  return read.value;
}

/** A number where it is one, else the text, which the plan refuses with its name. */
type Given = number | string;

function arrivalsOf({ users, rate, spacing, replay, speed, volume }: LoadFlags): Loosely<Arrivals> {
  if (rate !== undefined) return { kind: 'open', perSecond: toNumber(rate), spacing: spacing ?? 'poisson' };
  if (replay !== undefined) {
    return { kind: 'replay', file: replay, speed: toNumber(speed) ?? 1, volume: toNumber(volume) ?? 1 };
  }
  return { kind: 'closed', users: toNumber(users) ?? 1 };
}

function promptsOf(flags: LoadFlags): Prompts {
  if (flags.dataset !== undefined) return { kind: 'dataset', file: flags.dataset };
  const prefix = flags['shared-prefix'];
  return {
    kind: 'synthetic',
    lengths: readLengths('prompt-tokens', flags['prompt-tokens'] ?? '128'),
    ...(prefix !== undefined && { sharedPrefix: readSharedPrefix(prefix) }),
  };
}

/** A recording has its own end, and a number of requests is all that shall be sent: no time is added to either unless it is asked for. */
function extentOf(flags: LoadFlags, byDefault: DefaultExtent): Loosely<Extent> {
  const isBounded = flags.requests !== undefined || flags.replay !== undefined;
  const seconds = toNumber(flags.seconds) ?? (isBounded ? undefined : byDefault.seconds);
  const warmUpSeconds = typeof seconds === 'number' ? Math.min(byDefault.warmUpSeconds, seconds / 4) : byDefault.warmUpSeconds;
  return definedOnly({
    warmUpSeconds: toNumber(flags['warm-up']) ?? (isBounded ? 0 : warmUpSeconds),
    seconds,
    requests: toNumber(flags.requests),
  });
}

type Loosely<T> = { readonly [Field in keyof T]?: unknown };

function toNumber<T extends string | undefined>(text: T): Given | (T extends undefined ? undefined : never);
function toNumber(text: string | undefined): Given | undefined {
  return text === undefined || !/^-?(\d+\.?\d*|\.\d+)$/.test(text) ? text : Number(text);
}

function definedOnly<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
