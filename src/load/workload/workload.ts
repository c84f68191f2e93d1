/** One request that is to be sent. */
export interface PlannedRequest {
  /** Its place among all requests of the run, from 0. */
  readonly index: number;
  /** Milliseconds after the start of the run at which it is due; absent where users ask one after the other. */
  readonly dueMs?: number;
  /** JSON. */
  readonly body: string;
  /** Longest answer that it allows. */
  readonly maxTokens?: number;
}

/** Which of the requests one worker thread sends: every `workers`-th, from `worker` on. */
export interface WorkShare {
  readonly worker: number;
  readonly workers: number;
}

/** The requests of a plan, always the same for the same plan. */
export interface Workload {
  /** How many there are; absent: endless. */
  readonly size?: number;
  requests(share: WorkShare): Iterator<PlannedRequest, undefined>;
}
