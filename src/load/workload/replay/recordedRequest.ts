/** One request of a recording. */
export interface RecordedRequest {
  /** Milliseconds on the recording's own clock. */
  readonly atMs: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
  /** Ids of the 512-token blocks of the prompt; the same id is the same text. */
  readonly blocks?: readonly number[];
}
