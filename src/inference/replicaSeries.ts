import { combineObserved } from './combineObserved.ts';
import type { Exposition } from './exposition.ts';
import type { MetricVocabulary } from './metrics/metricVocabulary.ts';
import { readCounter, sumOf } from './metrics/readMetric.ts';
import { ReadingWindow, type Told } from './readingWindow.ts';
import { nothingKnown, type Sample } from './sample.ts';
import { readLatency, readThroughput } from './sampleFigures.ts';
import type { OwnStreamFigures } from './series.ts';

/** What was learned at one instant of an engine that runs in several processes. */
export interface ReplicaScrape {
  /** Epoch milliseconds. */
  readonly t: number;
  /** By the replica's name; undefined: it did not answer this time. */
  readonly replicas: ReadonlyMap<string, Told | undefined>;
  readonly memoryMiB: number | null;
  /** Present while someone sends traffic that we time ourselves. */
  readonly ownStream?: OwnStreamFigures | undefined;
}

export interface SeriesOptions {
  /** Latency percentiles and counts are of the last so many milliseconds; 10,000 unless told. */
  readonly latencyWindowMs?: number;
}

/**
 * Turns the scrapes of an engine's replicas into samples of them together: rates and queues are summed, latency is that of all
 * requests, since percentiles cannot be averaged. While a replica that has answered before does not answer, there is a gap.
 */
export class ReplicaSeries {
  /** Undefined: nothing that tells numbers is known to run. */
  readonly #vocabulary: MetricVocabulary | undefined;
  readonly #windowMs: number;
  readonly #windows = new Map<string, ReadingWindow>();
  #rates: ReadonlyMap<string, number | null> = new Map();
  /** Whether the engine has told its rate: while it does not answer, another source would feign a jump. */
  #hasOwnRate = false;
  #hasOwnLatency = false;

  constructor(vocabulary: MetricVocabulary | undefined, { latencyWindowMs = 10_000 }: SeriesOptions = {}) {
    this.#vocabulary = vocabulary;
    this.#windowMs = latencyWindowMs;
    this.#hasOwnRate = vocabulary?.liveTokens !== undefined;
    this.#hasOwnLatency = vocabulary?.ttft !== undefined;
  }

  /** Tokens per second of each replica that answered last and counts them while a request runs; null is "not known yet". */
  get rates(): ReadonlyMap<string, number | null> {
    return this.#rates;
  }

  /** How often replicas that are still there were seen to begin anew. */
  get restarts(): number {
    return this.#windows.values().reduce((sum, { restarts }) => sum + restarts, 0);
  }

  add({ t, replicas, memoryMiB, ownStream }: ReplicaScrape): Sample {
    this.#forgetGone(replicas);
    const vocabulary = this.#vocabulary;
    const observed = new Map(
      [...replicas].flatMap(([replica, told]) =>
        told && vocabulary ? [[replica, this.#windowOf(replica, vocabulary).observe(t, told)] as const] : [],
      ),
    );
    this.#rates = new Map(
      [...observed].flatMap(([replica, { throughput }]) => (throughput ? [[replica, throughput.tokensPerSecond] as const] : [])),
    );
    const isWhole = observed.size > 0 && observed.size === this.#windows.size;
    const together = isWhole ? combineObserved([...observed.values()]) : undefined;
    if (together !== undefined) {
      this.#hasOwnRate = together.throughput !== undefined;
      this.#hasOwnLatency = together.ttft !== undefined || together.itl !== undefined;
    }
    const { throughput: _throughput, ttft: _ttft, itl: _itl, ...numbers } = together ?? {};
    return {
      ...nothingKnown,
      t,
      ...readThroughput(together, together === undefined && this.#hasOwnRate ? undefined : ownStream),
      ...readLatency(together, together === undefined && this.#hasOwnLatency ? undefined : ownStream),
      ...numbers,
      ...(vocabulary && { replicas: observed.size, replicasAsked: replicas.size }),
      memoryMiB,
    };
  }

  #windowOf(replica: string, vocabulary: MetricVocabulary): ReadingWindow {
    const known = this.#windows.get(replica) ?? new ReadingWindow(vocabulary, this.#windowMs);
    this.#windows.set(replica, known);
    return known;
  }

  /** A replica that is no more is not waited for. */
  #forgetGone(replicas: ReadonlyMap<string, unknown>): void {
    for (const replica of this.#windows.keys()) {
      if (!replicas.has(replica)) {
        this.#windows.delete(replica);
      }
    }
  }
}

/** Tokens that the engines of these scrapes have generated; null where none of them counts. */
export function countGenerated(expositions: Iterable<Exposition | undefined>, vocabulary: MetricVocabulary): number | null {
  const counters = [...expositions].flatMap(
    (exposition) => (exposition && readCounter(exposition, vocabulary, vocabulary.generatedTokens)) ?? [],
  );
  return counters.length === 0 ? null : counters.reduce((sum, counter) => sum + sumOf(counter), 0);
}
