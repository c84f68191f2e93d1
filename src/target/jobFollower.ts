import type { Sample } from '../inference/sample.ts';
import type { Job } from '../protocol/agent.ts';
import type { Target } from './target.ts';

/** Follows one job: its latest state, its samples, and waiting for a state. */
export class JobFollower implements Disposable {
  readonly #registration: Disposable;
  readonly #waiting = new Set<() => void>();
  #job: Job;

  constructor(target: Target, job: Job, onChange: (job: Job) => void, onSample: (sample: Sample) => void) {
    this.#job = job;
    const update = (changed: Job) => {
      if (changed.id !== job.id) {
        return;
      }
      this.#job = changed;
      onChange(changed);
      this.#waiting.forEach((wake) => wake());
    };
    // a connection that is lost again is told of again
    const readAll = () =>
      target.jobs().then(
        (jobs) => jobs.forEach(update),
        () => undefined,
      );
    this.#registration = target.watch({
      jobChanged: update,
      sample: (jobId, sample) => {
        if (jobId === job.id) {
          onSample(sample);
        }
      },
      connection: (state) => {
        if (state === 'connected') {
          void readAll();
        }
      },
    });
    // What changed between the answer to deploy and the first notification.
    void readAll();
  }

  get job(): Job {
    return this.#job;
  }

  /** Waits until the job is as asked; rejects when the signal aborts. */
  async until(isReached: (job: Job) => boolean, signal: AbortSignal): Promise<Job> {
    while (!isReached(this.#job)) {
      signal.throwIfAborted();
      const changed = Promise.withResolvers<void>();
      const wake = () => changed.resolve();
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      await changed.promise;
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    }
    return this.#job;
  }

  [Symbol.dispose](): void {
    this.#registration[Symbol.dispose]();
  }
}
