import { monitorEventLoopDelay, performance, type EventLoopUtilization } from 'node:perf_hooks';
import type { ThreadLoad } from '../measure/runFacts.ts';

const resolutionMs = 10;

/** How busy this thread is and how late it comes to read, from the end of the warm-up on. */
export class ThreadUse implements Disposable {
  readonly #delays = monitorEventLoopDelay({ resolution: resolutionMs });
  #begin: EventLoopUtilization | undefined;
  #whileSending: Omit<ThreadLoad, 'untilEnd'> | undefined;

  /** The warm-up is over. */
  begin(): void {
    this.#begin = performance.eventLoopUtilization();
    this.#delays.enable();
  }

  /** The load begins to fall. */
  fall(): void {
    this.#whileSending ??= { whileSending: this.#busy(), lateMs: this.#lateMs() };
    this.#delays.disable();
  }

  /** The last answer has come. */
  end(): ThreadLoad {
    return { whileSending: 0, lateMs: 0, ...this.#whileSending, untilEnd: this.#busy() };
  }

  [Symbol.dispose](): void {
    this.#delays.disable();
  }

  #busy(): number {
    return this.#begin === undefined ? 0 : performance.eventLoopUtilization(this.#begin).utilization;
  }

  /** A timer that comes around so often was so late. */
  #lateMs(): number {
    return this.#delays.count === 0 ? 0 : Math.max(0, this.#delays.percentile(95) / 1e6 - resolutionMs);
  }
}
