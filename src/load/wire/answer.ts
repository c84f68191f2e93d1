import type { RequestFailure } from '../measure/requestRecord.ts';

/** How a request ended. Tokens are the server's own figures, absent where it told none; those of embeddings are the texts', as both. */
export type Answer =
  | {
      readonly kind: 'finished';
      readonly chunks: number;
      readonly promptTokens?: number;
      readonly outputTokens?: number;
      readonly finishReason?: string;
    }
  | { readonly kind: 'failed'; readonly failure: RequestFailure; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** What is seen while an answer comes; times are milliseconds of the clock that was handed in. */
export interface AnswerListener {
  /** The bytes of the request were handed to the socket; a second time where a kept connection turned out to be closed. */
  readonly sent: (at: number) => void;
  /** One read from the socket had output: so many chunks, and where the server counts as it goes, so many tokens until now. */
  readonly output: (at: number, chunks: number, tokensSoFar: number | undefined) => void;
}
