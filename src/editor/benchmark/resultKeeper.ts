import type { BenchmarkResult } from './benchmarkFile.ts';

/** Keeps each result in place of the one before; of several that come while one is being kept, the last. */
export class ResultKeeper {
  readonly #write: (result: BenchmarkResult) => Promise<void>;
  readonly #failing = new AbortController();
  #next: BenchmarkResult | undefined;
  #writing: Promise<void> | undefined;

  constructor(write: (result: BenchmarkResult) => Promise<void>) {
    this.#write = write;
  }

  /** Aborted, with the reason, when a result could not be kept: measuring on would be in vain. */
  get failed(): AbortSignal {
    return this.#failing.signal;
  }

  keep(result: BenchmarkResult): void {
    this.#next = result;
    this.#writing ??= this.#writeAll();
  }

  /** When the last result is kept. Rejects where one could not be. */
  async kept(): Promise<void> {
    await this.#writing;
    this.failed.throwIfAborted();
  }

  async #writeAll(): Promise<void> {
    try {
      for (let result = this.#next; result !== undefined; result = this.#next) {
        this.#next = undefined;
        await this.#write(result);
      }
    } catch (error) {
      this.#failing.abort(error);
    } finally {
      this.#writing = undefined;
    }
  }
}
