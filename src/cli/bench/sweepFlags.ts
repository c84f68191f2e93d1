import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { defaultCapacitySlo } from '../../load/search/capacity.ts';
import { defaultFractions, parseFractions } from '../../load/sweep/parseFractions.ts';
import type { SweepModel, SweepPlan, SweepStep } from '../../load/sweep/sweepPlan.ts';
import type { SweepWish } from '../../load/sweep/planSweep.ts';
import { UsageError, wholeNumber } from '../usage.ts';
import { loadFlags, type Flags } from './benchFlags.ts';
import { benchPlan } from './benchPlan.ts';

/** Of what each slice is sent, as with `bench`. */
const sentFlags = {
  seconds: loadFlags.seconds,
  'warm-up': loadFlags['warm-up'],
  'prompt-tokens': loadFlags['prompt-tokens'],
  'shared-prefix': loadFlags['shared-prefix'],
  dataset: loadFlags.dataset,
  'max-tokens': loadFlags['max-tokens'],
  seed: loadFlags.seed,
  silence: loadFlags.silence,
} as const;

/** Of what is measured and how; a sweep that is gone on with has them in its file. */
const planFlags = {
  file: { type: 'string', short: 'f' },
  name: { type: 'string' },
  model: { type: 'string' },
  engine: { type: 'string' },
  api: { type: 'string' },
  fractions: { type: 'string' },
  mix: { type: 'string', multiple: true },
  alone: { type: 'boolean' },
  contended: { type: 'boolean' },
  device: { type: 'string' },
  'most-users': { type: 'string' },
  'slo-ttft': { type: 'string' },
  price: { type: 'string' },
  ...sentFlags,
} as const;

export const sweepFlags = {
  ...planFlags,
  out: { type: 'string', multiple: true },
  context: { type: 'string' },
  namespace: { type: 'string' },
  resume: { type: 'string' },
  compare: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export type SweepFlags = Flags<typeof sweepFlags>;

const probeExtent = { seconds: 20, warmUpSeconds: 3 };
const mostUsersByDefault = 1024;

/** Throws a UsageError where a flag is given beside `--resume` that the file has its own of. */
export function refuseBesideResume(flags: SweepFlags): void {
  const given = (Object.keys(planFlags) as (keyof typeof planFlags)[]).find((flag) => flags[flag] !== undefined);
  if (given !== undefined) {
    throw new UsageError(
      l10n.t('--resume and --{0}: the file says what is measured. Leave --{0} out, or begin anew without --resume.', given),
    );
  }
}

/** All of a sweep but the model and the device, which only the agent knows. */
export function readSweepWish(flags: SweepFlags): Omit<SweepWish, 'model' | 'mixes' | 'deviceUuid'> {
  const fractions = flags.fractions === undefined ? undefined : parseFractions(flags.fractions);
  if (fractions?.kind === 'problem') throw new UsageError(`--fractions ${fractions.problem}`);
  return {
    fractions: fractions?.value ?? defaultFractions,
    modes: readModes(flags),
    slo: { ...defaultCapacitySlo, ttftMs: wholeNumber('slo-ttft', flags['slo-ttft'], defaultCapacitySlo.ttftMs) },
    load: readLoad(flags),
    mostUsers: wholeNumber('most-users', flags['most-users'], mostUsersByDefault),
    ...(flags.price !== undefined && { price: readPrice(flags.price) }),
  };
}

function readModes({ alone, contended }: SweepFlags): readonly SweepStep['mode'][] {
  if (alone === contended) return ['alone', 'contended'];
  return alone ? ['alone'] : ['contended'];
}

/** Answers go on until the longest, so that slices are compared at the same work. */
function readLoad(flags: SweepFlags): SweepPlan['load'] {
  const sent = Object.fromEntries(Object.entries(flags).filter(([flag]) => Object.hasOwn(sentFlags, flag)));
  // filled in for each slice
  const endpoint = { url: 'http://127.0.0.1', api: readApi(flags.api) ?? 'chat', model: 'any', headers: {}, body: {} };
  const plan = benchPlan({ ...sent, 'ignore-eos': true }, endpoint, probeExtent);
  const { endpoint: _endpoint, arrivals: _arrivals, ...load } = plan;
  return load;
}

export function readApi(text: string | undefined): SweepModel['api'] {
  if (text === undefined || text === 'chat' || text === 'completions' || text === 'embeddings') return text;
  throw new UsageError(l10n.t('--api {0}: use chat, completions or embeddings.', JSON.stringify(text)));
}

/** `2.5`, `2.5 EUR`; US dollars unless told. */
function readPrice(text: string): NonNullable<SweepPlan['price']> {
  const [, amount = '', currency = 'USD'] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]{3})?$/.exec(text.trim()) ?? [];
  if (!(Number(amount) > 0)) {
    throw new UsageError(
      l10n.t('--price {0}: not a price of one GPU for an hour. Use for example 2.5, or "2.5 EUR".', JSON.stringify(text)),
    );
  }
  return { perGpuHour: Number(amount), currency: currency.toUpperCase() };
}

/** A path is made absolute, since the agent has another working directory; a bare name stays a name. */
export function modelPath(text: string): string {
  return /^[.~]?\/|^\.\.\/|\.gguf$/i.test(text) ? resolve(text) : text;
}
