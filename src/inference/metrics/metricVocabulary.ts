import type { Exposition } from '../exposition.ts';

/** One family of samples, or those of it whose labels have these values. Written without the prefix of its engine. */
export type MetricName = string | { readonly name: string; readonly where: Readonly<Record<string, string>> };

/** Names of one number, the current one first, older ones after it. */
export type Metric = readonly MetricName[];

/** Names of a histogram's family, and in what it counts. */
export interface LatencyMetric {
  readonly names: readonly string[];
  readonly unit: 's' | 'ms' | 'us';
}

/** Where tokens per second are seen while a request runs. */
export interface LiveTokens {
  /** Counter that moves with every token. */
  readonly counter: Metric;
  /** It moves in steps some seconds apart: the rate is that of so many milliseconds. */
  readonly stepMs?: number;
  /** A gauge that is the rate itself, for versions without the counter; it counts while requests run, since it stands still after them. */
  readonly rate?: Metric;
}

/** Requests put aside for want of KV memory: counted, or only how many are aside now. */
export type PreemptionMetric = { readonly counter: Metric } | { readonly now: Metric };

/** A share of 0 to 1: told as such, or two gauges of which it is the quotient. */
export type ShareMetric = { readonly share: Metric } | { readonly part: Metric; readonly whole: Metric };

/** The words in which one kind of server tells its numbers. Absent: it has no such number. */
export interface MetricVocabulary {
  readonly id: string;
  readonly label: string;
  /** What its names begin with, the current prefix first; empty: they have none. */
  readonly prefixes: readonly string[];
  /** Whether a scrape is in these words. */
  readonly isSpokenIn: (exposition: Exposition) => boolean;
  /** Labels of parts of one engine that each tell the same (tensor and pipeline ranks): the first of them counts. */
  readonly rankLabels?: readonly string[];
  /** Absent: its counters move only when a request ends. */
  readonly liveTokens?: LiveTokens;
  /** Path of llama.cpp's slots, which tell how far each open request is. */
  readonly slotsPath?: string;
  /** Counter of generated tokens that may move only when a request ends. */
  readonly generatedTokens: Metric;
  readonly ttft?: LatencyMetric;
  readonly itl?: LatencyMetric;
  readonly running?: Metric;
  readonly waiting?: Metric;
  readonly kvUse?: ShareMetric;
  /** Counters whose sum is the requests that ended, failed ones among them. */
  readonly requests?: readonly Metric[];
  readonly errors?: Metric;
  readonly preemptions?: PreemptionMetric;
}

/** Recognises a scrape by what the names of its samples begin with. */
export function hasPrefix(...prefixes: readonly string[]): (exposition: Exposition) => boolean {
  return ({ byName }) => byName.keys().some((name) => prefixes.some((prefix) => name.startsWith(prefix)));
}

/** Recognises a scrape by names that all stand in it, where they have no prefix. */
export function hasNames(...names: readonly string[]): (exposition: Exposition) => boolean {
  return ({ byName }) => names.every((name) => byName.has(name));
}
