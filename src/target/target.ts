import type { FractionRequest } from '../gpu/request.ts';
import type { Sample } from '../inference/sample.ts';
import type { Workload } from '../manifest/workload.ts';
import type {
  CommandSpec,
  EngineOffer,
  Inventory,
  Job,
  LaunchOptions,
  LaunchPlan,
  LogChunk,
  TrafficOptions,
  TrafficStatus,
} from '../protocol/agent.ts';

/** What a target tells while someone watches. */
export interface TargetListener {
  readonly jobChanged: (job: Job) => void;
  readonly jobRemoved: (jobId: string) => void;
  readonly inventoryChanged: (inventory: Inventory) => void;
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
  inventory(signal?: AbortSignal): Promise<Inventory>;
  plan(deployment: Deployment, signal?: AbortSignal): Promise<LaunchPlan>;
  deploy(deployment: Deployment, signal?: AbortSignal): Promise<Job>;
  /** Runs a command line that the user typed; never one of a manifest. */
  runCommand(command: CommandSpec, options: LaunchOptions, signal?: AbortSignal): Promise<Job>;
  engines(signal?: AbortSignal): Promise<readonly EngineOffer[]>;
  /** Fetches an engine; an aborted signal gives it up. */
  installEngine(engine: string, onProgress: (progress: string) => void, signal: AbortSignal): Promise<void>;
  jobs(signal?: AbortSignal): Promise<readonly Job[]>;
  stop(jobId: string): Promise<Job>;
  restart(jobId: string): Promise<Job>;
  remove(jobId: string): Promise<void>;
  logs(jobId: string, offset: number, maxBytes: number): Promise<LogChunk>;
  history(jobId: string): Promise<readonly Sample[]>;
  startTraffic(jobId: string, options: TrafficOptions): Promise<TrafficStatus>;
  stopTraffic(jobId: string): Promise<TrafficStatus>;
  /** Someone looks at the devices until the returned disposable is disposed: they are read every second. */
  look(): Disposable;
  /** Tells the listener until the returned disposable is disposed. */
  watch(listener: Partial<TargetListener>): Disposable;
}
