/** What has an end; without one it is good until it is refused. */
export interface Expiring {
  readonly expiresAtMs?: number;
}

/** A credential is asked for anew this long before its end, so that it does not run out on its way. */
const marginMs = 10_000;

/** Keeps one credential while it is good. Callers at the same time share one way of getting it; a failure is not kept. */
export class CredentialCache<T extends Expiring> {
  readonly #load: () => Promise<T>;
  readonly #now: () => number;
  #current: T | undefined;
  #pending: Promise<T> | undefined;

  constructor(load: () => Promise<T>, now: () => number = Date.now) {
    this.#load = load;
    this.#now = now;
  }

  get(): Promise<T> {
    const { expiresAtMs = Infinity } = this.#current ?? {};
    if (this.#current !== undefined && this.#now() < expiresAtMs - marginMs) {
      return Promise.resolve(this.#current);
    }
    this.#pending ??= this.#reload();
    return this.#pending;
  }

  /** The server has refused this one. It says nothing of one that came since. */
  drop(refused: T): void {
    if (this.#current === refused) {
      this.#current = undefined;
    }
  }

  async #reload(): Promise<T> {
    try {
      this.#current = await this.#load();
      return this.#current;
    } finally {
      this.#pending = undefined;
    }
  }
}
