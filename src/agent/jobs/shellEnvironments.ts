import { readFileSync } from 'node:fs';

export type Environment = Readonly<Record<string, string>>;

/**
 * The environments of the shells where command lines were typed, for restarts. They may hold secrets, so they are kept in
 * memory only, as long as their job is listed; that of a job which a later agent adopts is read back from its process.
 */
export class ShellEnvironments {
  readonly #known = new Map<string, Environment>();

  keep(jobId: string, env: Environment): void {
    this.#known.set(jobId, env);
  }

  adopt(jobId: string, pid: number): void {
    try {
      this.keep(jobId, readEnvironment(pid));
    } catch {
      // it has just ended: there is nothing left to restart it with
    }
  }

  /** Undefined: the agent that knew it has ended, and so has the job. */
  of(jobId: string): Environment | undefined {
    return this.#known.get(jobId);
  }

  forget(jobId: string): void {
    this.#known.delete(jobId);
  }
}

function readEnvironment(pid: number): Environment {
  const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const end = entry.indexOf('=', 1);
      return end === -1 ? [] : [[entry.slice(0, end), entry.slice(end + 1)]];
    }),
  );
}
