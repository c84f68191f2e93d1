import type { Sample } from '../inference/sample.ts';
import type { Job, LogChunk, TrafficOptions, TrafficStatus } from '../protocol/agent.ts';

/** What is told of jobs while someone watches. */
export interface JobListener {
  readonly jobChanged: (job: Job) => void;
  readonly jobRemoved: (jobId: string) => void;
  readonly sample: (jobId: string, sample: Sample) => void;
  /** The connection ended or came back; after `connected` everything is told anew by `jobs`. */
  readonly connection: (state: 'connected' | 'disconnected') => void;
}

/** Jobs, wherever they run: what the panel, the commands and the status bar need of a target. */
export interface JobSource {
  jobs(signal?: AbortSignal): Promise<readonly Job[]>;
  stop(jobId: string): Promise<Job>;
  restart(jobId: string): Promise<Job>;
  /** Of the agent: forgets a finished job. Of a cluster: the job is watched no longer; nothing is deleted. */
  remove(jobId: string): Promise<void>;
  logs(jobId: string, offset: number, maxBytes: number): Promise<LogChunk>;
  history(jobId: string): Promise<readonly Sample[]>;
  startTraffic(jobId: string, options: TrafficOptions): Promise<TrafficStatus>;
  stopTraffic(jobId: string): Promise<TrafficStatus>;
  /** Tells the listener until the returned disposable is disposed. */
  watch(listener: Partial<JobListener>): Disposable;
}
