import type { Sample } from '../../../src/inference/sample.ts';
import type { Job } from '../../../src/protocol/agent.ts';
import type { Clusters } from '../../../src/target/cluster/clusterConnection.ts';
import { ClusterJobs, type WatchedWorkload } from '../../../src/target/cluster/jobs/clusterJobs.ts';
import type { RigContext } from '../rig/users.ts';

/** What a window has of the jobs of clusters: whatever was told of them, and waiting for more. */
export class WatchingJobs implements AsyncDisposable {
  readonly jobs: ClusterJobs;
  readonly forgotten: WatchedWorkload[] = [];
  readonly lines: string[] = [];
  readonly samples: Sample[] = [];
  readonly #told = new Map<string, Job>();
  readonly #waiting = new Set<() => void>();
  readonly #watch: Disposable;

  constructor(clusters: Clusters) {
    this.jobs = new ClusterJobs(
      clusters,
      (workload) => this.forgotten.push(workload),
      (line) => this.lines.push(line),
    );
    const check = () => this.#waiting.forEach((ask) => ask());
    this.#watch = this.jobs.watch({
      jobChanged: (job) => {
        this.#told.set(job.id, job);
        check();
      },
      jobRemoved: (jobId) => {
        this.#told.delete(jobId);
        check();
      },
      sample: (_jobId, sample) => {
        this.samples.push(sample);
        check();
      },
    });
  }

  add(context: RigContext, workload: string): string {
    return this.jobs.add({ contextId: `cluster/${context}`, workload });
  }

  /** Resolves when it is so; the test's time limit ends it otherwise. */
  async until<T>(ask: () => T | undefined): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    const check = () => {
      const answer = ask();
      if (answer !== undefined) resolve(answer);
    };
    this.#waiting.add(check);
    check();
    try {
      return await promise;
    } finally {
      this.#waiting.delete(check);
    }
  }

  untilJob(id: string, isSo: (job: Job) => boolean): Promise<Job> {
    return this.until(() => {
      const job = this.#told.get(id);
      return job !== undefined && isSo(job) ? job : undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watch[Symbol.dispose]();
    await this.jobs[Symbol.asyncDispose]();
  }
}
