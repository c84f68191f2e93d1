import type { Sample } from './sample.ts';

/** The newest samples of one job, oldest first; older ones than `capacity` are forgotten. */
export class SampleHistory {
  readonly #capacity: number;
  readonly #ring: Sample[];
  #oldest = 0;

  /** `before`: samples to begin with, oldest first. */
  constructor(capacity: number, before: readonly Sample[] = []) {
    this.#capacity = capacity;
    this.#ring = before.slice(-capacity);
  }

  append(sample: Sample): void {
    if (this.#ring.length < this.#capacity) {
      this.#ring.push(sample);
      return;
    }
    this.#ring[this.#oldest] = sample;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
  }

  all(): readonly Sample[] {
    return [...this.#ring.slice(this.#oldest), ...this.#ring.slice(0, this.#oldest)];
  }
}
