import type { RequestRecord } from '../measure/requestRecord.ts';
import type { Answer, AnswerListener } from '../wire/answer.ts';

/** Writes down one request while its answer comes. */
export class RequestRecorder implements AnswerListener {
  readonly #index: number;
  readonly #dueAt: number;
  readonly #onOutput: (chunks: number, ttftMs: number | undefined) => void;
  readonly #outputAt: number[] = [];
  readonly #arrived: number[] = [];
  #sentAt: number | undefined;
  #chunks = 0;
  /** What the server has counted so far; undefined when it does not count as it goes. */
  #counted: number | undefined;

  /** Told at each read with output how many chunks came, and at the first of them its TTFT. */
  constructor(
    { index, dueAt }: { readonly index: number; readonly dueAt: number },
    onOutput: (chunks: number, ttftMs: number | undefined) => void,
  ) {
    this.#index = index;
    this.#dueAt = dueAt;
    this.#onOutput = onOutput;
  }

  readonly sent = (at: number): void => {
    // sent again over a fresh connection: the delay of the first counts
    this.#sentAt ??= at;
  };

  readonly output = (at: number, chunks: number, tokensSoFar: number | undefined): void => {
    const isFirst = this.#chunks === 0;
    this.#chunks += chunks;
    this.#outputAt.push(at);
    this.#arrived.push(this.#count(chunks, tokensSoFar, isFirst));
    this.#onOutput(chunks, isFirst ? at - this.#dueAt : undefined);
  };

  conclude(answer: Answer, endedAt: number): RequestRecord {
    return {
      index: this.#index,
      dueAt: this.#dueAt,
      sentAt: this.#sentAt ?? endedAt,
      endedAt,
      outcome: answer.kind,
      outputAt: new Float64Array(this.#outputAt),
      arrived: new Float64Array(this.#arrived),
      chunks: this.#chunks,
      ...(answer.kind === 'failed' && { failure: answer.failure, reason: answer.reason }),
      ...(answer.kind === 'cancelled' && this.#counted !== undefined && { outputTokens: this.#counted }),
      ...(answer.kind === 'finished' && {
        chunks: answer.chunks,
        ...(answer.promptTokens !== undefined && { promptTokens: answer.promptTokens }),
        ...(answer.outputTokens !== undefined && { outputTokens: answer.outputTokens }),
        ...(answer.finishReason !== undefined && { finishReason: answer.finishReason }),
      }),
    };
  }

  /** Tokens where the server counts from its first chunk on; a count that comes only with the last is the sum, and chunks are all we have. */
  #count(chunks: number, tokensSoFar: number | undefined, isFirst: boolean): number {
    if (isFirst) this.#counted = tokensSoFar;
    else if (this.#counted !== undefined) {
      const before = this.#counted;
      this.#counted = Math.max(before, tokensSoFar ?? before + chunks);
      return this.#counted - before;
    }
    return this.#counted ?? chunks;
  }
}
