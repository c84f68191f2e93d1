import { moveOf, readCounter, readGauge, type Counter } from './counter.ts';
import type { MetricVocabulary } from './engines/engine.ts';
import type { Exposition } from './exposition.ts';
import { observedBetween, readHistogram, type Histogram } from './histogram.ts';

/** What the last scrapes tell together. Absent: the engine has no such number; null: nothing to compare with yet. */
export interface Observed {
  readonly tokensPerSecond?: number | null;
  readonly ttft?: Histogram | null;
  readonly itl?: Histogram | null;
}

/** One scrape, as far as later ones are compared with it. */
interface Reading {
  readonly t: number;
  readonly tokens: Counter | undefined;
  readonly startedAt: number | null;
  readonly ttft: Histogram | undefined;
  readonly itl: Histogram | undefined;
}

/** The readings of one run of an engine that are still needed: those of the latency window, and one before it. */
export class ReadingWindow {
  readonly #vocabulary: MetricVocabulary;
  readonly #windowMs: number;
  #readings: Reading[] = [];
  #restarts = 0;

  constructor(vocabulary: MetricVocabulary, windowMs: number) {
    this.#vocabulary = vocabulary;
    this.#windowMs = windowMs;
  }

  /** How often the engine was seen to begin anew. */
  get restarts(): number {
    return this.#restarts;
  }

  observe(t: number, exposition: Exposition): Observed {
    const { liveTokens, generatedTokens, ttftSeconds = [], itlSeconds = [] } = this.#vocabulary;
    const reading: Reading = {
      t,
      tokens: readCounter(exposition, liveTokens ?? generatedTokens),
      startedAt: readGauge(exposition, ['process_start_time_seconds'], 'sum'),
      ttft: readHistogram(exposition, ttftSeconds),
      itl: readHistogram(exposition, itlSeconds),
    };
    this.#forgetOutdated(reading);
    const observed = {
      ...(liveTokens !== undefined &&
        reading.tokens !== undefined && { tokensPerSecond: rateBetween(this.#readings.at(-1), reading) }),
      ...(reading.ttft !== undefined && { ttft: this.#observed(reading.ttft, ({ ttft }) => ttft) }),
      ...(reading.itl !== undefined && { itl: this.#observed(reading.itl, ({ itl }) => itl) }),
    };
    this.#readings.push(reading);
    return observed;
  }

  #forgetOutdated(next: Reading): void {
    const previous = this.#readings.at(-1);
    if (previous === undefined) return;
    const isRestart = hasRestarted(previous, next);
    if (isRestart) this.#restarts++;
    // a clock that was set back leaves nothing to measure by
    if (isRestart || next.t <= previous.t) this.#readings = [];
    const baseline = this.#readings.findLastIndex(({ t }) => t <= next.t - this.#windowMs);
    this.#readings.splice(0, Math.max(baseline, 0));
  }

  #observed(latest: Histogram, histogramOf: (reading: Reading) => Histogram | undefined): Histogram | null {
    const [baseline] = this.#readings;
    if (baseline === undefined) return null;
    const earlier = histogramOf(baseline);
    return earlier === undefined ? latest : observedBetween(earlier, latest);
  }
}

function hasRestarted(earlier: Reading, later: Reading): boolean {
  const hasNewProcess = earlier.startedAt !== null && later.startedAt !== null && earlier.startedAt !== later.startedAt;
  const hasFallen =
    earlier.tokens !== undefined && later.tokens !== undefined && moveOf(earlier.tokens, later.tokens).kind === 'restart';
  return hasNewProcess || hasFallen;
}

function rateBetween(earlier: Reading | undefined, later: Reading): number | null {
  if (earlier?.tokens === undefined || later.tokens === undefined) return null;
  const move = moveOf(earlier.tokens, later.tokens);
  return move.kind === 'restart' ? null : (move.amount * 1000) / (later.t - earlier.t);
}
