import { moveOf, type Counter } from './counter.ts';
import type { Exposition } from './exposition.ts';
import { observedBetween, type Histogram } from './histogram.ts';
import type { MetricVocabulary } from './metrics/metricVocabulary.ts';
import { readCounter, readCounters, readGauge, readLatencies, readShare } from './metrics/readMetric.ts';
import { SlotMeter } from './metrics/slotMeter.ts';
import type { SlotsReading } from './metrics/slots.ts';

/** What one process of an engine told at one instant. */
export interface Told {
  readonly exposition: Exposition;
  /** Of engines with slots, read after the exposition; undefined: they did not answer. */
  readonly slots?: SlotsReading | undefined;
  /** When the page was asked for and had come that tells the live rate, epoch milliseconds: it was made between. Absent: at that instant. */
  readonly madeBetween?: readonly [number, number];
}

/** What the last scrapes tell together. Absent: the engine has no such number; null: nothing to compare with yet. */
export interface Observed {
  readonly throughput?: { readonly tokensPerSecond: number | null; readonly source: 'engine metric' | 'engine slots' };
  /** Bounds in milliseconds. */
  readonly ttft?: Histogram | null;
  readonly itl?: Histogram | null;
  readonly running?: number | null;
  readonly waiting?: number | null;
  readonly kvUse?: number | null;
  readonly requestsPerSecond?: number | null;
  readonly errorsPerSecond?: number | null;
  readonly preemptions?: number | null;
}

/** One scrape, as far as later ones are compared with it. */
interface Reading {
  /** In the middle of the time in which it can have been made, so much before or after. */
  readonly t: number;
  readonly unsureMs: number;
  live: Counter | undefined;
  readonly generated: Counter | undefined;
  readonly startedAt: number | null;
  readonly ttft: Histogram | undefined;
  readonly itl: Histogram | undefined;
  readonly requests: Counter | undefined;
  readonly errors: Counter | undefined;
  readonly preempted: Counter | undefined;
}

/** A rate is of a time that is known to a fifth: a page that came late would feign a leap, or a fall. */
const surelyTimes = 5;

/** The readings of one run of an engine that are still needed: those of the window, and one before it. */
export class ReadingWindow {
  readonly #vocabulary: MetricVocabulary;
  readonly #windowMs: number;
  #readings: Reading[] = [];
  #slots = new SlotMeter();
  /** Counted from slots since they were read first. */
  #slotTokens = 0;
  #restarts = 0;

  constructor(vocabulary: MetricVocabulary, windowMs: number) {
    this.#vocabulary = vocabulary;
    this.#windowMs = windowMs;
  }

  /** How often the engine was seen to begin anew. */
  get restarts(): number {
    return this.#restarts;
  }

  observe(t: number, { exposition, slots, madeBetween = [t, t] }: Told): Observed {
    const reading = readAll(madeBetween, exposition, this.#vocabulary);
    this.#forgetOutdated(reading);
    if (Array.isArray(slots)) reading.live = this.#countSlots(reading, slots);
    const { running, waiting, kvUse, preemptions } = this.#vocabulary;
    const gauge = (metric: typeof running) => metric && readGauge(exposition, this.#vocabulary, metric, 'sum');
    const observed = known({
      throughput: this.#throughput(reading, exposition, slots),
      ttft: reading.ttft && this.#observed(reading.ttft, ({ ttft }) => ttft),
      itl: reading.itl && this.#observed(reading.itl, ({ itl }) => itl),
      running: gauge(running) ?? undefined,
      waiting: gauge(waiting) ?? undefined,
      kvUse: (kvUse && readShare(exposition, this.#vocabulary, kvUse)) ?? undefined,
      requestsPerSecond: this.#perSecond(reading, ({ requests }) => requests),
      errorsPerSecond: this.#perSecond(reading, ({ errors }) => errors),
      preemptions:
        preemptions && 'now' in preemptions
          ? (gauge(preemptions.now) ?? undefined)
          : this.#counted(reading, ({ preempted }) => preempted),
    });
    this.#readings.push(reading);
    return observed;
  }

  #forgetOutdated(next: Reading): void {
    const previous = this.#readings.at(-1);
    if (previous === undefined) return;
    const isRestart = hasRestarted(previous, next);
    if (isRestart) this.#restarts++;
    // a clock that was set back leaves nothing to measure by
    if (isRestart || next.t <= previous.t) {
      this.#readings = [];
      this.#slots = new SlotMeter();
    }
    const baseline = this.#readings.findLastIndex(({ t }) => t <= next.t - this.#windowMs);
    this.#readings.splice(0, Math.max(baseline, 0));
  }

  #throughput(reading: Reading, exposition: Exposition, slots: SlotsReading | undefined): Observed['throughput'] {
    const { liveTokens, slotsPath } = this.#vocabulary;
    if (slotsPath !== undefined) {
      if (slots === 'disabled') return undefined;
      return { tokensPerSecond: this.#liveRate(reading), source: 'engine slots' };
    }
    if (liveTokens === undefined) return undefined;
    if (reading.live !== undefined) {
      return { tokensPerSecond: this.#liveRate(reading, liveTokens.stepMs), source: 'engine metric' };
    }
    const rate = liveTokens.rate && readGauge(exposition, this.#vocabulary, liveTokens.rate, 'sum');
    const { running } = this.#vocabulary;
    const isIdle = running !== undefined && readGauge(exposition, this.#vocabulary, running, 'sum') === 0;
    return typeof rate === 'number' ? { tokensPerSecond: isIdle ? 0 : rate, source: 'engine metric' } : undefined;
  }

  /** A counter that moves with every token. Slots that did not answer for a while tell of that while when they do. */
  #countSlots(reading: Reading, slots: Exclude<SlotsReading, 'disabled'>): Counter {
    const previous = this.#readings.findLast(({ live }) => live !== undefined);
    const move = previous?.generated && reading.generated && moveOf(previous.generated, reading.generated);
    this.#slotTokens += this.#slots.count(slots, move?.kind === 'increase' ? move.amount : 0);
    return new Map([['', this.#slotTokens]]);
  }

  /** Since the last reading that is long enough ago to tell, or the first that is not too near. */
  #liveRate(reading: Reading, stepMs = 0): number | null {
    const isTelling = ({ t, unsureMs, live }: Reading) => {
      const elapsed = reading.t - t;
      return live !== undefined && (elapsed >= surelyTimes * (unsureMs + reading.unsureMs) || elapsed >= this.#windowMs);
    };
    const telling = this.#readings.filter(isTelling);
    return rateBetween(telling.findLast(({ t }) => t <= reading.t - stepMs) ?? telling[0], reading);
  }

  #observed(latest: Histogram, histogramOf: (reading: Reading) => Histogram | undefined): Histogram | null {
    const [baseline] = this.#readings;
    if (baseline === undefined) return null;
    const earlier = histogramOf(baseline);
    return earlier === undefined ? latest : observedBetween(earlier, latest);
  }

  #perSecond(reading: Reading, counterOf: (reading: Reading) => Counter | undefined): number | null | undefined {
    const counted = this.#counted(reading, counterOf);
    const [baseline] = this.#readings;
    return typeof counted === 'number' && baseline !== undefined ? (counted * 1000) / (reading.t - baseline.t) : counted;
  }

  /** What was counted in the window. A counter that only now is there began at 0: some are told from their first event on. */
  #counted(reading: Reading, counterOf: (reading: Reading) => Counter | undefined): number | null | undefined {
    const latest = counterOf(reading);
    if (latest === undefined) return undefined;
    const [baseline] = this.#readings;
    const move = baseline && moveOf(counterOf(baseline) ?? new Map(), latest);
    return move?.kind === 'increase' ? move.amount : null;
  }
}

function readAll([from, to]: readonly [number, number], exposition: Exposition, vocabulary: MetricVocabulary): Reading {
  const { liveTokens, generatedTokens, ttft, itl, requests, errors, preemptions } = vocabulary;
  const counter = (metric: typeof errors) => metric && readCounter(exposition, vocabulary, metric);
  return {
    t: (from + to) / 2,
    unsureMs: (to - from) / 2,
    live: counter(liveTokens?.counter),
    generated: counter(generatedTokens),
    startedAt: readGauge(exposition, { prefixes: [''] }, ['process_start_time_seconds'], 'sum'),
    ttft: ttft && readLatencies(exposition, vocabulary, ttft),
    itl: itl && readLatencies(exposition, vocabulary, itl),
    requests: requests && readCounters(exposition, vocabulary, requests),
    errors: counter(errors),
    preempted: preemptions && 'counter' in preemptions ? counter(preemptions.counter) : undefined,
  };
}

function hasRestarted(earlier: Reading, later: Reading): boolean {
  const hasNewProcess = earlier.startedAt !== null && later.startedAt !== null && earlier.startedAt !== later.startedAt;
  return (
    hasNewProcess ||
    hasFallen(earlier.live, later.live) ||
    hasFallen(earlier.generated, later.generated) ||
    // all that is counted where tokens are not: Triton, a worker of Dynamo
    hasFallen(earlier.requests, later.requests)
  );
}

function hasFallen(earlier: Counter | undefined, later: Counter | undefined): boolean {
  return earlier !== undefined && later !== undefined && moveOf(earlier, later).kind === 'restart';
}

function rateBetween(earlier: Reading | undefined, later: Reading): number | null {
  if (earlier?.live === undefined || later.live === undefined) return null;
  const move = moveOf(earlier.live, later.live);
  return move.kind === 'restart' ? null : (move.amount * 1000) / (later.t - earlier.t);
}

/** Without what is not known. */
function known<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
