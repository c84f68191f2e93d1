import * as l10n from '@vscode/l10n';
import type { Job, LogChunk, TrafficOptions, TrafficStatus } from '../../../protocol/agent.ts';
import type { Sample } from '../../../inference/sample.ts';
import type { JobListener, JobSource } from '../../jobSource.ts';
import type { ClusterConnection, Clusters } from '../clusterConnection.ts';
import { ClusterError } from '../api/clusterError.ts';
import { removePodsOrRestart, stopWorkload } from './changeWorkload.ts';
import { WatchedJob } from './watchedJob.ts';
import { WorkloadLog } from './workloadLog.ts';

/** A workload that is shown as a job. */
export interface WatchedWorkload {
  readonly contextId: string;
  /** `<kind>/<namespace>/<name>` */
  readonly workload: string;
}

/** Workloads of clusters as jobs: those that were deployed from here, and those that the user wants to watch. */
export class ClusterJobs implements JobSource, AsyncDisposable {
  readonly #clusters: Clusters;
  readonly #log: (line: string) => void;
  readonly #forget: (workload: WatchedWorkload) => void;
  readonly #watched = new Map<string, WatchedJob>();
  readonly #places = new Map<string, { readonly place: WatchedWorkload; readonly connection: ClusterConnection }>();
  readonly #logs = new Map<string, WorkloadLog>();
  readonly #listeners = new Set<Partial<JobListener>>();

  /** `forget` is told of jobs that the user removed. */
  constructor(clusters: Clusters, forget: (workload: WatchedWorkload) => void, log: (line: string) => void) {
    this.#clusters = clusters;
    this.#forget = forget;
    this.#log = log;
  }

  /** Shows a workload as a job from now on; answers with its id. A context that is not there is left out. */
  add(place: WatchedWorkload): string {
    const id = `${place.contextId}/${place.workload}`;
    const connection = this.#clusters.connection(place.contextId);
    if (connection !== undefined && !this.#watched.has(id)) {
      this.#places.set(id, { place, connection });
      const job = new WatchedJob({
        connection,
        workloadId: place.workload,
        onChange: (changed) => this.#tell((listener) => listener.jobChanged?.(changed)),
        onSample: (sample) => this.#tell((listener) => listener.sample?.(id, sample)),
        log: this.#log,
      });
      this.#watched.set(id, job);
      job.setWatched(this.#listeners.size > 0);
    }
    return id;
  }

  async jobs(): Promise<readonly Job[]> {
    return [...this.#watched.values()].flatMap(({ job }) => job ?? []);
  }

  async stop(jobId: string): Promise<Job> {
    const watched = this.#find(jobId);
    await stopWorkload(
      await this.#connection(jobId).api(),
      this.#connection(jobId).objects,
      watched.workload ?? this.#missing(jobId),
    );
    return watched.job ?? this.#missing(jobId);
  }

  async restart(jobId: string): Promise<Job> {
    const watched = this.#find(jobId);
    await removePodsOrRestart(
      await this.#connection(jobId).api(),
      this.#connection(jobId).objects,
      watched.workload ?? this.#missing(jobId),
    );
    return watched.job ?? this.#missing(jobId);
  }

  async remove(jobId: string): Promise<void> {
    const watched = this.#find(jobId);
    const place = this.#places.get(jobId)?.place;
    this.#watched.delete(jobId);
    this.#places.delete(jobId);
    this.#logs.get(jobId)?.[Symbol.dispose]();
    this.#logs.delete(jobId);
    if (place !== undefined) this.#forget(place);
    this.#tell((listener) => listener.jobRemoved?.(jobId));
    await watched[Symbol.asyncDispose]();
  }

  /** Of all its pods; followed from the first call on. */
  async logs(jobId: string, offset: number, maxBytes: number): Promise<LogChunk> {
    const watched = this.#find(jobId);
    const known = this.#logs.get(jobId) ?? new WorkloadLog(this.#connection(jobId), () => watched.workload);
    this.#logs.set(jobId, known);
    return await known.read(offset, maxBytes);
  }

  async history(jobId: string): Promise<readonly Sample[]> {
    return this.#find(jobId).samples;
  }

  startTraffic(jobId: string, options: TrafficOptions): Promise<TrafficStatus> {
    return this.#find(jobId).startTraffic(options);
  }

  stopTraffic(jobId: string): Promise<TrafficStatus> {
    return this.#find(jobId).stopTraffic();
  }

  /** The address on this machine that leads to a job. */
  forward(jobId: string): Promise<string> {
    return this.#find(jobId).forward();
  }

  stopForward(jobId: string): Promise<void> {
    return this.#find(jobId).stopForward();
  }

  watch(listener: Partial<JobListener>): Disposable {
    this.#listeners.add(listener);
    this.#watched.forEach((job) => job.setWatched(true));
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) this.#watched.forEach((job) => job.setWatched(false));
      },
    };
  }

  #tell(message: (listener: Partial<JobListener>) => void): void {
    this.#listeners.forEach(message);
  }

  #find(jobId: string): WatchedJob {
    return this.#watched.get(jobId) ?? this.#missing(jobId);
  }

  #connection(jobId: string): ClusterConnection {
    return this.#places.get(jobId)?.connection ?? this.#missing(jobId);
  }

  #missing(jobId: string): never {
    throw new ClusterError('notFound', l10n.t('{0} is not there any more.', jobId.split('/').at(-1) ?? jobId));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear();
    this.#logs.forEach((log) => log[Symbol.dispose]());
    await Promise.all([...this.#watched.values()].map((job) => job[Symbol.asyncDispose]()));
    this.#watched.clear();
  }
}
