import type { PowerSample } from '../measure/energy.ts';
import { monotonicMs } from './monotonicClock.ts';

const sampleEveryMs = 1000;

/** Reads the power of a device once a second, until it is disposed. */
export class PowerMeter implements Disposable {
  readonly samples: PowerSample[] = [];
  readonly #read: () => Promise<number | null>;
  readonly #startAt: number;
  readonly #timer: NodeJS.Timeout;
  #isReading = false;

  constructor(read: () => Promise<number | null>, startAt: number) {
    this.#read = read;
    this.#startAt = startAt;
    this.#timer = setInterval(() => void this.#sample(), sampleEveryMs);
    void this.#sample();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #sample(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const watts = await this.#read();
      if (watts !== null) this.samples.push({ at: monotonicMs() - this.#startAt, watts });
    } catch {
      // a driver that does not answer is a gap in the samples
    } finally {
      this.#isReading = false;
    }
  }
}
