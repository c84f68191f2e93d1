import { LatencyHistogram } from '../measure/latencyHistogram.ts';

/** What happened within one second. */
interface Slot {
  second: number;
  chunks: number;
  readonly ttft: LatencyHistogram;
  readonly itl: LatencyHistogram;
}

/** What happened in the last whole seconds, in one slot each. Times are milliseconds of one clock. */
export class RecentWindow {
  readonly #slots: readonly Slot[];

  constructor(seconds: number) {
    this.#slots = Array.from({ length: seconds + 1 }, () => ({
      second: Number.NEGATIVE_INFINITY,
      chunks: 0,
      ttft: new LatencyHistogram(),
      itl: new LatencyHistogram(),
    }));
  }

  addChunks(now: number, chunks: number): void {
    this.#slot(now).chunks += chunks;
  }

  addTtft(now: number, ms: number): void {
    this.#slot(now).ttft.record(ms);
  }

  addItl(now: number, ms: number, times: number): void {
    this.#slot(now).itl.record(ms, times);
  }

  /** Sums over the last `seconds` whole seconds; the running one is not whole yet. */
  sum(
    now: number,
    seconds: number,
  ): { readonly chunks: number; readonly ttft: LatencyHistogram; readonly itl: LatencyHistogram } {
    const current = Math.floor(now / 1000);
    const sum = { chunks: 0, ttft: new LatencyHistogram(), itl: new LatencyHistogram() };
    for (const { second, chunks, ttft, itl } of this.#slots) {
      if (second >= current || second < current - seconds) continue;
      sum.chunks += chunks;
      sum.ttft.addAll(ttft);
      sum.itl.addAll(itl);
    }
    return sum;
  }

  #slot(now: number): Slot {
    const second = Math.floor(now / 1000);
    const slot = this.#slots[second % this.#slots.length];
    if (slot === undefined) throw new RangeError(`no time: ${now}`);
    if (slot.second !== second) {
      slot.second = second;
      slot.chunks = 0;
      slot.ttft.clear();
      slot.itl.clear();
    }
    return slot;
  }
}
