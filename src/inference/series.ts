import { readGauge } from './counter.ts';
import type { MetricVocabulary } from './engines/engine.ts';
import type { Exposition } from './exposition.ts';
import { percentileOf, type Histogram } from './histogram.ts';
import { ReadingWindow, type Observed } from './readingWindow.ts';
import type { Sample } from './sample.ts';

type Throughput = Pick<Sample, 'tokensPerSecond' | 'source'>;
type Latency = Pick<Sample, 'ttftP50Ms' | 'ttftP95Ms' | 'itlP50Ms' | 'itlP95Ms' | 'latencySource'>;

/** What a client of the engine sees of its own streams in the last seconds; null is "not known". */
export type OwnStreamFigures = Readonly<Record<'tokensPerSecond' | Exclude<keyof Latency, 'latencySource'>, number | null>>;

/** What was learned of a job at one instant. */
export interface Scrape {
  /** Epoch milliseconds. */
  readonly t: number;
  /** Absent: the engine's metrics could not be read. */
  readonly exposition?: Exposition | undefined;
  readonly memoryMiB: number | null;
  /** Present while someone sends traffic that we time ourselves. */
  readonly ownStream?: OwnStreamFigures | undefined;
}

export interface SeriesOptions {
  /** Latency percentiles are of the last so many milliseconds; 10,000 unless told. */
  readonly latencyWindowMs?: number;
}

const unknownLatency: Latency = { ttftP50Ms: null, ttftP95Ms: null, itlP50Ms: null, itlP95Ms: null, latencySource: 'none' };

/** Turns the scrapes of one job into samples. */
export class Series {
  readonly #vocabulary: MetricVocabulary;
  readonly #window: ReadingWindow;

  constructor(vocabulary: MetricVocabulary, { latencyWindowMs = 10_000 }: SeriesOptions = {}) {
    this.#vocabulary = vocabulary;
    this.#window = new ReadingWindow(vocabulary, latencyWindowMs);
  }

  /** Makes the next sample. A scrape that failed leaves a gap (nulls), not zeros. */
  add({ t, exposition, memoryMiB, ownStream }: Scrape): Sample {
    const { liveTokens, ttftSeconds, itlSeconds, running, waiting, kvUse } = this.#vocabulary;
    const observed = exposition && this.#window.observe(t, exposition);
    const gauge = (names: readonly string[] | undefined, combine: 'sum' | 'mean') =>
      exposition && names ? readGauge(exposition, names, combine) : null;
    // where the engine has the number, a scrape that failed is a gap; another source would feign a jump
    const hasOwnLatency = ttftSeconds !== undefined || itlSeconds !== undefined;
    return {
      t,
      ...readThroughput(observed, observed === undefined && liveTokens !== undefined ? undefined : ownStream),
      ...readLatency(observed, observed === undefined && hasOwnLatency ? undefined : ownStream),
      running: gauge(running, 'sum'),
      waiting: gauge(waiting, 'sum'),
      kvUse: gauge(kvUse, 'mean'),
      memoryMiB,
    };
  }

  /** How often the engine was seen to begin anew. */
  get restarts(): number {
    return this.#window.restarts;
  }
}

/** The engine's own number first, then our own stream. The source is named even while its value is not known yet. */
export function readThroughput(observed: Observed | undefined, ownStream: OwnStreamFigures | undefined): Throughput {
  if (observed?.tokensPerSecond !== undefined) return { tokensPerSecond: observed.tokensPerSecond, source: 'engine metric' };
  if (ownStream !== undefined) return { tokensPerSecond: ownStream.tokensPerSecond, source: 'own stream' };
  return { tokensPerSecond: null, source: 'none' };
}

/** The engine's own histograms first, then our own stream. */
export function readLatency(observed: Observed | undefined, ownStream: OwnStreamFigures | undefined): Latency {
  if (observed?.ttft !== undefined || observed?.itl !== undefined) {
    return {
      ttftP50Ms: millisecondsOf(observed.ttft, 0.5),
      ttftP95Ms: millisecondsOf(observed.ttft, 0.95),
      itlP50Ms: millisecondsOf(observed.itl, 0.5),
      itlP95Ms: millisecondsOf(observed.itl, 0.95),
      latencySource: 'engine metric',
    };
  }
  if (ownStream === undefined) return unknownLatency;
  const { ttftP50Ms, ttftP95Ms, itlP50Ms, itlP95Ms } = ownStream;
  return { ttftP50Ms, ttftP95Ms, itlP50Ms, itlP95Ms, latencySource: 'own stream' };
}

function millisecondsOf(seconds: Histogram | null | undefined, quantile: number): number | null {
  const value = seconds ? percentileOf(seconds, quantile) : null;
  return value === null ? null : value * 1000;
}
