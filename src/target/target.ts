import type { FractionRequest } from '../gpu/request.ts';
import type { Workload } from '../manifest/workload.ts';
import type { CommandSpec, EngineOffer, Inventory, Job, LaunchOptions, LaunchPlan } from '../protocol/agent.ts';
import type { JobListener, JobSource } from './jobSource.ts';

/** What a target tells while someone watches. */
export interface TargetListener extends JobListener {
  readonly inventoryChanged: (inventory: Inventory) => void;
}

/** A workload with the fraction that the user chose, which may differ from the file's. */
export interface Deployment {
  readonly workload: Workload;
  readonly request: FractionRequest;
  readonly manifestPath?: string;
  readonly options: LaunchOptions;
}

/** The agent on this machine: devices, and jobs that it starts itself. A cluster is reached by `ClusterConnection`. */
export interface Target extends JobSource {
  /** `agent` */
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
  /** Tokens that the job's engine has generated, by its own counter; null where it has none or does not answer. */
  countTokens(jobId: string): Promise<number | null>;
  /** Someone looks at the devices until the returned disposable is disposed: they are read every second. */
  look(): Disposable;
  /** Tells the listener until the returned disposable is disposed. */
  watch(listener: Partial<TargetListener>): Disposable;
}
