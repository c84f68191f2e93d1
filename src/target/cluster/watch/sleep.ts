import type { Clock } from './clock.ts';

/** The wait of a loop between two tries, which someone may cut short. */
export class Sleep {
  readonly #clock: Clock;
  #wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Until the time is over, `wake` is called or the signal is aborted; without a time only those two end it. Never rejects. */
  async for(ms: number | undefined, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = ms === undefined ? undefined : this.#clock.after(ms, resolve);
    const onAbort = () => resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    this.#wake = resolve;
    await promise;
    if (this.#wake === resolve) this.#wake = undefined;
    timer?.[Symbol.dispose]();
    signal.removeEventListener('abort', onAbort);
  }

  wake(): void {
    this.#wake?.();
  }
}
