import type { Percentiles } from './loadResult.ts';

/** 1 µs to 1 h; what is outside is kept at the ends. */
const smallestMs = 0.001;
const largestMs = 3_600_000;
/** Each octave is cut into so many equal buckets: their middle is at most 0.1 % off, which are three significant digits. */
const bucketBits = 9;
const bucketsPerOctave = 2 ** bucketBits;

/** A double and its upper 32 bits: sign, 11 bits of exponent, 20 of the fraction. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const upper = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const firstOctave = octaveOf(smallestMs);
const octaveCount = octaveOf(largestMs) - firstOctave + 1;

/**
 * Counts latencies as HDR histograms do, in octaves of equal buckets: recording takes constant time, and the space is that of the
 * octaves in use. Counts may have fractions: a gap that is shared among 2.5 tokens.
 */
export class LatencyHistogram {
  readonly #octaves: (Float64Array | undefined)[] = Array.from({ length: octaveCount }, () => undefined);
  #total = 0;
  #sumMs = 0;
  #minMs = Infinity;
  #maxMs = 0;

  get total(): number {
    return this.#total;
  }

  /** Records `times` latencies of `ms` milliseconds each. */
  record(ms: number, times = 1): void {
    if (times <= 0) return;
    const within = Math.min(Math.max(ms, smallestMs), largestMs);
    double[0] = within;
    const high = words[upper] ?? 0;
    const octave = (high >>> 20) - firstOctave;
    const counts = (this.#octaves[octave] ??= new Float64Array(bucketsPerOctave));
    const bucket = (high & 0xfffff) >>> (20 - bucketBits);
    counts[bucket] = (counts[bucket] ?? 0) + times;
    this.#total += times;
    this.#sumMs += within * times;
    if (within < this.#minMs) this.#minMs = within;
    if (within > this.#maxMs) this.#maxMs = within;
  }

  addAll(other: LatencyHistogram): void {
    for (const [octave, counts] of other.#octaves.entries()) {
      if (counts === undefined) continue;
      const own = (this.#octaves[octave] ??= new Float64Array(bucketsPerOctave));
      for (let bucket = 0; bucket < bucketsPerOctave; bucket++) own[bucket] = (own[bucket] ?? 0) + (counts[bucket] ?? 0);
    }
    this.#total += other.#total;
    this.#sumMs += other.#sumMs;
    this.#minMs = Math.min(this.#minMs, other.#minMs);
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  clear(): void {
    for (const counts of this.#octaves) counts?.fill(0);
    this.#total = 0;
    this.#sumMs = 0;
    this.#minMs = Infinity;
    this.#maxMs = 0;
  }

  /** The `quantile` (0 to 1) in milliseconds, by nearest rank; null when nothing was recorded. */
  percentile(quantile: number): number | null {
    if (this.#total === 0) return null;
    // a product such as 0.07 * 100 lies a hair above the rank that is meant
    let left = Math.max(quantile * this.#total * (1 - 1e-12), Number.MIN_VALUE);
    for (const [octave, counts] of this.#octaves.entries()) {
      if (counts === undefined) continue;
      for (let bucket = 0; bucket < bucketsPerOctave; bucket++) {
        left -= counts[bucket] ?? 0;
        if (left <= 0) return Math.min(Math.max(middleOf(octave, bucket), this.#minMs), this.#maxMs);
      }
    }
    return this.#maxMs;
  }

  percentiles(): Percentiles {
    const isEmpty = this.#total === 0;
    return {
      p50: this.percentile(0.5),
      p90: this.percentile(0.9),
      p95: this.percentile(0.95),
      p99: this.percentile(0.99),
      mean: isEmpty ? null : this.#sumMs / this.#total,
      max: isEmpty ? null : this.#maxMs,
      count: Math.round(this.#total),
    };
  }
}

function octaveOf(ms: number): number {
  double[0] = ms;
  return (words[upper] ?? 0) >>> 20;
}

function middleOf(octave: number, bucket: number): number {
  return 2 ** (octave + firstOctave - 1023) * (1 + (bucket + 0.5) / bucketsPerOctave);
}
