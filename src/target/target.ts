import type { FractionRequest } from '../gpu/request.ts';
import type { Sample } from '../inference/sample.ts';
import type { Workload } from '../manifest/workload.ts';
import type { DeviceView, Job, LaunchOptions, LaunchPlan, LogChunk, TrafficOptions, TrafficStatus } from '../protocol/agent.ts';

/** What a target tells while someone watches. */
export interface TargetListener {
  readonly jobChanged: (job: Job) => void;
  readonly jobRemoved: (jobId: string) => void;
  readonly sample: (jobId: string, sample: Sample) => void;
  /** The connection ended or came back; after `connected` everything is told anew by `jobs`. */
  readonly connection: (state: 'connected' | 'disconnected') => void;
}

/** A workload with the fraction that the user chose, which may differ from the file's. */
export interface Deployment {
  readonly workload: Workload;
  readonly request: FractionRequest;
  readonly manifestPath?: string;
  readonly options: LaunchOptions;
}

/** Somewhere that runs GPU work: the agent on this machine, or a cluster. */
export interface Target {
  /** Stable, unique: `agent`, or `cluster/<context>`. */
  readonly id: string;
  readonly label: string;
  devices(signal?: AbortSignal): Promise<readonly DeviceView[]>;
  plan(deployment: Deployment, signal?: AbortSignal): Promise<LaunchPlan>;
  deploy(deployment: Deployment, signal?: AbortSignal): Promise<Job>;
  jobs(signal?: AbortSignal): Promise<readonly Job[]>;
  stop(jobId: string): Promise<Job>;
  restart(jobId: string): Promise<Job>;
  remove(jobId: string): Promise<void>;
  logs(jobId: string, offset: number, maxBytes: number): Promise<LogChunk>;
  history(jobId: string): Promise<readonly Sample[]>;
  startTraffic(jobId: string, options: TrafficOptions): Promise<TrafficStatus>;
  stopTraffic(jobId: string): Promise<TrafficStatus>;
  /** Tells the listener until the returned disposable is disposed. */
  watch(listener: TargetListener): Disposable;
}
