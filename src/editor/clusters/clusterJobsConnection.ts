import * as vscode from 'vscode';
import type { Sample } from '../../inference/sample.ts';
import type { Job, LogChunk, TrafficOptions, TrafficStatus } from '../../protocol/agent.ts';
import type { Clusters } from '../../target/cluster/clusterConnection.ts';
import type { ClusterJobs, PodRate, WatchedWorkload } from '../../target/cluster/jobs/clusterJobs.ts';
import type { JobListener, JobSource } from '../../target/jobSource.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errorText.ts';
import type { ClusterHub } from './clusterHub.ts';

const key = 'clusters.watched';

interface Attachment {
  readonly listener: Partial<JobListener>;
  attached?: Disposable | undefined;
}

/**
 * The workloads of clusters that are watched as jobs, remembered for the workspace. Costs nothing until someone asks for jobs and some are
 * watched, or the first one is added.
 */
export class ClusterJobsConnection implements JobSource, vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #connected = this.#store.add(new vscode.EventEmitter<void>());
  readonly #hub: ClusterHub;
  readonly #memento: vscode.Memento;
  readonly #log: vscode.LogOutputChannel;
  readonly #attachments = new Set<Attachment>();
  #jobs: Promise<ClusterJobs> | undefined;
  #loaded: { readonly clusters: Clusters; readonly jobs: ClusterJobs } | undefined;
  #wasConnected = false;

  /** Fires once, when the first workload is watched. */
  readonly onDidConnect = this.#connected.event;

  constructor(hub: ClusterHub, memento: vscode.Memento, log: vscode.LogOutputChannel) {
    this.#hub = hub;
    this.#memento = memento;
    this.#log = log;
    this.#store.add(hub.onDidChange(() => this.#follow()));
  }

  /** Shows a workload as a job from now on, over reloads of the window; answers with the job's id. */
  async watchWorkload(contextId: string, workload: string): Promise<string> {
    const place = { contextId, workload };
    const id = (await this.#load()).add(place);
    if (!this.#watched.some((each) => isSame(each, place))) {
      await this.#memento.update(key, [...this.#watched, place]);
    }
    return id;
  }

  /** How fast a pod is, as far as it belongs to a job that is watched. */
  rateOfPod(contextId: string, namespace: string, pod: string): PodRate | undefined {
    return this.#loaded?.jobs.rateOfPod(contextId, namespace, pod);
  }

  async jobs(): Promise<readonly Job[]> {
    return this.#isNeeded ? (await this.#load()).jobs() : [];
  }

  async stop(jobId: string): Promise<Job> {
    return (await this.#load()).stop(jobId);
  }

  async restart(jobId: string): Promise<Job> {
    return (await this.#load()).restart(jobId);
  }

  async remove(jobId: string): Promise<void> {
    return (await this.#load()).remove(jobId);
  }

  async logs(jobId: string, offset: number, maxBytes: number): Promise<LogChunk> {
    return (await this.#load()).logs(jobId, offset, maxBytes);
  }

  async history(jobId: string): Promise<readonly Sample[]> {
    return (await this.#load()).history(jobId);
  }

  async startTraffic(jobId: string, options: TrafficOptions): Promise<TrafficStatus> {
    return (await this.#load()).startTraffic(jobId, options);
  }

  async stopTraffic(jobId: string): Promise<TrafficStatus> {
    return (await this.#load()).stopTraffic(jobId);
  }

  /** The address on this machine that leads to a job. */
  async forward(jobId: string): Promise<string> {
    return (await this.#load()).forward(jobId);
  }

  async stopForward(jobId: string): Promise<void> {
    return (await this.#load()).stopForward(jobId);
  }

  watch(listener: Partial<JobListener>): Disposable {
    const attachment: Attachment = { listener };
    this.#attachments.add(attachment);
    if (this.#loaded !== undefined) {
      attachment.attached = this.#loaded.jobs.watch(listener);
    }
    return {
      [Symbol.dispose]: () => {
        this.#attachments.delete(attachment);
        attachment.attached?.[Symbol.dispose]();
      },
    };
  }

  get #watched(): readonly WatchedWorkload[] {
    return this.#memento.get<readonly WatchedWorkload[]>(key, []);
  }

  get #isNeeded(): boolean {
    return this.#jobs !== undefined || this.#watched.length > 0;
  }

  #load(): Promise<ClusterJobs> {
    this.#jobs ??= this.#open().catch((error: unknown) => {
      this.#jobs = undefined;
      throw error;
    });
    return this.#jobs;
  }

  async #open(): Promise<ClusterJobs> {
    const [{ ClusterJobs: Loaded }, clusters] = await Promise.all([
      import('../../target/cluster/jobs/clusterJobs.ts'),
      this.#hub.clusters(),
    ]);
    const jobs = new Loaded(
      clusters,
      (place) =>
        void this.#memento.update(
          key,
          this.#watched.filter((each) => !isSame(each, place)),
        ),
      (line) => this.#log.info(line),
    );
    if (this.#store.isDisposed) {
      await jobs[Symbol.asyncDispose]();
      return jobs;
    }
    this.#watched.forEach((place) => jobs.add(place));
    this.#loaded = { clusters, jobs };
    for (const attachment of this.#attachments) {
      attachment.attached = jobs.watch(attachment.listener);
    }
    if (!this.#wasConnected) {
      this.#wasConnected = true;
      queueMicrotask(() => this.#connected.fire());
    }
    return jobs;
  }

  /** The clusters were opened, or are others since a setting changed. */
  #follow(): void {
    const { opened } = this.#hub;
    const old = this.#loaded;
    if (opened === undefined || opened === old?.clusters || !this.#isNeeded) {
      return;
    }
    if (old !== undefined) {
      this.#loaded = undefined;
      this.#jobs = undefined;
      this.#attachments.forEach((attachment) => (attachment.attached = undefined));
      void old.jobs[Symbol.asyncDispose]();
    }
    this.#load().then(
      () => old && this.#attachments.forEach(({ listener }) => listener.connection?.('connected')),
      (error: unknown) => this.#log.warn(`jobs of clusters: ${errorText(error)}`),
    );
  }

  dispose(): void {
    this.#store.dispose();
    void this.#loaded?.jobs[Symbol.asyncDispose]();
  }
}

function isSame(one: WatchedWorkload, other: WatchedWorkload): boolean {
  return one.contextId === other.contextId && one.workload === other.workload;
}
