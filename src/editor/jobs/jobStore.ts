import * as vscode from 'vscode';
import type { Sample } from '../../inference/sample.ts';
import { isLive, type Job } from '../../protocol/agent.ts';
import type { AgentConnection } from '../agentConnection.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errorText.ts';

/** The agent's jobs as last told, from the first use of the agent on. */
export class JobStore implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #jobs = new Map<string, Job>();
  readonly #changed = this.#store.add(new vscode.EventEmitter<Job | undefined>());
  readonly #connection: AgentConnection;
  readonly #log: vscode.LogOutputChannel;

  /** A job changed, or (undefined) several or none are known anew. */
  readonly onDidChange = this.#changed.event;

  constructor(connection: AgentConnection, log: vscode.LogOutputChannel) {
    this.#connection = connection;
    this.#log = log;
    this.#store.add(connection.onDidConnect(() => this.#watch()));
  }

  /** Newest first. */
  get jobs(): readonly Job[] {
    return [...this.#jobs.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  get liveJobs(): readonly Job[] {
    return this.jobs.filter(isLive);
  }

  get(jobId: string): Job | undefined {
    return this.#jobs.get(jobId);
  }

  /** Tells of a job that a request has just answered with, unless the agent has told of it already. */
  add(job: Job): void {
    if (!this.#jobs.has(job.id)) {
      this.#put(job);
    }
  }

  #watch(): void {
    this.#store.use(
      this.#connection.watch({
        jobChanged: (job) => this.#put(job),
        jobRemoved: (jobId) => {
          this.#jobs.delete(jobId);
          this.#changed.fire(undefined);
        },
        sample: (jobId, sample) => this.#putSample(jobId, sample),
        connection: (state) => {
          if (state === 'connected') {
            void this.#readAll();
          }
        },
      }),
    );
    void this.#readAll();
  }

  async #readAll(): Promise<void> {
    try {
      const jobs = await this.#connection.jobs();
      this.#jobs.clear();
      for (const job of jobs) {
        this.#jobs.set(job.id, job);
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

  #put(job: Job): void {
    this.#jobs.set(job.id, job);
    this.#changed.fire(job);
  }

  #putSample(jobId: string, latest: Sample): void {
    const job = this.#jobs.get(jobId);
    if (job !== undefined) {
      this.#put({ ...job, latest });
    }
  }

  dispose(): void {
    this.#store.dispose();
  }
}
