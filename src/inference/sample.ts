/** Where a number comes from. Shown beside every live series. */
export type Source = 'engine metric' | 'engine slots' | 'own stream' | 'none';

/** Throughput, latency and memory of one job at an instant; null is "not known", never 0. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly t: number;
  readonly tokensPerSecond: number | null;
  readonly ttftP50Ms: number | null;
  readonly ttftP95Ms: number | null;
  readonly itlP50Ms: number | null;
  readonly itlP95Ms: number | null;
  /**
   * Bounds of the histogram bucket that holds the percentile, which is all that the engine tells of it. Low without high: above
   * the last bound. Both null: not read from buckets.
   */
  readonly ttftP50LowMs: number | null;
  readonly ttftP50HighMs: number | null;
  readonly ttftP95LowMs: number | null;
  readonly ttftP95HighMs: number | null;
  readonly itlP50LowMs: number | null;
  readonly itlP50HighMs: number | null;
  readonly itlP95LowMs: number | null;
  readonly itlP95HighMs: number | null;
  readonly running: number | null;
  readonly waiting: number | null;
  /** Share of the KV cache in use, 0 to 1. */
  readonly kvUse: number | null;
  /** Requests that ended a second, failed ones among them; of the last ten seconds, like the two that follow. */
  readonly requestsPerSecond: number | null;
  readonly errorsPerSecond: number | null;
  /** Requests that were put aside for want of KV memory; where an engine tells only how many are aside now, these. */
  readonly preemptions: number | null;
  /** Processes of the engine that told their numbers, and that were asked. */
  readonly replicas: number | null;
  readonly replicasAsked: number | null;
  readonly memoryMiB: number | null;
  /** Of `tokensPerSecond`. */
  readonly source: Source;
  /** Of TTFT and ITL. */
  readonly latencySource: Source;
}

export type SampleField = Exclude<keyof Sample, 't' | 'source' | 'latencySource'>;

/** A sample that tells nothing. */
export const nothingKnown: Omit<Sample, 't'> = {
  tokensPerSecond: null,
  ttftP50Ms: null,
  ttftP95Ms: null,
  itlP50Ms: null,
  itlP95Ms: null,
  ttftP50LowMs: null,
  ttftP50HighMs: null,
  ttftP95LowMs: null,
  ttftP95HighMs: null,
  itlP50LowMs: null,
  itlP50HighMs: null,
  itlP95LowMs: null,
  itlP95HighMs: null,
  running: null,
  waiting: null,
  kvUse: null,
  requestsPerSecond: null,
  errorsPerSecond: null,
  preemptions: null,
  replicas: null,
  replicasAsked: null,
  memoryMiB: null,
  source: 'none',
  latencySource: 'none',
};

/** Every number of a sample beside its time. */
export const sampleFields = Object.keys(nothingKnown).filter(
  (field): field is SampleField => field !== 'source' && field !== 'latencySource',
);
