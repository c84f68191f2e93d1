import type { Sequence } from '../model.ts';

/** The right to use one sequence; disposing gives it back, cleared. */
export interface SequenceLease extends Disposable {
  readonly sequence: Sequence;
}

/** Hands free sequences to requests, first come, first served. */
export class SequencePool {
  readonly #sequences: readonly Sequence[];
  readonly #free: Sequence[];
  readonly #waiting = new Set<(sequence: Sequence) => void>();
  readonly #onFault: (error: unknown) => void;
  #running = 0;

  /** `onFault` hears of a sequence that cannot be cleared; it is not used again. */
  constructor(sequences: readonly Sequence[], onFault: (error: unknown) => void) {
    this.#sequences = sequences;
    this.#free = [...sequences];
    this.#onFault = onFault;
  }

  /** Requests that hold a sequence. */
  get running(): number {
    return this.#running;
  }

  /** Requests in the queue. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Cells of the KV cache in use. */
  get usedCells(): number {
    return this.#sequences.reduce((sum, { usedCells }) => sum + usedCells, 0);
  }

  /** Waits for a free sequence; undefined when the signal aborts first. */
  async acquire(signal: AbortSignal): Promise<SequenceLease | undefined> {
    if (signal.aborted) {
      return undefined;
    }
    const sequence = this.#free.pop() ?? (await this.#wait(signal));
    return sequence && this.#lease(sequence);
  }

  #wait(signal: AbortSignal): Promise<Sequence | undefined> {
    return new Promise((resolve) => {
      const take = (sequence: Sequence): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(sequence);
      };
      const giveUp = (): void => {
        this.#waiting.delete(take);
        resolve(undefined);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(take);
    });
  }

  #lease(sequence: Sequence): SequenceLease {
    this.#running += 1;
    let isHeld = true;
    return {
      sequence,
      [Symbol.dispose]: () => {
        if (isHeld) {
          isHeld = false;
          this.#running -= 1;
          void this.#recycle(sequence);
        }
      },
    };
  }

  async #recycle(sequence: Sequence): Promise<void> {
    try {
      await sequence.clear();
    } catch (error) {
      this.#onFault(error);
      return;
    }
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free.push(sequence);
    } else {
      this.#waiting.delete(next);
      next(sequence);
    }
  }
}
