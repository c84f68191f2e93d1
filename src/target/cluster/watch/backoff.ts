const firstMs = 1000;
const longestMs = 30_000;
/** A server may ask for more, but not for a day. */
const longestAskedMs = 5 * 60_000;

/** How long to wait after each failure in a row: 0.5 s at first, twice as long each time up to 30 s, half of it by chance. */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** Milliseconds; not less than the server asks for. */
  next(retryAfterSeconds = 0): number {
    const ceiling = Math.min(firstMs * 2 ** this.#failures, longestMs);
    this.#failures += 1;
    return Math.max(ceiling / 2 + (ceiling / 2) * this.#random(), Math.min(retryAfterSeconds * 1000, longestAskedMs));
  }

  reset(): void {
    this.#failures = 0;
  }
}
