/** How far a run is, about once a second. */
export interface LoadProgress {
  readonly phase: 'warmUp' | 'steady' | 'drain';
  /** Which of several runs this is, from 0; absent where there is one. */
  readonly repeat?: { readonly index: number; readonly of: number };
  readonly elapsedSeconds: number;
  readonly requests: number;
  readonly errors: number;
  /** Requests under way. */
  readonly open: number;
  /** Of the last seconds. */
  readonly tokensPerSecond: number | null;
  readonly ttftP95Ms: number | null;
}
