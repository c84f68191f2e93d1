import { readFileSync } from 'node:fs';
import { readProcessStat, type ProcessStat } from '../processIdentity.ts';

/** Whose a process is that the driver lists. */
export type Owner =
  | { readonly kind: 'job'; readonly jobId: string }
  /** It was a job's; its memory is on its way back. */
  | { readonly kind: 'leaving' }
  | { readonly kind: 'foreign'; readonly name?: string }
  /** There is no such process here: it has ended, or its number is that of another machine's or container's view. */
  | { readonly kind: 'unseen' };

/** How long a driver may take to give back the memory of a process that has ended. */
const longestLeaveMs = 10_000;

/** Finds the job of a process by its group, its session and its parents, as `membersOf` does; remembers what belonged to a job. */
export class ProcessOwners {
  /** Pids of the leaders of the live jobs, by job. */
  readonly #leaders: () => ReadonlyMap<number, string>;
  readonly #known = new Map<number, { readonly jobId: string; readonly startTime: number; readonly seenAt: number }>();
  readonly #readStat: (pid: number) => ProcessStat | undefined;

  constructor(leaders: () => ReadonlyMap<number, string>, readStat: (pid: number) => ProcessStat | undefined = readProcessStat) {
    this.#leaders = leaders;
    this.#readStat = readStat;
  }

  ownerOf(pid: number, now: number): Owner {
    const leaders = this.#leaders();
    const stat = this.#readStat(pid);
    const isAlive = stat !== undefined && stat.state !== 'Z' && stat.state !== 'X';
    const known = this.#known.get(pid);
    const jobId = (isAlive ? this.#jobOf(stat, leaders) : undefined) ?? this.#jobOfKnown(known, stat, leaders);
    if (jobId !== undefined) {
      if (isAlive) {
        this.#known.set(pid, { jobId, startTime: stat.startTime, seenAt: now });
      }
      return { kind: 'job', jobId };
    }
    if (known !== undefined && !isAlive && now - known.seenAt <= longestLeaveMs) {
      return { kind: 'leaving' };
    }
    this.#known.delete(pid);
    if (!isAlive) {
      return { kind: 'unseen' };
    }
    const name = programName(pid);
    return { kind: 'foreign', ...(name !== undefined && { name }) };
  }

  #jobOf(stat: ProcessStat, leaders: ReadonlyMap<number, string>): string | undefined {
    const seen = new Set<number>();
    for (let at: ProcessStat | undefined = stat; at !== undefined && !seen.has(at.pid); at = this.#readStat(at.parent)) {
      const jobId = leaders.get(at.group) ?? leaders.get(at.session);
      if (jobId !== undefined || at.parent < 1) {
        return jobId;
      }
      seen.add(at.pid);
    }
    return undefined;
  }

  /** A process that left its job's tree stays that job's while both live. */
  #jobOfKnown(
    known: { readonly jobId: string; readonly startTime: number } | undefined,
    stat: ProcessStat | undefined,
    leaders: ReadonlyMap<number, string>,
  ): string | undefined {
    return known !== undefined && stat?.startTime === known.startTime && [...leaders.values()].includes(known.jobId)
      ? known.jobId
      : undefined;
  }
}

function programName(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
