import * as vscode from 'vscode';
import type { Sample } from '../../inference/sample.ts';
import { isLive, type Job } from '../../protocol/agent.ts';
import type { JobSource } from '../../target/jobSource.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errorText.ts';

/** A source that is watched from the moment on that it was first used. */
export interface ConnectingJobs extends Pick<JobSource, 'jobs' | 'watch'> {
  readonly onDidConnect: vscode.Event<void>;
}

/** The jobs of all targets as last told, of each from its first use on. */
export class JobStore implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #jobs = new Map<ConnectingJobs, Map<string, Job>>();
  readonly #changed = this.#store.add(new vscode.EventEmitter<Job | undefined>());
  readonly #log: vscode.LogOutputChannel;

  /** A job changed, or (undefined) several or none are known anew. */
  readonly onDidChange = this.#changed.event;

  constructor(sources: readonly ConnectingJobs[], log: vscode.LogOutputChannel) {
    this.#log = log;
    for (const source of sources) {
      this.#jobs.set(source, new Map());
      this.#store.add(source.onDidConnect(() => this.#watch(source)));
    }
  }

  /** Newest first. */
  get jobs(): readonly Job[] {
    return [...this.#jobs.values()].flatMap((jobs) => [...jobs.values()]).sort((a, b) => b.createdAt - a.createdAt);
  }

  get liveJobs(): readonly Job[] {
    return this.jobs.filter(isLive);
  }

  get(jobId: string): Job | undefined {
    return this.#holderOf(jobId)?.get(jobId);
  }

  /** Tells of a job of the first source that a request has just answered with, unless it was told of already. */
  add(job: Job): void {
    const [first] = this.#jobs.values();
    if (first !== undefined && this.get(job.id) === undefined) {
      this.#put(first, job);
    }
  }

  #holderOf(jobId: string): Map<string, Job> | undefined {
    return [...this.#jobs.values()].find((jobs) => jobs.has(jobId));
  }

  #watch(source: ConnectingJobs): void {
    const jobs = this.#jobs.get(source) ?? new Map<string, Job>();
    this.#store.use(
      source.watch({
        jobChanged: (job) => this.#put(jobs, job),
        jobRemoved: (jobId) => {
          jobs.delete(jobId);
          this.#changed.fire(undefined);
        },
        sample: (jobId, sample) => this.#putSample(jobs, jobId, sample),
        connection: (state) => {
          if (state === 'connected') {
            void this.#readAll(source, jobs);
          }
        },
      }),
    );
    void this.#readAll(source, jobs);
  }

  async #readAll(source: ConnectingJobs, jobs: Map<string, Job>): Promise<void> {
    try {
      const told = await source.jobs();
      jobs.clear();
      for (const job of told) {
        jobs.set(job.id, job);
      }
      if (!this.#store.isDisposed) {
        this.#changed.fire(undefined);
      }
    } catch (error) {
      if (!this.#store.isDisposed) {
        this.#log.warn(`jobs: ${errorText(error)}`);
      }
    }
  }

  #put(jobs: Map<string, Job>, job: Job): void {
    jobs.set(job.id, job);
    this.#changed.fire(job);
  }

  #putSample(jobs: Map<string, Job>, jobId: string, latest: Sample): void {
    const job = jobs.get(jobId);
    if (job !== undefined) {
      this.#put(jobs, { ...job, latest });
    }
  }

  dispose(): void {
    this.#store.dispose();
  }
}
