import type { RecordedRequest } from './recordedRequest.ts';

/** Recorded requests, the first at 0; in columns of numbers, since there can be tens of millions. */
export class Recording {
  readonly #atMs: number[] = [];
  readonly #promptTokens: number[] = [];
  readonly #answerTokens: number[] = [];
  readonly #blocks: (readonly number[] | undefined)[] = [];
  #order = new Uint32Array(0);

  get size(): number {
    return this.#atMs.length;
  }

  add({ atMs, promptTokens, answerTokens, blocks }: RecordedRequest): void {
    this.#atMs.push(atMs);
    this.#promptTokens.push(promptTokens);
    this.#answerTokens.push(answerTokens);
    this.#blocks.push(blocks);
  }

  /** Puts them in the order of their times; those of one time stay as they were. After the last was added. */
  sort(): void {
    this.#order = Uint32Array.from({ length: this.size }, (_, index) => index);
    this.#order.sort((a, b) => this.#time(a) - this.#time(b));
  }

  /** Milliseconds after the first one. */
  dueMs(place: number): number {
    return this.#time(this.#order[place]) - this.#time(this.#order[0]);
  }

  request(place: number): Omit<RecordedRequest, 'atMs'> {
    const index = this.#order[place] ?? 0;
    const blocks = this.#blocks[index];
    return {
      promptTokens: this.#promptTokens[index] ?? 0,
      answerTokens: this.#answerTokens[index] ?? 0,
      ...(blocks !== undefined && { blocks }),
    };
  }

  #time(index = 0): number {
    return this.#atMs[index] ?? 0;
  }
}
