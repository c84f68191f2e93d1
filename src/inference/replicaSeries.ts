import { readCounterTotal, readGauge } from './counter.ts';
import type { MetricVocabulary } from './engines/engine.ts';
import type { Exposition } from './exposition.ts';
import { sumHistograms, type Histogram } from './histogram.ts';
import { ReadingWindow, type Observed } from './readingWindow.ts';
import type { Sample } from './sample.ts';
import { readLatency, readThroughput, type OwnStreamFigures, type SeriesOptions } from './series.ts';

/** What was learned at one instant of an engine that runs in several processes. */
export interface ReplicaScrape {
  /** Epoch milliseconds. */
  readonly t: number;
  /** By the replica's name; undefined: it did not answer this time. */
  readonly expositions: ReadonlyMap<string, Exposition | undefined>;
  readonly memoryMiB: number | null;
  /** Present while someone sends traffic that we time ourselves. */
  readonly ownStream?: OwnStreamFigures | undefined;
}

/**
 * Turns the scrapes of an engine's replicas into samples of them together: rates and queues are summed, latency is that of all
 * requests, since percentiles cannot be averaged. While a replica that has answered before does not answer, there is a gap.
 */
export class ReplicaSeries {
  readonly #vocabulary: MetricVocabulary;
  readonly #windowMs: number;
  readonly #windows = new Map<string, ReadingWindow>();
  #rates: ReadonlyMap<string, number | null> = new Map();

  constructor(vocabulary: MetricVocabulary, { latencyWindowMs = 10_000 }: SeriesOptions = {}) {
    this.#vocabulary = vocabulary;
    this.#windowMs = latencyWindowMs;
  }

  /** Tokens per second of each replica that answered last and counts them while a request runs; null is "not known yet". */
  get rates(): ReadonlyMap<string, number | null> {
    return this.#rates;
  }

  add({ t, expositions, memoryMiB, ownStream }: ReplicaScrape): Sample {
    this.#forgetGone(expositions);
    const answered = [...expositions].flatMap(([replica, exposition]) => (exposition ? [[replica, exposition] as const] : []));
    const observed = answered.map(([replica, exposition]) => this.#windowOf(replica).observe(t, exposition));
    this.#rates = new Map(
      observed.flatMap(({ tokensPerSecond }, index) =>
        tokensPerSecond === undefined ? [] : [[answered[index]?.[0] ?? '', tokensPerSecond] as const],
      ),
    );
    const isWhole = answered.length > 0 && answered.length === this.#windows.size;
    const together = isWhole ? combine(observed) : undefined;
    const { liveTokens, ttftSeconds, itlSeconds, running, waiting, kvUse } = this.#vocabulary;
    const hasOwnLatency = ttftSeconds !== undefined || itlSeconds !== undefined;
    const gauges = (names: readonly string[] | undefined) =>
      isWhole && names ? answered.flatMap(([, exposition]) => readGauge(exposition, names, 'sum') ?? []) : [];
    const means = isWhole && kvUse ? answered.flatMap(([, exposition]) => readGauge(exposition, kvUse, 'mean') ?? []) : [];
    return {
      t,
      ...readThroughput(together, together === undefined && liveTokens !== undefined ? undefined : ownStream),
      ...readLatency(together, together === undefined && hasOwnLatency ? undefined : ownStream),
      running: sum(gauges(running)),
      waiting: sum(gauges(waiting)),
      kvUse: means.length === 0 ? null : (sum(means) ?? 0) / means.length,
      memoryMiB,
    };
  }

  #windowOf(replica: string): ReadingWindow {
    const known = this.#windows.get(replica) ?? new ReadingWindow(this.#vocabulary, this.#windowMs);
    this.#windows.set(replica, known);
    return known;
  }

  /** A replica that is no more is not waited for. */
  #forgetGone(expositions: ReadonlyMap<string, unknown>): void {
    for (const replica of this.#windows.keys()) {
      if (!expositions.has(replica)) {
        this.#windows.delete(replica);
      }
    }
  }
}

/** Tokens that the engines of these scrapes have generated; null where none of them counts. */
export function countGenerated(
  expositions: Iterable<Exposition | undefined>,
  { generatedTokens }: MetricVocabulary,
): number | null {
  return sum([...expositions].flatMap((exposition) => (exposition && readCounterTotal(exposition, generatedTokens)) ?? []));
}

function combine(observed: readonly Observed[]): Observed {
  const rates = observed.flatMap(({ tokensPerSecond }) => (tokensPerSecond === undefined ? [] : [tokensPerSecond]));
  return {
    ...(rates.length > 0 && { tokensPerSecond: sum(rates.filter((rate) => rate !== null)) }),
    ...combineHistograms(
      'ttft',
      observed.map(({ ttft }) => ttft),
    ),
    ...combineHistograms(
      'itl',
      observed.map(({ itl }) => itl),
    ),
  };
}

function combineHistograms(
  key: 'ttft' | 'itl',
  histograms: readonly (Histogram | null | undefined)[],
): Pick<Observed, 'ttft' | 'itl'> {
  const told = histograms.filter((histogram) => histogram !== undefined);
  return told.length === 0 ? {} : { [key]: sumHistograms(told.filter((histogram) => histogram !== null)) ?? null };
}

function sum(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
}
