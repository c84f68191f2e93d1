/** What someone holds of several things, such as a look at each of some clusters. What is no longer wanted is let go. */
export class Holdings<T extends object> implements Disposable {
  readonly #held = new Map<T, Disposable>();

  /** Lets go of all but these, and takes hold of those that are new. Things are known by identity: a successor is another thing. */
  hold(wanted: readonly T[], take: (thing: T) => Disposable): void {
    const kept = new Set(wanted);
    for (const [thing, holding] of this.#held) {
      if (!kept.has(thing)) {
        this.#held.delete(thing);
        holding[Symbol.dispose]();
      }
    }
    for (const thing of kept) {
      if (!this.#held.has(thing)) {
        this.#held.set(thing, take(thing));
      }
    }
  }

  has(thing: T): boolean {
    return this.#held.has(thing);
  }

  [Symbol.dispose](): void {
    this.#held.forEach((holding) => holding[Symbol.dispose]());
    this.#held.clear();
  }
}
