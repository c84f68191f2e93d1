import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** A clock that a test turns. */
export class FakeClock implements Clock {
  #now = Date.parse('2026-11-28T12:00:00Z');
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>();
  #random: () => number;

  constructor(random: () => number = () => 0.5) {
    this.#random = random;
  }

  /** Timers that were set and have neither rung nor been disposed. */
  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#random();
  }

  after(ms: number, call: () => void): Disposable {
    const timer = { at: this.#now + ms, call };
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => void this.#timers.delete(timer) };
  }

  /** Lets timers ring in their order, with all that follows from each, until so much later. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const [next] = [...this.#timers].sort((one, other) => one.at - other.at);
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
      await settle();
    }
    this.#now = end;
  }
}

/** Until nothing is left that only waits for its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
}
