/** Random numbers that a seed and an index fix, so that an input can be made again by itself (the generator sfc32). */
export class Random {
  readonly #state: Uint32Array;

  constructor(seed: number, index: number) {
    this.#state = Uint32Array.of(seed, index, index / 2 ** 32, 1);
    for (let step = 0; step < 12; step += 1) this.#next();
  }

  /** A whole number from 0 up to, not including, the bound; 0 where the bound is none. */
  below(bound: number): number {
    return Math.floor((this.#next() / 2 ** 32) * Math.max(bound, 1));
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(probability: number): boolean {
    return this.#next() / 2 ** 32 < probability;
  }

  pick<T extends readonly [unknown, ...unknown[]]>(items: T): T[number];
  pick<T>(items: readonly T[]): T | undefined;
  pick(items: readonly unknown[]): unknown {
    return items[this.below(items.length)];
  }

  #next(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, counter = 0] = state;
    const result = (a + b + counter) >>> 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + result;
    state[3] = counter + 1;
    return result;
  }
}
