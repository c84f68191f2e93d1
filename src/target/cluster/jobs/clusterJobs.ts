import * as l10n from '@vscode/l10n';
import type { Job, LogChunk, TrafficOptions, TrafficStatus } from '../../../protocol/agent.ts';
import type { Sample } from '../../../inference/sample.ts';
import type { JobListener, JobSource } from '../../jobSource.ts';
import { ClusterError } from '../api/clusterError.ts';
import type { ClusterConnection, Clusters } from '../clusterConnection.ts';
import { known } from '../clusterObjects.ts';
import type { WorkloadView } from '../clusterView.ts';
import type { PodObject } from '../objects/pod.ts';
import { readClusterView } from '../view/readView.ts';
import { removePodsOrRestart, stopWorkload } from './changeWorkload.ts';
import { PodMemories } from './podMemory.ts';
import { WatchedJob } from './watchedJob.ts';
import { readJobId, readWorkloadId } from './workloadId.ts';
import { WorkloadLog } from './workloadLog.ts';

/** A log that nobody has read for so long is followed no longer. */
const logIdleMs = 60_000;

/** A workload that is shown as a job. */
export interface WatchedWorkload {
  readonly contextId: string;
  /** `<kind>/<namespace>/<name>` */
  readonly workload: string;
}

/** A pod of a job with its sample, of which the rate is that of the pod alone where that is known. */
export interface PodRate {
  readonly job: Job;
  readonly sample: Sample;
}

interface Watched {
  readonly place: WatchedWorkload;
  /** Absent while no kubeconfig has the context. */
  job?: { readonly connection: ClusterConnection; readonly watched: WatchedJob };
}

interface OpenLog {
  readonly log: WorkloadLog;
  readonly timer: NodeJS.Timeout;
}

/** Workloads of clusters as jobs: those that were deployed from here, and those that the user wants to watch. */
export class ClusterJobs implements JobSource, AsyncDisposable {
  readonly #clusters: Clusters;
  readonly #log: (line: string) => void;
  readonly #forget: (workload: WatchedWorkload) => void;
  readonly #watched = new Map<string, Watched>();
  readonly #memories = new WeakMap<ClusterConnection, PodMemories>();
  readonly #logs = new Map<string, OpenLog>();
  readonly #listeners = new Set<Partial<JobListener>>();
  readonly #following: Disposable;
  /** By context, namespace and pod; made when it is asked for, and forgotten with everything that is told. */
  #rates: ReadonlyMap<string, PodRate> | undefined;

  /** `forget` is told of jobs that the user removed. */
  constructor(clusters: Clusters, forget: (workload: WatchedWorkload) => void, log: (line: string) => void) {
    this.#clusters = clusters;
    this.#forget = forget;
    this.#log = log;
    this.#following = clusters.onDidChange(() => this.#reconnect());
  }

  /** Shows a workload as a job from now on; answers with its id. */
  add(place: WatchedWorkload): string {
    const id = `${place.contextId}/${place.workload}`;
    if (!this.#watched.has(id)) {
      this.#watched.set(id, { place });
      this.#reconnect();
    }
    return id;
  }

  async jobs(): Promise<readonly Job[]> {
    return [...this.#watched.values()].flatMap(({ job }) => job?.watched.job ?? []);
  }

  /** How fast one pod is, where its own rate is known; else, of the first pod of a job, how fast the whole job is. */
  rateOfPod(contextId: string, namespace: string, pod: string): PodRate | undefined {
    this.#rates ??= this.#indexRates();
    return this.#rates.get(`${contextId}/${namespace}/${pod}`);
  }

  #indexRates(): ReadonlyMap<string, PodRate> {
    const rates = new Map<string, PodRate>();
    for (const { place, job: at } of this.#watched.values()) {
      const { job, workload, latest } = at?.watched ?? {};
      if (job?.state !== 'running' || latest === undefined) continue;
      const { sample, rates: ofPods } = latest;
      (workload?.pods ?? []).forEach(({ pod }, index) => {
        const isWhole = ofPods.size === 0 && index === 0;
        const tokensPerSecond = isWhole ? sample.tokensPerSecond : (ofPods.get(pod.name) ?? null);
        if (isWhole || ofPods.size > 0) {
          rates.set(`${place.contextId}/${pod.namespace}/${pod.name}`, { job, sample: { ...sample, tokensPerSecond } });
        }
      });
    }
    return rates;
  }

  async stop(jobId: string): Promise<Job> {
    const { connection, watched, workload } = this.#there(jobId);
    await stopWorkload(await connection.api(), workload);
    return watched.job ?? this.#missing(jobId);
  }

  async restart(jobId: string): Promise<Job> {
    const { connection, watched, workload } = this.#there(jobId);
    await removePodsOrRestart(await connection.api(), connection.objects, workload);
    return watched.job ?? this.#missing(jobId);
  }

  async remove(jobId: string): Promise<void> {
    const { place, job } = this.#watched.get(jobId) ?? this.#missing(jobId);
    this.#watched.delete(jobId);
    this.#closeLog(jobId);
    this.#forget(place);
    this.#tell((listener) => listener.jobRemoved?.(jobId));
    await job?.watched[Symbol.asyncDispose]();
  }

  /** Of all pods of a workload, watched or not, or of one pod; followed from the first call on, while someone reads it. */
  async logs(jobId: string, offset: number, maxBytes: number): Promise<LogChunk> {
    const open = this.#logs.get(jobId) ?? this.#openLog(jobId);
    this.#logs.set(jobId, open);
    open.timer.refresh();
    return await open.log.read(offset, maxBytes);
  }

  async history(jobId: string): Promise<readonly Sample[]> {
    return this.#find(jobId).watched.samples;
  }

  async startTraffic(jobId: string, options: TrafficOptions): Promise<TrafficStatus> {
    return await this.#find(jobId).watched.startTraffic(options);
  }

  async stopTraffic(jobId: string): Promise<TrafficStatus> {
    return await this.#find(jobId).watched.stopTraffic();
  }

  /** The address on this machine that leads to a job. */
  async forward(jobId: string): Promise<string> {
    return await this.#find(jobId).watched.forward();
  }

  async stopForward(jobId: string): Promise<void> {
    await this.#find(jobId).watched.stopForward();
  }

  watch(listener: Partial<JobListener>): Disposable {
    this.#listeners.add(listener);
    this.#setWatched();
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(listener);
        this.#setWatched();
      },
    };
  }

  #setWatched(): void {
    this.#watched.forEach(({ job }) => job?.watched.setWatched(this.#listeners.size > 0));
  }

  /** Connections change when a kubeconfig does: each job goes on over the one of now. */
  #reconnect(): void {
    for (const [id, entry] of this.#watched) {
      const connection = this.#clusters.connection(entry.place.contextId);
      if (connection === entry.job?.connection) continue;
      void entry.job?.watched[Symbol.asyncDispose]();
      this.#closeLog(id);
      if (connection === undefined) delete entry.job;
      else entry.job = { connection, watched: this.#connect(id, entry.place, connection) };
    }
    this.#setWatched();
  }

  #connect(id: string, { workload }: WatchedWorkload, connection: ClusterConnection): WatchedJob {
    const memories = this.#memories.get(connection) ?? new PodMemories();
    this.#memories.set(connection, memories);
    return new WatchedJob({
      connection,
      workloadId: workload,
      memories,
      onChange: (job) => this.#tell((listener) => listener.jobChanged?.(job)),
      onSample: (sample) => this.#tell((listener) => listener.sample?.(id, sample)),
      log: this.#log,
    });
  }

  #openLog(jobId: string): OpenLog {
    const { contextId, workload } = readJobId(jobId);
    const connection = this.#clusters.connection(contextId) ?? this.#missing(jobId);
    const timer = setTimeout(() => this.#closeLog(jobId), logIdleMs);
    timer.unref();
    return { log: new WorkloadLog(connection, () => findPods(connection, workload)), timer };
  }

  #closeLog(jobId: string): void {
    const open = this.#logs.get(jobId);
    clearTimeout(open?.timer);
    open?.log[Symbol.dispose]();
    this.#logs.delete(jobId);
  }

  #tell(message: (listener: Partial<JobListener>) => void): void {
    this.#rates = undefined;
    this.#listeners.forEach(message);
  }

  #find(jobId: string): NonNullable<Watched['job']> {
    return this.#watched.get(jobId)?.job ?? this.#missing(jobId);
  }

  #there(jobId: string): NonNullable<Watched['job']> & { readonly workload: WorkloadView } {
    const found = this.#find(jobId);
    return { ...found, workload: found.watched.workload ?? this.#missing(jobId) };
  }

  #missing(jobId: string): never {
    throw new ClusterError('notFound', l10n.t('{0} is not there any more.', jobId.split('/').at(-1) ?? jobId));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#following[Symbol.dispose]();
    this.#listeners.clear();
    [...this.#logs.keys()].forEach((jobId) => this.#closeLog(jobId));
    await Promise.all([...this.#watched.values()].map(async ({ job }) => job?.watched[Symbol.asyncDispose]()));
    this.#watched.clear();
  }
}

/** Of a workload; of `Pod/<namespace>/<name>` also the pod of that name, whosever it is. */
function findPods({ objects }: ClusterConnection, id: string): readonly PodObject[] {
  const workload = readClusterView(objects).workloads.find((each) => each.id === id);
  if (workload !== undefined) return workload.pods.map(({ pod }) => pod);
  const { kind, namespace, name } = readWorkloadId(id);
  return kind === 'Pod' ? known(objects.pods).filter((pod) => pod.namespace === namespace && pod.name === name) : [];
}
