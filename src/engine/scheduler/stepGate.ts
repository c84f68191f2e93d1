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
  #members = 0;
  #arrived: (() => void)[] = [];
  #isOpening = false;

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
    // A turn of the event loop: the library ends its batch in microtasks, and sockets get their share.
    setImmediate(() => {
      this.#isOpening = false;
      if (!this.#isComplete()) {
        return;
      }
      const arrived = this.#arrived;
      this.#arrived = [];
      for (const proceed of arrived) {
        proceed();
      }
    });
  }
}
