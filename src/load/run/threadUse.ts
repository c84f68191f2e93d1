import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import type { ThreadLoad } from '../measure/runFacts.ts';

/** How busy this thread is, from the end of the warm-up on. */
export class ThreadUse {
  #begin: EventLoopUtilization | undefined;
  #whileSending: number | undefined;

  /** The warm-up is over. */
  begin(): void {
    this.#begin ??= performance.eventLoopUtilization();
  }

  /** The load begins to fall. */
  fall(): void {
    this.#whileSending ??= this.#since();
  }

  /** The last answer has come. */
  end(): ThreadLoad {
    this.fall();
    return { whileSending: this.#whileSending ?? 0, untilEnd: this.#since() };
  }

  #since(): number {
    return this.#begin === undefined ? 0 : performance.eventLoopUtilization(this.#begin).utilization;
  }
}
