import type { LoadPlan } from '../plan/loadPlan.ts';
import { LatencyHistogram } from '../measure/latencyHistogram.ts';
import type { LoadProgress } from './loadProgress.ts';
import type { ShareReport } from './share.ts';

/** Live figures are of so many of the last seconds. */
const recentSeconds = 3;

/** What arrived within one second, of all shares. */
interface Tick {
  readonly chunks: number;
  readonly ttft: LatencyHistogram;
}

/** Sums the reports of all shares up to a progress, which is asked for once a second. */
export class ProgressMeter {
  readonly #warmUpSeconds: number;
  readonly #open: number[] = [];
  readonly #ticks: Tick[] = [];
  #requests = 0;
  #errors = 0;
  #tokens = 0;
  #chunksOfTokens = 0;
  #chunks = 0;
  #ttft = new LatencyHistogram();
  #isFalling = false;

  constructor({ extent }: LoadPlan) {
    this.#warmUpSeconds = extent.warmUpSeconds;
  }

  add(share: number, { records, open, isFalling, chunks, ttftsMs }: ShareReport): void {
    this.#open[share] = open;
    this.#isFalling ||= isFalling;
    this.#chunks += chunks;
    for (const ms of ttftsMs) this.#ttft.record(ms);
    for (const { outcome, outputTokens, chunks: ofRequest } of records) {
      if (outcome === 'cancelled') continue;
      this.#requests++;
      if (outcome === 'failed') this.#errors++;
      if (outputTokens === undefined) continue;
      this.#tokens += outputTokens;
      this.#chunksOfTokens += ofRequest;
    }
  }

  /** Ends a second. */
  tick(elapsedSeconds: number): LoadProgress {
    this.#ticks.push({ chunks: this.#chunks, ttft: this.#ttft });
    this.#chunks = 0;
    this.#ttft = new LatencyHistogram();
    if (this.#ticks.length > recentSeconds) this.#ticks.shift();
    const recent = new LatencyHistogram();
    for (const { ttft } of this.#ticks) recent.addAll(ttft);
    const chunks = this.#ticks.reduce((sum, tick) => sum + tick.chunks, 0);
    const tokensPerChunk = this.#chunksOfTokens === 0 ? 1 : this.#tokens / this.#chunksOfTokens;
    return {
      phase: this.#phase(elapsedSeconds),
      elapsedSeconds,
      requests: this.#requests,
      errors: this.#errors,
      open: this.#open.reduce((sum, open) => sum + open, 0),
      tokensPerSecond: (chunks * tokensPerChunk) / this.#ticks.length,
      ttftP95Ms: recent.percentile(0.95),
    };
  }

  #phase(elapsedSeconds: number): LoadProgress['phase'] {
    if (this.#isFalling) return 'drain';
    return elapsedSeconds < this.#warmUpSeconds ? 'warmUp' : 'steady';
  }
}
