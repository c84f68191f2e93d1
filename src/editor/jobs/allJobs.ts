import type { JobListener, JobSource } from '../../target/jobSource.ts';

/** The jobs of this machine and of clusters as one source; a job's id tells whose it is. */
export class AllJobs implements JobSource {
  readonly #machine: JobSource;
  readonly #clusters: JobSource;
  readonly #log: (line: string) => void;

  constructor(machine: JobSource, clusters: JobSource, log: (line: string) => void) {
    this.#machine = machine;
    this.#clusters = clusters;
    this.#log = log;
  }

  /** Rejects where neither answers; a machine whose agent cannot run does not hide the jobs of clusters. */
  async jobs(signal?: AbortSignal): ReturnType<JobSource['jobs']> {
    const [machine, clusters] = await Promise.allSettled([this.#machine.jobs(signal), this.#clusters.jobs(signal)]);
    const ofClusters = clusters.status === 'fulfilled' ? clusters.value : [];
    if (clusters.status === 'rejected') {
      this.#log(`jobs of clusters: ${String(clusters.reason)}`);
    }
    if (machine.status === 'rejected') {
      if (ofClusters.length === 0) {
        throw machine.reason;
      }
      this.#log(`jobs of this machine: ${String(machine.reason)}`);
      return ofClusters;
    }
    return [...machine.value, ...ofClusters];
  }

  stop: JobSource['stop'] = (jobId) => this.#of(jobId).stop(jobId);
  restart: JobSource['restart'] = (jobId) => this.#of(jobId).restart(jobId);
  remove: JobSource['remove'] = (jobId) => this.#of(jobId).remove(jobId);
  logs: JobSource['logs'] = (jobId, offset, maxBytes) => this.#of(jobId).logs(jobId, offset, maxBytes);
  history: JobSource['history'] = (jobId) => this.#of(jobId).history(jobId);
  startTraffic: JobSource['startTraffic'] = (jobId, options) => this.#of(jobId).startTraffic(jobId, options);
  stopTraffic: JobSource['stopTraffic'] = (jobId) => this.#of(jobId).stopTraffic(jobId);

  watch(listener: Partial<JobListener>): Disposable {
    const watches = [this.#machine, this.#clusters].map((source) => source.watch(listener));
    return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
  }

  #of(jobId: string): JobSource {
    return isOfCluster(jobId) ? this.#clusters : this.#machine;
  }
}

/** `cluster/<context>/<kind>/<namespace>/<name>`; the agent's ids have no slash. */
export function isOfCluster(jobId: string): boolean {
  return jobId.startsWith('cluster/');
}
