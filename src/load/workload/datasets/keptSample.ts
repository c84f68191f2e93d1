import { randomNumbers } from '../randomNumbers.ts';

interface Ranked<T> {
  readonly item: T;
  readonly size: number;
  /** 0 to 1, drawn. */
  readonly rank: number;
}

/** Keeps all items while they fit; of more a sample by the seed, in which each item is as likely as any other. */
export class KeptSample<T> {
  readonly #mostSize: number;
  readonly #random: () => number;
  #kept: Ranked<T>[] = [];
  #size = 0;
  #rankLimit = 1;

  /** `mostSize` in the unit of the items' sizes. */
  constructor(mostSize: number, seed: number) {
    this.#mostSize = mostSize;
    this.#random = randomNumbers(seed, 'order');
  }

  add(item: T, size: number): void {
    const rank = this.#random();
    if (rank >= this.#rankLimit) return;
    this.#kept.push({ item, size, rank });
    this.#size += size;
    if (this.#size > this.#mostSize) this.#dropHalf();
  }

  /** What was kept, in an order by the seed. */
  shuffled(): readonly T[] {
    return this.#sorted().map(({ item }) => item);
  }

  #dropHalf(): void {
    const kept = this.#sorted();
    // one item stays however large it is
    while (this.#size > this.#mostSize / 2 && kept.length > 1) {
      const dropped = kept.pop();
      this.#size -= dropped?.size ?? 0;
      this.#rankLimit = dropped?.rank ?? this.#rankLimit;
    }
    this.#kept = kept;
  }

  #sorted(): Ranked<T>[] {
    return this.#kept.toSorted((a, b) => a.rank - b.rank);
  }
}
