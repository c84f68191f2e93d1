/** Calls back once nothing has kept the agent busy for a while; sleep of the machine does not count. */
export class IdleTimer {
  readonly #idleMs: number;
  readonly #isBusy: () => boolean;
  readonly #onIdle: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(idleMs: number, isBusy: () => boolean, onIdle: () => void) {
    this.#idleMs = idleMs;
    this.#isBusy = isBusy;
    this.#onIdle = onIdle;
  }

  /** To be called whenever a client or a job comes or goes. */
  check(): void {
    if (this.#isBusy()) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else {
      this.#timer ??= setTimeout(() => this.#expire(), this.#idleMs);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #expire(): void {
    this.#timer = undefined;
    if (!this.#isBusy()) {
      this.#onIdle();
    }
  }
}
