/** Where a number comes from. Shown beside every live series. */
export type Source = 'engine metric' | 'own stream' | 'engine log' | 'none';

/** Throughput, latency and memory of one job at an instant; null is "not known", never 0. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly t: number;
  readonly tokensPerSecond: number | null;
  readonly ttftP50Ms: number | null;
  readonly ttftP95Ms: number | null;
  readonly itlP50Ms: number | null;
  readonly itlP95Ms: number | null;
  readonly running: number | null;
  readonly waiting: number | null;
  /** Share of the KV cache in use, 0 to 1. */
  readonly kvUse: number | null;
  readonly memoryMiB: number | null;
  /** Of `tokensPerSecond`. */
  readonly source: Source;
  /** Of TTFT and ITL. */
  readonly latencySource: Source;
}

export type SampleField = Exclude<keyof Sample, 't' | 'source' | 'latencySource'>;
