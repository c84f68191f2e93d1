const smallestMs = 0.001;
const largestMs = 3_600_000;
/** Each bucket is 1 % wider than the one before, so that a percentile is at most 0.5 % off. */
const growth = Math.log(1.01);
const bucketCount = Math.ceil(Math.log(largestMs / smallestMs) / growth) + 1;

/** Counts latencies in some 2,200 buckets from 1 µs to 1 h: recording takes constant time, and so does asking. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(bucketCount);
  #total = 0;

  /** Records `times` latencies of `ms` milliseconds each. */
  record(ms: number, times = 1): void {
    const within = Math.min(Math.max(ms, smallestMs), largestMs);
    const bucket = Math.round(Math.log(within / smallestMs) / growth);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + times;
    this.#total += times;
  }

  addAll(other: LatencyHistogram): void {
    for (const [bucket, count] of other.#counts.entries()) {
      if (count > 0) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    }
    this.#total += other.#total;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  /** The `quantile` (0 to 1) in milliseconds, by nearest rank; null when nothing was recorded. */
  percentile(quantile: number): number | null {
    let left = Math.max(1, Math.ceil(quantile * this.#total));
    if (this.#total === 0) return null;
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return smallestMs * Math.exp(bucket * growth);
    }
    return largestMs;
  }
}
