import type { Amount } from '../src/gpu/request.ts';
import type { Slice } from '../src/gpu/slice.ts';
import type { Source } from '../src/inference/sample.ts';
import type { Job, JobState } from '../src/protocol/agent.ts';
import { dash, fill, type Texts } from './texts.ts';

/** A text with its hint; for an unknown value a dash and the reason. */
export interface Shown {
  readonly text: string;
  readonly title: string;
}

export const stateIcons: Readonly<Record<JobState, string>> = {
  preparing: 'loading',
  waiting: 'watch',
  starting: 'loading',
  running: 'circle-filled',
  stopping: 'loading',
  stopped: 'circle-slash',
  failed: 'error',
  OOMKilled: 'warning',
  lost: 'question',
};

/** `prod-eu · ml`: two namespaces can have the same name in them; empty for this machine. */
export function placeText({ target, identity }: Job): string {
  return target === undefined ? '' : `${target} · ${identity.namespace}`;
}

/** What a job holds, or held until it ended. */
function grantedSlices({ slices, lastSlices = [] }: Job): readonly Slice[] {
  return slices.length > 0 ? slices : lastSlices;
}

/** Memory that a job was granted over all its devices; undefined when it never was. */
export function grantedMemory(job: Job): { readonly requestMiB: number; readonly limitMiB: number } | undefined {
  const granted = grantedSlices(job);
  // of a GPU of a cluster whose memory nothing tells a slice has none
  return granted.length === 0 || granted.some(({ requestMiB }) => requestMiB === 0)
    ? undefined
    : {
        requestMiB: granted.reduce((sum, { requestMiB }) => sum + requestMiB, 0),
        limitMiB: granted.reduce((sum, { limitMiB }) => sum + limitMiB, 0),
      };
}

/** `0.5`, `0.5 · 39.8 GiB` while it holds a slice, `2 × 0.5` over devices; the exact MiB as hint. */
export function sliceText(job: Job, texts: Texts): Shown {
  const { request, devices } = job.request;
  const held = job.slices[0];
  const share = held === undefined ? amountText(request, texts) : texts.share(held.share);
  const memory = held === undefined || held.requestMiB === 0 ? [] : [texts.gib(held.requestMiB)];
  return {
    text: [devices > 1 ? `${texts.count(devices)} × ${share}` : share, ...memory].join(' · '),
    title: held === undefined ? '' : fill(texts.strings.exactMiB, texts.count(held.requestMiB)),
  };
}

/** `limit 0.5`; the exact MiB as hint. */
export function limitText(job: Job, texts: Texts): Shown {
  const { request, limit = request } = job.request;
  const [granted] = grantedSlices(job);
  return {
    text: fill(texts.strings.limit, amountText(limit, texts)),
    title: granted === undefined ? '' : fill(texts.strings.exactMiB, texts.count(granted.limitMiB)),
  };
}

function amountText(amount: Amount, texts: Texts): string {
  return amount.kind === 'share' ? texts.share(amount.share) : texts.gib(amount.memoryMiB);
}

/** The state in words, with since when. */
export function stateText(job: Job, now: number, texts: Texts): string {
  const { states, stateSince, stateAt } = texts.strings;
  const word = states[job.state];
  if (job.state === 'stopping') {
    return word;
  }
  return job.endedAt === undefined
    ? fill(stateSince, word, texts.duration(now - (job.state === 'running' ? (job.readyAt ?? job.createdAt) : job.createdAt)))
    : fill(stateAt, word, texts.clock(job.endedAt));
}

/** A sample older than this is no longer "now". */
const staleAfterMs = 5000;

/** Why there is no figure at all now; undefined when the latest sample is fresh. */
export function whyNothingKnown(job: Job, age: number, texts: Texts): string | undefined {
  if (job.latest === undefined) {
    return texts.strings.unknownNotYet;
  }
  return age > staleAfterMs ? fill(texts.strings.unknownStale, texts.duration(age)) : undefined;
}

/** A figure, or a dash with the reason why it is not known. */
export function figure(value: number | null, format: (value: number) => string, whyUnknown: string): Shown {
  return value === null ? { text: dash, title: whyUnknown } : { text: format(value), title: '' };
}

/** Why a figure that our own traffic would give too is missing in a fresh sample. */
export function whyUnmeasured(source: Source, job: Job, texts: Texts): string {
  return source === 'none'
    ? fill(texts.strings.unknownOwnTraffic, job.engine?.label ?? job.name)
    : texts.strings.unknownNoTraffic;
}

/** Why a figure that only the engine can tell is missing in a fresh sample. */
export function whyUntold(job: Job, texts: Texts): string {
  return fill(texts.strings.unknownNotReported, job.engine?.label ?? job.name);
}

/** Tokens per second for a list; `idle` when nothing runs and nothing waits, a dash when it is not known. `age` of the latest sample in milliseconds. */
export function rateText(job: Job, age: number, texts: Texts): string {
  if (job.state !== 'running' || job.engine === null) {
    return '';
  }
  if (job.latest === undefined || whyNothingKnown(job, age, texts) !== undefined) {
    return dash;
  }
  const { tokensPerSecond, running, waiting } = job.latest;
  if (running === 0 && waiting === 0 && !tokensPerSecond) {
    return texts.strings.idle;
  }
  return tokensPerSecond === null ? dash : fill(texts.strings.tokensPerSecondUnit, texts.number(tokensPerSecond));
}

/** Why `rateText` is a dash; empty where it is none. */
export function whyNoRate(job: Job, age: number, texts: Texts): string {
  return rateText(job, age, texts) === dash
    ? (whyNothingKnown(job, age, texts) ?? whyUnmeasured(job.latest?.source ?? 'none', job, texts))
    : '';
}
