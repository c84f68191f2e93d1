/** Loads that are measured beside each other: all begin at one instant, and none is measured for longer than all were running. */
export class Company {
  readonly #start: Meeting<number>;
  readonly #end: Meeting<number>;

  /** `startsAt`: the start of the run once all are ready, on the monotonic clock. */
  constructor(members: number, startsAt: () => number) {
    this.#start = new Meeting(members, startsAt);
    this.#end = new Meeting(members, (ends) => Math.min(...ends));
  }

  /** Waits until all are ready; when all begin. */
  begin(): Promise<number> {
    return this.#start.arrive(undefined);
  }

  /** Waits until all have ended; when the first window of them ended. `at`: when one's own did, or undefined where it had none. */
  end(at: number | undefined): Promise<number> {
    return this.#end.arrive(at);
  }

  /** One that failed is not waited for. */
  leave(): void {
    this.#start.leave();
    this.#end.leave();
  }
}

/** Lets nobody go before all have come. */
class Meeting<T> {
  readonly #all = Promise.withResolvers<T>();
  readonly #conclude: (told: readonly T[]) => T;
  readonly #told: T[] = [];
  #missing: number;

  constructor(members: number, conclude: (told: readonly T[]) => T) {
    this.#missing = members;
    this.#conclude = conclude;
  }

  arrive(told: T | undefined): Promise<T> {
    if (told !== undefined) this.#told.push(told);
    this.leave();
    return this.#all.promise;
  }

  leave(): void {
    if (--this.#missing === 0) this.#all.resolve(this.#conclude(this.#told));
  }
}
