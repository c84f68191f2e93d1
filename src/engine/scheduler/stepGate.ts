/** A place in the step; disposing leaves it. */
export interface StepMember extends Disposable {
  /** Resolves when all members have arrived, so that their work lands in one batch. */
  arrive(): Promise<void>;
}

/**
 * Lets all running sequences take each step together.
 * Left alone, node-llama-cpp starts the next batch with whatever is queued and never lets go of its lock while
 * anything runs: a finished sequence could then not be cleared for seconds. Between two steps the lock is free.
 */
export class StepGate {
  readonly #stepMs: number;
  readonly #now: () => number;
  #openedAt = -Infinity;
  #members = 0;
  #arrived: (() => void)[] = [];
  #isOpening = false;

  /** A step takes at least `stepMs`, by a clock that only goes on: so an engine is as fast as is wanted, whatever the machine does. */
  constructor(stepMs = 0, now: () => number = () => performance.now()) {
    this.#stepMs = stepMs;
    this.#now = now;
  }

  join(): StepMember {
    this.#members += 1;
    let isMember = true;
    return {
      arrive: () =>
        new Promise((resolve) => {
          this.#arrived.push(resolve);
          this.#openWhenComplete();
        }),
      [Symbol.dispose]: () => {
        if (isMember) {
          isMember = false;
          this.#members -= 1;
          this.#openWhenComplete();
        }
      },
    };
  }

  #isComplete(): boolean {
    return this.#arrived.length > 0 && this.#arrived.length >= this.#members;
  }

  #openWhenComplete(): void {
    if (this.#isOpening || !this.#isComplete()) {
      return;
    }
    this.#isOpening = true;
    const waitMs = this.#openedAt + this.#stepMs - this.#now();
    // At least a turn of the event loop: the library ends its batch in microtasks, and sockets get their share.
    if (waitMs > 0) setTimeout(() => this.#open(), waitMs);
    else setImmediate(() => this.#open());
  }

  #open(): void {
    this.#isOpening = false;
    if (!this.#isComplete()) {
      return;
    }
    this.#openedAt = this.#now();
    const arrived = this.#arrived;
    this.#arrived = [];
    for (const proceed of arrived) {
      proceed();
    }
  }
}
