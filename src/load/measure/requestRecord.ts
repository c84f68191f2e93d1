/** Why a request failed; `reason` of the record has the words. */
export type RequestFailure = 'refused' | 'connection' | 'timeout' | 'status' | 'stream' | 'empty' | 'truncated';

/** One request that was sent. All times are milliseconds after the start of the run, on one clock that only goes on. */
export interface RequestRecord {
  readonly index: number;
  /** When it was due: its slot in an open loop, the end of the user's last answer in a closed one, or the user's own begin. Latencies count from here. */
  readonly dueAt: number;
  /** When its bytes were handed to the socket. */
  readonly sentAt: number;
  readonly endedAt: number;
  readonly outcome: 'finished' | 'failed' | 'cancelled';
  readonly failure?: RequestFailure;
  readonly reason?: string;
  /** When output arrived, a time for each read from the socket that had some; the first is the time of the first token. */
  readonly outputAt: Float64Array;
  /** Tokens (or, where only the sum is known, chunks) that arrived at each of these times. */
  readonly arrived: Float64Array;
  /** Of the prompt, as the server counted it. */
  readonly promptTokens?: number;
  /** Of the answer, as the server counted it; absent where it told none, and chunks are all that is known. */
  readonly outputTokens?: number;
  readonly chunks: number;
  readonly finishReason?: string;
}
